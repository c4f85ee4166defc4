import { uuidv7 } from "../domain/uuid.ts";
import { type Batcher, createBatcher } from "../runtime/batcher.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import type { OrganizationState } from "../storage/organizations/load-organizations.ts";
import { acceptAll, acceptAllHeld, acceptTogether, acceptTogetherHeld } from "./accept-commits.ts";
import { type AcceptDeps, runAccept } from "./accept-batch.ts";
import { acceptPaused } from "./accept-paused.ts";
import { type AcceptResult, resultOf } from "./accept-result.ts";
import { holdAsTheyAre, type KnownOrganizations } from "./organization-cache.ts";
import type { NewEvent } from "./plan-deliveries.ts";

export type IncomingEvent = Omit<NewEvent, "eventId">;

export type AcceptManyResult =
  | { outcome: "accepted"; results: AcceptResult[] }
  | { outcome: "refused"; index: number; reason: AcceptResult };

export interface AcceptedWithin {
  result: AcceptResult;
  committed: () => void;
}

export interface Acceptor {
  /** Stores one event with its fan-out, many callers in one commit; resolves after the commit (I10). */
  accept(event: IncomingEvent): Promise<AcceptResult>;
  /** All or none, in one transaction over as many organisations and buckets as the events name. */
  acceptMany(events: readonly IncomingEvent[]): Promise<AcceptManyResult>;
  /**
   * Inside a transaction of the caller's; `committed` is to be called after its commit. For what the system itself brings about: an event of a suspended
   * organisation is stored too, its deliveries ended as `paused`. The transaction must not change the organisation itself.
   */
  acceptWithin(connection: Connection, event: IncomingEvent): Promise<AcceptedWithin>;
  /** Resolves when nothing that was asked for is under way. */
  drain(): Promise<void>;
}

export interface AcceptorDeps extends AcceptDeps {
  database: Database;
}

const maxBatch = 250;
/** Events that wait for a commit, at most: beyond that the database is too slow, and their bodies must not fill the memory (I9). */
const maxQueued = 4000;
/** Matching anew because an organisation changed meanwhile ends after this many rounds; in the last of them nobody can change it. */
const maxRounds = 5;
const freeRounds = 3;

export function createAcceptor(deps: AcceptorDeps): Acceptor {
  const free = batchersBy((bucket, events) => acceptTogether(deps, bucket, events));
  const held = batchersBy((bucket, events) => acceptTogetherHeld(deps, bucket, events));
  const underWay = new Set<Promise<unknown>>();

  const stateOrRefusal = async (orgId: string): Promise<OrganizationState | AcceptResult> => {
    const state = await deps.organizations.get(orgId);
    if (state === null) return { outcome: "organization_unknown" };
    return state.suspended ? { outcome: "organization_suspended" } : state;
  };

  const acceptMany = async (incoming: readonly IncomingEvent[]): Promise<AcceptManyResult> => {
    const events = incoming.map((event) => ({ ...event, eventId: uuidv7(deps.clock.nowMs()) }));
    const orgIds = [...new Set(events.map((event) => event.orgId))];
    for (let round = 0; round < maxRounds; round++) {
      const missing = orgIds.filter((orgId) => deps.organizations.peek(orgId) === null);
      if (missing.length > 0) await deps.organizations.reload(missing);
      const refusals = new Map<string, AcceptResult>();
      for (const orgId of orgIds) {
        const state = await stateOrRefusal(orgId);
        if ("outcome" in state) refusals.set(orgId, state);
      }
      for (const [index, event] of events.entries()) {
        const reason = refusals.get(event.orgId);
        if (reason !== undefined) return { outcome: "refused", index, reason };
      }
      const accepted = await (round < freeRounds ? acceptAll : acceptAllHeld)(deps, events);
      if (accepted.outcome === "conflict")
        return { outcome: "refused", index: accepted.index, reason: { outcome: "conflict" } };
      if (accepted.outcome === "accepted") return accepted;
    }
    return { outcome: "refused", index: 0, reason: { outcome: "overloaded" } };
  };

  /** Null when its organisation moved. */
  const acceptOne = async (
    connection: Connection,
    organizations: KnownOrganizations,
    event: NewEvent,
  ): Promise<AcceptedWithin | null> => {
    const state = organizations.peek(event.orgId);
    if (state === null) return { result: { outcome: "organization_unknown" }, committed: () => {} };
    if (state.suspended) {
      const stored = await acceptPaused({ nowMs: deps.clock.nowMs() }, connection, { state, event });
      return stored ? { result: { outcome: "accepted", eventId: event.eventId }, committed: () => {} } : null;
    }
    // Not leased: the caller's transaction may still take its time, and I3 counts from this statement.
    const input = { bucket: state.bucket, events: [event], atMidnight: deps.isMidnight(), place: () => false };
    const { untaken } = await runAccept({ clock: deps.clock, organizations }, connection, input);
    const result = resultOf(event, untaken.get(event.eventId));
    return result === null ? null : { result, committed: deps.announce };
  };

  return {
    async accept(incoming) {
      const event = { ...incoming, eventId: uuidv7(deps.clock.nowMs()) };
      for (let round = 0; round < maxRounds; round++) {
        const known = deps.organizations.peek(event.orgId);
        const state = known === null || known.suspended ? await stateOrRefusal(event.orgId) : known;
        if ("outcome" in state) return state;
        const batcher = (round < freeRounds ? free : held).of(state.bucket);
        if (batcher.size() >= maxQueued) break;
        const result = await batcher.add(event);
        if (result !== null) return result;
      }
      return { outcome: "overloaded" };
    },

    async acceptMany(incoming) {
      const accepting = acceptMany(incoming);
      underWay.add(accepting);
      try {
        return await accepting;
      } finally {
        underWay.delete(accepting);
      }
    },

    async acceptWithin(connection, incoming) {
      const event = { ...incoming, eventId: uuidv7(deps.clock.nowMs()) };
      // On the caller's connection: all others may be held by callers that wait for one themselves.
      if (deps.organizations.peek(event.orgId) === null) await deps.organizations.reload([event.orgId], connection);
      const accepted = await acceptOne(connection, deps.organizations, event);
      if (accepted !== null) return accepted;
      const held = await holdAsTheyAre(connection, [event]);
      return (await acceptOne(connection, held, event)) ?? { result: { outcome: "overloaded" }, committed: () => {} };
    },

    async drain() {
      await Promise.allSettled([...underWay, free.drain(), held.drain()]);
    },
  };
}

/** A batcher a bucket. */
function batchersBy(run: (bucket: number, events: readonly NewEvent[]) => Promise<(AcceptResult | null)[]>): {
  of: (bucket: number) => Batcher<NewEvent, AcceptResult | null>;
  drain: () => Promise<void>;
} {
  const batchers = new Map<number, Batcher<NewEvent, AcceptResult | null>>();
  return {
    of(bucket) {
      let batcher = batchers.get(bucket);
      if (batcher === undefined) {
        batcher = createBatcher<NewEvent, AcceptResult | null>({
          maxItems: maxBatch,
          waitMs: 0,
          run: (events) => run(bucket, events),
          isItemError: (error) => !isDatabaseUnavailable(error),
        });
        batchers.set(bucket, batcher);
      }
      return batcher;
    },
    async drain() {
      await Promise.all([...batchers.values()].map((batcher) => batcher.drain()));
    },
  };
}
