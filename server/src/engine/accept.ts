import { uuidv7 } from "../domain/uuid.ts";
import { type Batcher, createBatcher } from "../runtime/batcher.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import type { OrganizationState } from "../storage/organizations/load-organizations.ts";
import { type AcceptDeps, runAccept, type Untaken } from "./accept-batch.ts";
import { acceptPaused } from "./accept-paused.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import type { NewEvent } from "./plan-deliveries.ts";

export type IncomingEvent = Omit<NewEvent, "eventId">;

export type AcceptResult =
  | { outcome: "accepted"; eventId: string }
  | { outcome: "duplicate"; eventId: string }
  /** The same explicit key was used with another body. */
  | { outcome: "conflict" }
  | { outcome: "organization_unknown" }
  | { outcome: "organization_suspended" };

export type AcceptManyResult =
  | { outcome: "accepted"; results: AcceptResult[] }
  | { outcome: "refused"; index: number; reason: AcceptResult };

export interface Acceptor {
  /** Stores one event with its fan-out, many callers in one commit; resolves after the commit (I10). */
  accept(event: IncomingEvent): Promise<AcceptResult>;
  /** All or none, in one transaction over as many organisations and buckets as the events name. */
  acceptMany(events: readonly IncomingEvent[]): Promise<AcceptManyResult>;
  /**
   * Inside a transaction of the caller's; `committed` is to be called after its commit. For what the system itself brings about: an event of a suspended
   * organisation is stored too, its deliveries ended as `paused`.
   */
  acceptWithin(connection: Connection, event: IncomingEvent): Promise<{ result: AcceptResult; committed: () => void }>;
  drain(): Promise<void>;
}

export interface AcceptorDeps extends AcceptDeps {
  databases: { hot: Database; cold: Database };
  /** Sends what was leased to this node. */
  start: (jobs: readonly DeliveryJob[]) => void;
  /** Gives reserved places and perhaps leased rows back, after a commit whose outcome is not known. */
  abandon: (jobs: readonly DeliveryJob[], perhapsStored: boolean) => void;
  /** Something was stored that waits for whoever has room. */
  announce: () => void;
}

const maxBatch = 250;
const maxRounds = 5;

export class AcceptError extends Error {
  override name = "AcceptError";
}

export function createAcceptor(deps: AcceptorDeps): Acceptor {
  const batchers = new Map<number, Batcher<NewEvent, AcceptResult | null>>();

  const batcherOf = (bucket: number): Batcher<NewEvent, AcceptResult | null> => {
    let batcher = batchers.get(bucket);
    if (batcher === undefined) {
      batcher = createBatcher<NewEvent, AcceptResult | null>({
        maxItems: maxBatch,
        waitMs: 0,
        run: (events) => acceptBatch(deps, bucket, events),
        isItemError: (error) => !deps.health.failed(error),
      });
      batchers.set(bucket, batcher);
    }
    return batcher;
  };

  const stateOrRefusal = async (orgId: string): Promise<OrganizationState | AcceptResult> => {
    const state = await deps.organizations.get(orgId);
    if (state === null) return { outcome: "organization_unknown" };
    return state.suspended ? { outcome: "organization_suspended" } : state;
  };

  return {
    async accept(incoming) {
      const event = { ...incoming, eventId: uuidv7(deps.clock.nowMs()) };
      for (let round = 0; round < maxRounds; round++) {
        const known = deps.organizations.peek(event.orgId);
        const state = known === null || known.suspended ? await stateOrRefusal(event.orgId) : known;
        if ("outcome" in state) return state;
        const result = await batcherOf(state.bucket).add(event);
        if (result !== null) return result;
      }
      throw new AcceptError("An organisation kept changing while an event for it was accepted.");
    },

    async acceptMany(incoming) {
      const events = incoming.map((event) => ({ ...event, eventId: uuidv7(deps.clock.nowMs()) }));
      for (let round = 0; round < maxRounds; round++) {
        await loadMissing(deps, events);
        for (const [index, event] of events.entries()) {
          const state = await stateOrRefusal(event.orgId);
          if ("outcome" in state) return { outcome: "refused", index, reason: state };
        }
        const attempt = await tryAcceptMany(deps, events);
        if (attempt !== null) return attempt;
      }
      throw new AcceptError("Organisations kept changing while events for them were accepted.");
    },

    async acceptWithin(connection, incoming) {
      const event = { ...incoming, eventId: uuidv7(deps.clock.nowMs()) };
      for (let round = 0; round < maxRounds; round++) {
        // On the caller's connection: all others may be held by callers that wait for one themselves.
        if (deps.organizations.peek(event.orgId) === null) await deps.organizations.reload([event.orgId], connection);
        const state = deps.organizations.peek(event.orgId);
        if (state === null) return { result: { outcome: "organization_unknown" }, committed: () => {} };
        if (state.suspended) {
          const stored = await acceptPaused({ nowMs: deps.clock.nowMs() }, connection, { state, event });
          if (stored) return { result: { outcome: "accepted", eventId: event.eventId }, committed: () => {} };
        } else {
          // Not leased: the caller's transaction may still take its time, and I3 counts from this statement.
          const input = { bucket: state.bucket, events: [event], place: () => false };
          const { untaken } = await runAccept(deps, connection, input);
          const result = resultOf(event, untaken.get(event.eventId));
          if (result !== null) return { result, committed: deps.announce };
        }
        await deps.organizations.reload([event.orgId], connection);
      }
      throw new AcceptError("An organisation kept changing while an event for it was accepted.");
    },

    async drain() {
      await Promise.all([...batchers.values()].map((batcher) => batcher.drain()));
    },
  };
}

