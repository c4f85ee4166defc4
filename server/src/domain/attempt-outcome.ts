import { remainingSchedule, type RetrySchedule } from "./retry-schedule.ts";

/** Why an attempt has no usable answer (contract §9). `interrupted`: its node died with the request in flight. */
export type AttemptErrorCode =
  | "timeout"
  | "dns_error"
  | "connection_refused"
  | "connection_reset"
  | "tls_error"
  | "url_not_allowed"
  | "response_invalid"
  | "interrupted";

export type AttemptAnswer =
  | { httpStatus: number; errorCode: null }
  | { httpStatus: number | null; errorCode: AttemptErrorCode };

/** Where a delivery stands before an attempt is judged. */
export interface DeliveryProgress {
  /** Steps of the schedule used. */
  step: number;
  /** Interrupted attempts in a row. */
  interruptions: number;
}

export type AttemptVerdict =
  | { next: "ended"; outcome: "succeeded"; failure: null }
  | { next: "ended"; outcome: "failed"; failure: "rejected" | "exhausted" }
  | { next: "retry"; outcome: "failed"; dueAtMs: number; remainingMs: readonly number[]; progress: DeliveryProgress };

/** After this many interrupted attempts in a row another one uses a step of the schedule: something about this delivery may be what kills nodes. */
const freeInterruptions = 3;

/**
 * What follows from an attempt (contract §8): 2xx ends it well, 4xx ends it, anything else goes by the schedule from `recordedAtMs` on.
 * An interrupted attempt is repeated at once and uses no step, three times in a row.
 */
export function judgeAttempt(
  schedule: RetrySchedule,
  progress: DeliveryProgress,
  answer: AttemptAnswer,
  recordedAtMs: number,
): AttemptVerdict {
  const { httpStatus, errorCode } = answer;
  if (errorCode === null) {
    if (httpStatus >= 200 && httpStatus <= 299) return { next: "ended", outcome: "succeeded", failure: null };
    if (httpStatus >= 400 && httpStatus <= 499) return { next: "ended", outcome: "failed", failure: "rejected" };
  }
  if (errorCode === "interrupted" && progress.interruptions < freeInterruptions) {
    const remainingMs = [recordedAtMs, ...remainingSchedule(schedule, progress.step, recordedAtMs)];
    return {
      next: "retry",
      outcome: "failed",
      dueAtMs: recordedAtMs,
      remainingMs,
      progress: { step: progress.step, interruptions: progress.interruptions + 1 },
    };
  }
  const remainingMs = remainingSchedule(schedule, progress.step, recordedAtMs);
  const dueAtMs = remainingMs[0];
  if (dueAtMs === undefined) return { next: "ended", outcome: "failed", failure: "exhausted" };
  return {
    next: "retry",
    outcome: "failed",
    dueAtMs,
    remainingMs,
    progress: { step: progress.step + 1, interruptions: 0 },
  };
}
