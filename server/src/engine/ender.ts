import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { endWaiting } from "../storage/delivery/end-waiting.ts";

export interface EnderDeps {
  databases: Databases;
  health: DatabaseHealth;
  clock: Clock;
  log: Logger;
}

/** Also finds what comes back after a delete: retries and accepts that were under way. */
const lookEveryMs = 1000;
const maxRows = 500;
/** A look reads all destinations that wait, 0.36 s with 100,000: it never takes more of the time than this. */
const longestShare = 0.1;
/** What is to end has ended within 45 s (I7). */
const longestPauseMs = 30_000;

/** How long to wait after a look that found nothing to end. */
export function pauseAfterLook(tookMs: number): number {
  return Math.min(longestPauseMs, Math.max(lookEveryMs, tookMs / longestShare));
}

/** Ends what waits for deleted and paused subscriptions and suspended organisations, in batches, for one bucket. */
export function startEnder(deps: EnderDeps, options: { bucket: number }): WorkLoop {
  // One slow look says nothing about the next: the first one makes its connection, and any may have to wait for a lock.
  let lastTookMs = 0;
  return startWorkLoop({
    round: async () => {
      const input = { bucket: options.bucket, limit: maxRows, newEndingId: () => uuidv7(deps.clock.nowMs()) };
      const beganMs = deps.clock.monotonicMs();
      const ended = await endWaiting(deps.databases.work, input);
      if (ended > 0) return 0;
      const tookMs = deps.clock.monotonicMs() - beganMs;
      const pauseMs = pauseAfterLook(Math.min(tookMs, lastTookMs));
      lastTookMs = tookMs;
      return pauseMs;
    },
    onError: (error) => {
      deps.health.failed(error);
      deps.log.warn({ err: error, bucket: options.bucket }, "could not end waiting deliveries; trying again");
    },
  });
}