/** One commit for many single events; null for one whose organisation's version moved, which is to be matched again. */
async function acceptBatch(
  deps: AcceptorDeps,
  bucket: number,
  events: readonly NewEvent[],
): Promise<(AcceptResult | null)[]> {
  const leased: DeliveryJob[] = [];
  const database = deps.databases.hot;
  let run: Awaited<ReturnType<typeof runAccept>>;
  try {
    const input = { bucket, events, place: deps.reserve, leased };
    run = deps.isMidnight()
      ? await database.transaction((connection) => runAccept(deps, connection, input))
      : await runAccept(deps, database, input);
    deps.health.answered();
  } catch (error) {
    deps.abandon(leased, deps.health.failed(error));
    throw error;
  }
  settleLeases(deps, leased, run.untaken);
  if (run.anyWaits) deps.announce();
  const moved = [...run.untaken].flatMap(([, untaken]) => (untaken.why === "moved" ? [untaken.orgId] : []));
  if (moved.length > 0) await deps.organizations.reload([...new Set(moved)]);
  return events.map((event) => resultOf(event, run.untaken.get(event.eventId)));
}

/** One try at all events in one transaction, a statement a bucket in ascending order (one order, or two batches deadlock); null when a version moved. */
async function tryAcceptMany(deps: AcceptorDeps, events: readonly NewEvent[]): Promise<AcceptManyResult | null> {
  const leased: DeliveryJob[] = [];
  const byBucket = new Map<number, NewEvent[]>();
  for (const event of events) {
    const bucket = deps.organizations.peek(event.orgId)?.bucket ?? 0;
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), event]);
  }
  const untaken = new Map<string, Untaken>();
  let anyWaits = false;
  try {
    await deps.databases.hot.transaction(async (connection) => {
      for (const bucket of [...byBucket.keys()].sort((a, b) => a - b)) {
        const run = await runAccept(deps, connection, {
          bucket,
          events: byBucket.get(bucket) ?? [],
          place: deps.reserve,
          leased,
        });
        anyWaits ||= run.anyWaits;
        for (const [eventId, why] of run.untaken) untaken.set(eventId, why);
      }
      if ([...untaken.values()].some((one) => one.why !== "duplicate")) throw new RollBack();
    });
    deps.health.answered();
  } catch (error) {
    const rolledBack = error instanceof RollBack;
    deps.abandon(leased, !rolledBack && deps.health.failed(error));
    if (!rolledBack) throw error;
    const index = events.findIndex((event) => untaken.get(event.eventId)?.why === "conflict");
    if (index >= 0) return { outcome: "refused", index, reason: { outcome: "conflict" } };
    await deps.organizations.reload([...new Set([...untaken.values()].map((one) => one.orgId))]);
    return null;
  }
  settleLeases(deps, leased, untaken);
  if (anyWaits) deps.announce();
  return { outcome: "accepted", results: events.flatMap((event) => resultOf(event, untaken.get(event.eventId)) ?? []) };
}

class RollBack extends Error {}

function settleLeases(deps: AcceptorDeps, leased: readonly DeliveryJob[], untaken: ReadonlyMap<string, Untaken>): void {
  if (untaken.size === 0) {
    deps.start(leased);
    return;
  }
  deps.start(leased.filter((job) => !untaken.has(job.eventId)));
  deps.abandon(
    leased.filter((job) => untaken.has(job.eventId)),
    false,
  );
}

function resultOf(event: NewEvent, untaken: Untaken | undefined): AcceptResult | null {
  if (untaken === undefined) return { outcome: "accepted", eventId: event.eventId };
  switch (untaken.why) {
    case "duplicate":
      return { outcome: "duplicate", eventId: untaken.eventId };
    case "conflict":
      return { outcome: "conflict" };
    case "moved":
      return null;
  }
}

async function loadMissing(deps: AcceptorDeps, events: readonly NewEvent[]): Promise<void> {
  const missing = [...new Set(events.map((event) => event.orgId))].filter(
    (orgId) => deps.organizations.peek(orgId) === null,
  );
  if (missing.length > 0) await deps.organizations.reload(missing);
}
