import { uuidv7, uuidv7Floor } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { findFailures } from "../storage/recoveries/find-failures.ts";
import {
  countBacklog,
  listRecoveryTurns,
  lockRecovery,
  type OpenRecovery,
  recordCounted,
  recordMoved,
  type RecoveryTurn,
} from "../storage/recoveries/open-recoveries.ts";
import { insertResends } from "../storage/resends/insert-resends.ts";
import { holdSubscription } from "../storage/resends/lock-subscription.ts";

export interface RecovererDeps {
  database: Database;
  health: DatabaseHealth;
  clock: Clock;
  log: Logger;
  /** Something is due. */
  wake: () => void;
}

export interface RecovererOptions {
  logRetentionDays: number;
  /** Deliveries sent again by one transaction. */
  batchRows?: number;
}

const dayMs = 86_400_000;
const lookEveryMs = 1000;
const betweenBatchesMs = 50;
/** Steps of one round at most, so that a stop need not wait long. */
const maxTurns = 100;
/** A recovery that failed is left alone for as long: whatever ails it must not cost the others their time. */
const restMs = 60_000;
const countedAtOnce = 5000;
/** While so many of a subscription wait for room, more would only lie in `due`. */
const enoughBacklog = 2000;

/** How far a count is. Another node, or this one after a restart, counts anew: nothing was promised yet. */
interface Count {
  position: string | null;
  matched: number;
}

/**
 * Works on recoveries: counts first, then sends in batches. A batch and how far it came are one commit, so that each delivery is sent once whoever dies; the
 * recovery's row is locked meanwhile, so that one node at a time works on it; the subscription's row too, so that two recoveries, or a recovery and a
 * resend, do not send the same delivery. While the subscription is paused or its organisation suspended a recovery waits; with the delete it ends. A round is
 * one step for each organisation, however many recoveries it has.
 */
export function startRecoverer(deps: RecovererDeps, options: RecovererOptions): WorkLoop {
  const counts = new Map<string, Count>();
  const restingUntilMs = new Map<string, number>();

  const takeTurn = async ({ bucket, recoveryId }: RecoveryTurn): Promise<"counted" | "sent" | "left"> => {
    try {
      return await deps.database.transaction(async (connection) => {
        const recovery = await lockRecovery(connection, { bucket, recoveryId });
        if (recovery === null) return "left";
        if (recovery.status === "counting") return countMore(deps, connection, { recovery, counts, options });
        return sendMore(deps, connection, { recovery, options });
      });
    } catch (error) {
      if (deps.health.failed(error)) throw error;
      deps.log.warn({ err: error, recoveryId }, "could not work on a recovery; it is tried again in a minute");
      restingUntilMs.set(recoveryId, deps.clock.monotonicMs() + restMs);
      return "left";
    }
  };

  const round = async (): Promise<number> => {
    const nowMs = deps.clock.monotonicMs();
    for (const [recoveryId, untilMs] of restingUntilMs) if (untilMs <= nowMs) restingUntilMs.delete(recoveryId);
    const exceptIds = [...restingUntilMs.keys()];
    const turns = await listRecoveryTurns(deps.database, { exceptIds, limit: maxTurns });
    let moved = false;
    for (const ofOrganization of Map.groupBy(turns, (turn) => turn.orgId).values()) {
      for (const turn of ofOrganization) {
        const step = await takeTurn(turn);
        if (step === "left") continue;
        if (step === "sent") deps.wake();
        moved = true;
        break;
      }
    }
    if (turns.length < maxTurns) {
      const listed = new Set(turns.map((turn) => turn.recoveryId));
      for (const recoveryId of counts.keys()) if (!listed.has(recoveryId)) counts.delete(recoveryId);
    }
    return moved ? betweenBatchesMs : lookEveryMs;
  };

  return startWorkLoop({
    round,
    onError: (error) => {
      deps.health.failed(error);
      deps.log.warn({ err: error }, "could not work on recoveries; trying again");
    },
  });
}

async function countMore(
  deps: RecovererDeps,
  connection: Connection,
  input: { recovery: OpenRecovery; counts: Map<string, Count>; options: RecovererOptions },
): Promise<"counted"> {
  const { recovery, counts, options } = input;
  const { bucket, recoveryId } = recovery;
  const count = counts.get(recoveryId) ?? { position: null, matched: 0 };
  const page = await findFailures(connection, {
    ...spanOf(deps, recovery, options),
    afterId: count.position ?? uuidv7Floor(recovery.sinceMs),
    rows: countedAtOnce,
  });
  const matched = count.matched + page.failures.length;
  counts.set(recoveryId, { position: page.position, matched });
  if (page.position === null) {
    counts.delete(recoveryId);
    await recordCounted(connection, { bucket, recoveryId, matched });
  }
  return "counted";
}

async function sendMore(
  deps: RecovererDeps,
  connection: Connection,
  input: { recovery: OpenRecovery; options: RecovererOptions },
): Promise<"sent" | "left"> {
  const { recovery, options } = input;
  const { bucket, recoveryId, orgId, subscriptionId } = recovery;
  const backlog = await countBacklog(connection, { bucket, subscriptionId, limit: enoughBacklog });
  if (recovery.suspended || backlog >= enoughBacklog) return "left";
  const subscription = await holdSubscription(connection, { bucket, orgId, subscriptionId });
  if (subscription === null || subscription.deleted) {
    await recordMoved(connection, { bucket, recoveryId, position: recovery.position, sent: 0, status: "cancelled" });
    return "left";
  }
  if (!subscription.active) return "left";
  const page = await findFailures(connection, {
    ...spanOf(deps, recovery, options),
    afterId: recovery.position ?? uuidv7Floor(recovery.sinceMs),
    rows: options.batchRows ?? 500,
  });
  const nowMs = deps.clock.nowMs();
  const resends = page.failures.map(({ deliveryId, eventId }) => ({
    deliveryId: uuidv7(nowMs),
    resendOf: deliveryId,
    eventId,
    destinationId: subscriptionId,
    subscriptionId,
    url: null,
  }));
  await insertResends(connection, { bucket, orgId, recoveryId, resends });
  const status = page.position === null ? "completed" : "running";
  await recordMoved(connection, { bucket, recoveryId, position: page.position, sent: resends.length, status });
  return "sent";
}

function spanOf(
  deps: RecovererDeps,
  recovery: OpenRecovery,
  options: RecovererOptions,
): { bucket: number; subscriptionId: string; beforeId: string; eventsFromId: string } {
  return {
    bucket: recovery.bucket,
    subscriptionId: recovery.subscriptionId,
    beforeId: uuidv7Floor(recovery.untilMs),
    eventsFromId: uuidv7Floor(deps.clock.nowMs() - options.logRetentionDays * dayMs),
  };
}
