import { uuidv7, uuidv7Floor } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { findFailures } from "../storage/recoveries/find-failures.ts";
import {
  countBacklog,
  listOpenRecoveries,
  lockRecovery,
  type OpenRecovery,
  recordCounted,
  recordMoved,
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
const maxOpen = 100;
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
 * resend, do not send the same delivery. While the subscription is paused or its organisation suspended a recovery waits; with the delete it ends.
 */
export function startRecoverer(deps: RecovererDeps, options: RecovererOptions): WorkLoop {
  const counts = new Map<string, Count>();
  return startWorkLoop({
    round: async () => {
      const open = await listOpenRecoveries(deps.database, maxOpen);
      let moved = false;
      for (const { bucket, recoveryId } of open) {
        const step = await deps.database.transaction(async (connection) => {
          const recovery = await lockRecovery(connection, { bucket, recoveryId });
          if (recovery === null) return "left";
          if (recovery.status === "counting") return countMore(deps, connection, { recovery, counts, options });
          return sendMore(deps, connection, { recovery, options });
        });
        if (step === "sent") deps.wake();
        if (step !== "left") moved = true;
      }
      for (const recoveryId of counts.keys()) {
        if (!open.some((entry) => entry.recoveryId === recoveryId)) counts.delete(recoveryId);
      }
      return moved ? betweenBatchesMs : lookEveryMs;
    },
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
