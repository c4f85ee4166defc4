import type { RetrySchedule } from "../domain/retry-schedule.ts";
import { uuidv7Floor, uuidv7UnixMs } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { lockLostDeliveries } from "../storage/delivery/lost-deliveries.ts";
import { readEvents } from "../storage/delivery/read-events.ts";
import {
  type EndedAttempt,
  recordEndedAttempts,
  recordRetriedAttempts,
  type RetriedAttempt,
} from "../storage/delivery/record-attempts.ts";
import { judgeAndDescribe } from "./judge-and-describe.ts";

export interface ReclaimerDeps {
  databases: Databases;
  health: DatabaseHealth;
  clock: Clock;
  log: Logger;
  /** Reclaimed deliveries wait again and are due now. */
  onReclaimed: () => void;
}

const lookEveryMs = 1000;
const maxRows = 200;
/** A round that comes so late means that this node stood still: what it had in flight was answered meanwhile, and only now it reads those answers. */
const stoodStillMs = 5000;
/** Reading and recording them takes less. */
const catchUpMs = 2000;

/**
 * A lease that ran out means that a node died with the request in flight: its `interrupted` attempt is written first, so that the log never hides a
 * request that may have left (I4). After the database came back a node reclaims a lease later: the others must have recorded by then, or an outage
 * would send everything twice (I5). After it stood still itself it first records what was answered meanwhile.
 */
export function startReclaimer(
  deps: ReclaimerDeps,
  options: { bucket: number; leaseMs: number; schedule: RetrySchedule },
): WorkLoop {
  const { bucket, leaseMs, schedule } = options;
  let lastRoundMs = deps.clock.monotonicMs();
  let stoodStillUntilMs = -Infinity;
  const round = async (): Promise<number> => {
    const roundMs = deps.clock.monotonicMs();
    if (roundMs - lastRoundMs > stoodStillMs || !deps.clock.isTrusted()) stoodStillUntilMs = roundMs;
    lastRoundMs = roundMs;
    if (roundMs - stoodStillUntilMs < catchUpMs || deps.health.availableForMs() < leaseMs) return lookEveryMs;
    const beganBefore = uuidv7Floor(deps.clock.nowMs() - leaseMs);
    const reclaimed = await deps.databases.work.transaction(async (connection) => {
      const lost = await lockLostDeliveries(connection, { bucket, beganBefore, limit: maxRows });
      if (lost.length === 0) return 0;
      const events = await readEvents(connection, { bucket, eventIds: lost.map((row) => row.eventId) });
      const ended: EndedAttempt[] = [];
      const retried: RetriedAttempt[] = [];
      const recordedAtMs = deps.clock.nowMs();
      for (const row of lost) {
        const event = events.get(row.eventId);
        const job = { ...row, kind: event?.kind ?? "", runId: event?.runId ?? "", taskId: event?.taskId ?? "" };
        // When the request left, if it did, is not known; the lease's beginning is the closest that is.
        const times = { startedAtMs: uuidv7UnixMs(row.leaseToken), signedAtS: null, recordedAtMs };
        const judged = judgeAndDescribe(schedule, job, interrupted, times);
        if (judged.next === "ended") ended.push(judged.row);
        else retried.push(judged.row);
      }
      await recordEndedAttempts(connection, { bucket, ended });
      await recordRetriedAttempts(connection, { bucket, retried });
      return lost.length;
    });
    if (reclaimed === 0) return lookEveryMs;
    deps.log.warn({ bucket, reclaimed }, "took back deliveries of a node that died");
    deps.onReclaimed();
    return 0;
  };
  return startWorkLoop({
    round,
    onError: (error) => {
      deps.health.failed(error);
      deps.log.warn({ err: error, bucket }, "could not look for leases that ran out; trying again");
    },
  });
}

const interrupted = {
  httpStatus: null,
  errorCode: "interrupted",
  responseBody: null,
  responseTruncated: false,
  responseHeaders: null,
  latencyMs: 0,
} as const;
