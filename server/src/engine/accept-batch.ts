import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import { acceptEvents, findEventKeys, type MatchedEvent } from "../storage/delivery/accept-events.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import type { OrganizationCache } from "./organization-cache.ts";
import { type NewEvent, planDeliveries } from "./plan-deliveries.ts";

export interface AcceptDeps {
  clock: Clock;
  health: DatabaseHealth;
  organizations: OrganizationCache;
  /** Takes a place on this node for a delivery to a destination. */
  reserve: (destinationId: string) => boolean;
  isMidnight: () => boolean;
}

/** Why an event was not stored. */
export type Untaken =
  | { why: "duplicate"; orgId: string; eventId: string }
  | { why: "conflict"; orgId: string }
  /** The organisation is not as it was matched: match again. */
  | { why: "moved"; orgId: string };

export interface AcceptInput {
  bucket: number;
  events: readonly NewEvent[];
  place: (destinationId: string) => boolean;
  /** Filled, as soon as they are planned, with the deliveries that this node sends itself: whoever called gives their places back if this throws. */
  leased?: DeliveryJob[];
}

/** The days that nodes may disagree about: this long before and after midnight UTC keys are written to both. */
export const midnightWindowMs = 60_000;
const dayMs = 86_400_000;

export function isNearMidnight(nowMs: number): boolean {
  const intoDayMs = nowMs % dayMs;
  return intoDayMs < midnightWindowMs || intoDayMs >= dayMs - midnightWindowMs;
}

/** Matches events of one bucket, stores them with one statement, and finds out about those it did not take. */
export async function runAccept(
  deps: AcceptDeps,
  connection: Connection,
  input: AcceptInput,
): Promise<{ untaken: Map<string, Untaken>; anyWaits: boolean }> {
  const { bucket, events, leased = [] } = input;
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
  const atMidnight = deps.isMidnight();
  // At midnight the earlier of the two days: both sides of it then write the same pair.
  const day = new Date(atMidnight ? nowMs - midnightWindowMs : nowMs).toISOString().slice(0, 10);
  const left = await acceptEvents(connection, { bucket, day, atMidnight, events: matched });
  if (left.length === 0) return { untaken, anyWaits };

  if (left.some((row) => row.partly))
    throw new Error("an idempotency key was taken for one of two days; the batch is rolled back");
  const byId = new Map(matched.map((event) => [event.eventId, event]));
  const leftEvents = left.flatMap((row) => byId.get(row.eventId) ?? []);
  const found = new Map(
    (await findEventKeys(connection, { bucket, day, events: leftEvents })).map((row) => [row.index, row]),
  );
  for (const [index, event] of leftEvents.entries()) {
    const { orgId } = event;
    const earlier = found.get(index);
    if (earlier === undefined) untaken.set(event.eventId, { why: "moved", orgId });
    else if (isConflict(event.fingerprint, earlier.fingerprint)) untaken.set(event.eventId, { why: "conflict", orgId });
    else untaken.set(event.eventId, { why: "duplicate", orgId, eventId: earlier.eventId });
  }
  return { untaken, anyWaits };
}

function isConflict(mine: Uint8Array | null, earlier: Uint8Array | null): boolean {
  return mine !== null && (earlier === null || Buffer.compare(mine, earlier) !== 0);
}
