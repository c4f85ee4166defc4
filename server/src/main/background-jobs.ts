import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { dayName } from "../storage/ensure-partitions.ts";
import { runMaintenance } from "../storage/maintenance/run-maintenance.ts";
import { rollUp } from "../storage/stats/roll-up.ts";

export interface BackgroundDeps {
  databases: Databases;
  clock: Clock;
  health: DatabaseHealth;
  log: Logger;
}

const dayMs = 86_400_000;
const maintainEveryMs = 3_600_000;
/** A machine that slept for days, or a database restored from a backup, must not be without today's partitions for an hour. */
const lookEveryMs = 60_000;
/** However many rows find no partition. */
const atMostEveryMs = 1000;
/** A partition that is being read (a dump may take hours) is tried again a few times, then with the next hour. */
const busyPauseMs = 10_000;
const busyTries = 5;

export interface Maintenance {
  /** A row of today found no partition. */
  now(): void;
  stop(): Promise<void>;
}

/** Keeps partitions and stats in order: at the start, every hour, when the day has changed, and when asked. */
export function startMaintenance(
  deps: BackgroundDeps,
  options: { buckets: number; logRetentionDays: number },
): Maintenance {
  let tries = 0;
  let last: { atMs: number; day: string } | null = null;
  let wanted = true;

  const maintain = async (nowMs: number): Promise<void> => {
    const logFromMs = nowMs - options.logRetentionDays * dayMs;
    const input = { nowMs, logFromMs, buckets: options.buckets };
    const { made, dropped, busy } = await runMaintenance(deps.databases.cold, input);
    if (made.length + dropped.length > 0) deps.log.info({ made, dropped }, "made partitions ahead, dropped old ones");
    tries = busy.length > 0 ? tries + 1 : 0;
    if (tries < busyTries) return;
    deps.log.warn({ busy }, "old partitions could not be dropped: they are being read; trying in an hour");
    tries = 0;
  };

  const loop = startWorkLoop({
    round: async () => {
      const nowMs = deps.clock.nowMs();
      const day = dayName(nowMs);
      const sinceMs = last === null ? Infinity : deps.clock.monotonicMs() - last.atMs;
      if (sinceMs < atMostEveryMs) return atMostEveryMs;
      if (!wanted && sinceMs < maintainEveryMs && day === last?.day) return lookEveryMs;
      wanted = false;
      await maintain(nowMs);
      last = { atMs: deps.clock.monotonicMs(), day };
      wanted ||= tries > 0;
      return tries > 0 ? busyPauseMs : lookEveryMs;
    },
    onError: (error) => {
      wanted = true;
      deps.health.failed(error);
      deps.log.warn({ err: error }, "could not maintain the database; trying again");
    },
    retryMs: busyPauseMs,
  });
  return {
    now() {
      wanted = true;
      loop.wake();
    },
    stop: loop.stop,
  };
}

const rollUpEveryMs = 10_000;
/**
 * Under load rounds come less often: a row costs 4 µs each time it is counted, and rounds a minute apart count it 2.5 times, those of the ordinary beat 10
 * times (300,000 attempts in 1.1 s). The newest point of the stats is behind by as much.
 */
const restFactor = 10;
const longestRestMs = 60_000;
/** After the database came back, what nodes held meanwhile is committed within moments. */
const settleMs = 60_000;

/** Counts what was recorded into stats by minute and hour; each bucket on one node at a time. */
export function startRollUp(deps: BackgroundDeps, options: { buckets: number }): WorkLoop {
  return startWorkLoop({
    round: async () => {
      const startedAtMs = deps.clock.monotonicMs();
      for (let bucket = 0; bucket < options.buckets; bucket++) {
        const settled = deps.health.availableForMs() >= settleMs;
        const input = { bucket, nowMs: deps.clock.nowMs(), notWithinMs: rollUpEveryMs * 0.8, settled };
        await rollUp(deps.databases.cold, input);
      }
      const tookMs = deps.clock.monotonicMs() - startedAtMs;
      return Math.min(longestRestMs, Math.max(rollUpEveryMs, tookMs * restFactor));
    },
    onError: (error) => {
      deps.health.failed(error);
      deps.log.warn({ err: error }, "could not bring stats up to date; trying again");
    },
    retryMs: rollUpEveryMs,
  });
}
