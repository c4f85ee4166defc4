import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import { acceptEvents, findEventKeys, type MatchedEvent } from "../storage/delivery/accept-events.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import type { KnownOrganizations, OrganizationCache } from "./organization-cache.ts";
import { type NewEvent, planDeliveries } from "./plan-deliveries.ts";

export interface AcceptDeps {
  clock: Clock;
  health: DatabaseHealth;
  organizations: OrganizationCache;
  /** Takes a place on this node for a delivery to a destination. */
  reserve: (destinationId: string) => boolean;
  isMidnight: () => boolean;
  /** Sends what was leased to this node. */
  start: (jobs: readonly DeliveryJob[]) => void;
  /** Gives reserved places back, and leases too where the rows may have been stored: the outcome of a commit is not always known. */
  abandon: (jobs: readonly DeliveryJob[], perhapsStored: boolean) => void;
  /** Something was stored that waits for whoever has room. */
  announce: () => void;
}

/** Why an event was not stored by this statement. */
export type Untaken =
  | { why: "duplicate"; orgId: string; eventId: string }
  /** An earlier try stored it, though its answer never came: its deliveries wait for whoever has room. */
  | { why: "stored_before"; orgId: string }
  | { why: "conflict"; orgId: string }
  /** The organisation is not as it was matched: match again. */
  | { why: "moved"; orgId: string }
  /** The others were stored, and then nobody answered which of these it is: ask again. */
  | { why: "not_known"; orgId: string };

export interface AcceptInput {
  bucket: number;
  events: readonly NewEvent[];
  /** Whether keys go to two days; the connection must be a transaction then. */
  atMidnight: boolean;
  place: (destinationId: string) => boolean;
  /** Another way to store them where the statement is a commit of its own. */
  store?: typeof acceptEvents;
  /** Filled, as soon as they are planned, with the deliveries that this node sends itself: whoever called gives their places back if this throws. */
  leased?: DeliveryJob[];
}

export interface AcceptRun {
  untaken: Map<string, Untaken>;
  /** Whether something was stored that this node does not send itself. */
  anyWaits: boolean;
}

/** At midnight another node took one of the two days of a key at the same moment: roll back and send again. */
export class PartlyTakenError extends Error {
  override readonly name = "PartlyTakenError";
}

/** The days that nodes may disagree about: this long before and after midnight UTC keys are written to both. */
const midnightWindowMs = 60_000;
const dayMs = 86_400_000;

export function isNearMidnight(nowMs: number): boolean {
  const intoDayMs = nowMs % dayMs;
  return intoDayMs < midnightWindowMs || intoDayMs >= dayMs - midnightWindowMs;
}

/** Matches events of one bucket, stores them with one statement, and finds out about those it did not take. */
export async function runAccept(
  deps: { clock: Clock; organizations: KnownOrganizations },
  connection: Connection,
  input: AcceptInput,
): Promise<AcceptRun> {
  const { bucket, events, atMidnight, store = acceptEvents, leased = [] } = input;
  const nowMs = deps.clock.nowMs();
  const planDeps = { nowMs, leasedAtMs: deps.clock.monotonicMs(), place: input.place };
  const matched: MatchedEvent[] = [];
  const untaken = new Map<string, Untaken>();
  let anyWaits = false;
  for (const event of events) {
    const state = deps.organizations.peek(event.orgId);
    if (state === null) {
      untaken.set(event.eventId, { why: "moved", orgId: event.orgId });
      continue;
    }
    const plan = planDeliveries(planDeps, state, event);
    matched.push(plan.matched);
    leased.push(...plan.jobs);
    anyWaits ||= plan.matched.deliveries.some((delivery) => delivery.start.as === "wait");
  }
  // At midnight the earlier of the two days: both sides of it then write the same pair.
  const day = new Date(atMidnight ? nowMs - midnightWindowMs : nowMs).toISOString().slice(0, 10);
  const left = await store(connection, { bucket, day, atMidnight, events: matched });
  if (left.length === 0) return { untaken, anyWaits };

  if (left.some((row) => row.partly)) throw new PartlyTakenError("a key was taken for one of two days");
  const byId = new Map(matched.map((event) => [event.eventId, event]));
  const leftEvents = left.flatMap((row) => byId.get(row.eventId) ?? []);
  const found = await findEventKeys(connection, { bucket, day, events: leftEvents }).catch((error: unknown) => {
    // Where the statement was a commit of its own the others are stored, and this failure is none of theirs.
    if (input.store === undefined) throw error;
    return null;
  });
  if (found === null) {
    for (const { eventId, orgId } of leftEvents) untaken.set(eventId, { why: "not_known", orgId });
    return { untaken, anyWaits };
  }
  const foundByIndex = new Map(found.map((row) => [row.index, row]));
  for (const [index, event] of leftEvents.entries()) {
    untaken.set(event.eventId, reasonOf(event, foundByIndex.get(index)));
  }
  return { untaken, anyWaits };
}

function reasonOf(
  event: MatchedEvent,
  earlier: { eventId: string; fingerprint: Uint8Array | null } | undefined,
): Untaken {
  const { orgId, fingerprint } = event;
  if (earlier === undefined) return { why: "moved", orgId };
  if (earlier.eventId === event.eventId) return { why: "stored_before", orgId };
  const conflicts =
    fingerprint !== null && (earlier.fingerprint === null || Buffer.compare(fingerprint, earlier.fingerprint) !== 0);
  return conflicts ? { why: "conflict", orgId } : { why: "duplicate", orgId, eventId: earlier.eventId };
}

/** Starts what was stored, and gives the places of what was not back. */
export function settleLeases(deps: AcceptDeps, leased: readonly DeliveryJob[], run: AcceptRun): void {
  const { untaken } = run;
  if (untaken.size === 0) {
    deps.start(leased);
  } else {
    deps.start(leased.filter((job) => !untaken.has(job.eventId)));
    deps.abandon(
      leased.filter((job) => untaken.has(job.eventId)),
      false,
    );
  }
  if (run.anyWaits) deps.announce();
}
