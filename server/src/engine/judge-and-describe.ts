import { judgeAttempt } from "../domain/attempt-outcome.ts";
import type { RetrySchedule } from "../domain/retry-schedule.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Attempt, EndedAttempt, RetriedAttempt } from "../storage/delivery/record-attempts.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import type { SentAttempt } from "./send-attempt.ts";

export type JudgedAttempt = { next: "ended"; row: EndedAttempt } | { next: "retry"; row: RetriedAttempt };

/** What an attempt leaves behind: its row in the log, and whether the delivery goes on. */
export function judgeAndDescribe(
  schedule: RetrySchedule,
  job: Omit<DeliveryJob, "body" | "leasedAtMs" | "sealedSecret" | "secretId" | "secretVersion" | "bucket">,
  sent: SentAttempt,
  times: { startedAtMs: number; signedAtS: number | null; recordedAtMs: number },
): JudgedAttempt {
  const answer =
    sent.errorCode === null
      ? { httpStatus: sent.httpStatus ?? 0, errorCode: null }
      : { httpStatus: sent.httpStatus, errorCode: sent.errorCode };
  const verdict = judgeAttempt(schedule, job, answer, times.recordedAtMs);
  const attempt: Attempt = {
    attemptId: uuidv7(times.recordedAtMs),
    orgId: job.orgId,
    deliveryId: job.deliveryId,
    eventId: job.eventId,
    destinationId: job.destinationId,
    subscriptionId: job.subscriptionId,
    url: job.url,
    kind: job.kind,
    runId: job.runId,
    taskId: job.taskId,
    resendOf: job.resendOf,
    attempt: job.attempt + 1,
    outcome: verdict.outcome,
    failure: verdict.next === "ended" ? verdict.failure : null,
    httpStatus: sent.httpStatus,
    errorCode: sent.errorCode,
    responseBody: sent.responseBody,
    responseTruncated: sent.responseTruncated,
    responseHeaders: sent.responseHeaders,
    latencyMs: sent.latencyMs,
    startedAtMs: times.startedAtMs,
    signedAtS: times.signedAtS,
    remainingScheduleMs: verdict.next === "ended" ? [] : verdict.remainingMs,
  };
  if (verdict.next === "ended") return { next: "ended", row: { leaseToken: job.leaseToken, attempt } };
  const { dueAtMs, progress } = verdict;
  return {
    next: "retry",
    row: { leaseToken: job.leaseToken, attempt, dueAtMs, step: progress.step, interruptions: progress.interruptions },
  };
}
