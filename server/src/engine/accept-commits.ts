import type { Connection, Database } from "../runtime/connection.ts";
import { isTransient } from "../runtime/database-pool.ts";
import { acceptEventsAlone } from "../storage/delivery/accept-events.ts";
import {
  type AcceptDeps,
  type AcceptRun,
  PartlyTakenError,
  runAccept,
  settleLeases,
  type Untaken,
} from "./accept-batch.ts";
import { type AcceptResult, resultOf } from "./accept-result.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import { holdAsTheyAre, type KnownOrganizations } from "./organization-cache.ts";
import type { NewEvent } from "./plan-deliveries.ts";

interface CommitDeps extends AcceptDeps {
  database: Database;
}

/** Deadlocks, and races for a key at midnight: what was rolled back is sent again so many times. */
const maxTries = 3;

/** One commit for many single events; null for one to be sent again: it was not stored, and why is not settled. */
export async function acceptTogether(
  deps: CommitDeps,
  bucket: number,
  events: readonly NewEvent[],
): Promise<(AcceptResult | null)[]> {
  return settleEach(deps, events, (leased) => {
    const input = { bucket, events, atMidnight: deps.isMidnight(), place: deps.reserve, leased };
    return input.atMidnight
      ? deps.database.transaction((connection) => runAccept(deps, connection, input))
      : runAccept(deps, deps.database, { ...input, store: acceptEventsAlone });
  });
}

/** The same while nobody can change their organisations: for what moved again and again. Null only for one of a suspended organisation. */
export async function acceptTogetherHeld(
  deps: CommitDeps,
  bucket: number,
  events: readonly NewEvent[],
): Promise<(AcceptResult | null)[]> {
  return settleEach(deps, events, (leased) =>
    deps.database.transaction(async (connection) => {
      const organizations = await holdAsTheyAre(connection, events);
      const input = { bucket, events, atMidnight: deps.isMidnight(), place: deps.reserve, leased };
      return runAccept({ clock: deps.clock, organizations }, connection, input);
    }),
  );
}

async function settleEach(
  deps: CommitDeps,
  events: readonly NewEvent[],
  attempt: (leased: DeliveryJob[]) => Promise<AcceptRun>,
): Promise<(AcceptResult | null)[]> {
  const { run, leased } = await commit(deps, attempt);
  settleLeases(deps, leased, run);
  await reloadMoved(deps, run.untaken);
  return events.map((event) => resultOf(event, run.untaken.get(event.eventId)));
}

export type AcceptAllResult =
  | { outcome: "accepted"; results: AcceptResult[] }
  | { outcome: "conflict"; index: number }
  /** An organisation's version moved: match again. */
  | { outcome: "moved" };

/** All events in one transaction, a statement a bucket in ascending order: one order, or two batches deadlock. */
export function acceptAll(deps: CommitDeps, events: readonly NewEvent[]): Promise<AcceptAllResult> {
  return acceptWhole(deps, events, async () => deps.organizations);
}

/** The same while nobody can change their organisations; it moved only where one is suspended. */
export function acceptAllHeld(deps: CommitDeps, events: readonly NewEvent[]): Promise<AcceptAllResult> {
  return acceptWhole(deps, events, (connection) => holdAsTheyAre(connection, events));
}

async function acceptWhole(
  deps: CommitDeps,
  events: readonly NewEvent[],
  organizationsFor: (connection: Connection) => Promise<KnownOrganizations>,
): Promise<AcceptAllResult> {
  let refused: ReadonlyMap<string, Untaken> = new Map();
  try {
    const { run, leased } = await commit(deps, (leased) => {
      const whole: AcceptRun = { untaken: new Map(), anyWaits: false };
      return deps.database.transaction(async (connection) => {
        const organizations = await organizationsFor(connection);
        const byBucket = Map.groupBy(events, (event) => organizations.peek(event.orgId)?.bucket ?? 0);
        const buckets = [...byBucket].sort(([a], [b]) => a - b);
        for (const [bucket, ofBucket] of buckets) {
          const input = { bucket, events: ofBucket, atMidnight: deps.isMidnight(), place: deps.reserve, leased };
          const run = await runAccept({ clock: deps.clock, organizations }, connection, input);
          whole.anyWaits ||= run.anyWaits;
          for (const [eventId, untaken] of run.untaken) whole.untaken.set(eventId, untaken);
        }
        refused = new Map(
          [...whole.untaken].filter(([, untaken]) => untaken.why !== "duplicate" && untaken.why !== "stored_before"),
        );
        if (refused.size > 0) throw new RollBack();
        return whole;
      });
    });
    settleLeases(deps, leased, run);
    return {
      outcome: "accepted",
      results: events.flatMap((event) => resultOf(event, run.untaken.get(event.eventId)) ?? []),
    };
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
    const index = events.findIndex((event) => refused.get(event.eventId)?.why === "conflict");
    if (index >= 0) return { outcome: "conflict", index };
    await reloadMoved(deps, refused);
    return { outcome: "moved" };
  }
}

/** Ends a transaction without a fault. */
class RollBack extends Error {}

/** Runs one commit, and again where it was surely rolled back; gives what it leased back when it fails. */
async function commit(
  deps: CommitDeps,
  attempt: (leased: DeliveryJob[]) => Promise<AcceptRun>,
): Promise<{ run: AcceptRun; leased: DeliveryJob[] }> {
  for (let tries = 1; ; tries++) {
    const leased: DeliveryJob[] = [];
    try {
      const run = await attempt(leased);
      deps.health.answered();
      return { run, leased };
    } catch (error) {
      const again = error instanceof PartlyTakenError || isTransient(error);
      const rolledBack = again || error instanceof RollBack;
      deps.abandon(leased, !rolledBack);
      if (!rolledBack) deps.health.failed(error);
      if (!again || tries === maxTries) throw error;
    }
  }
}

async function reloadMoved(deps: AcceptDeps, untaken: ReadonlyMap<string, Untaken>): Promise<void> {
  const orgIds = new Set([...untaken.values()].flatMap((one) => (one.why === "moved" ? [one.orgId] : [])));
  if (orgIds.size === 0) return;
  // Others of the batch are stored: a failure here is none of theirs. What stays as it was is found to have moved again.
  await deps.organizations.reload([...orgIds]).catch((error: unknown) => void deps.health.failed(error));
}
