import type { Attempt } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { LoggedAttempt } from "../storage/log/read-attempts.ts";

/** A row of the log as it crosses the wire. */
export function presentAttempt(row: LoggedAttempt): Attempt {
  return {
    attempt_id: encodeId("attempt", row.attemptId),
    delivery_id: encodeId("delivery", row.deliveryId),
    webhook_id: row.subscriptionId === null ? null : encodeId("subscription", row.subscriptionId),
    url: row.url,
    event: row.kind,
    run_id: row.runId,
    task_id: row.taskId,
    attempt: row.attempt,
    outcome: row.outcome,
    http_status: row.httpStatus,
    error_code: row.errorCode,
    response_body: row.responseBody,
    response_truncated: row.responseTruncated,
    response_headers: headersOf(row.responseHeaders),
    latency_ms: row.latencyMs,
    started_at: row.startedAt.toISOString(),
    signed_at_s: row.signedAtS,
    remaining_schedule: (row.remainingSchedule ?? []).map((at) => at.toISOString()),
  };
}

function headersOf(json: string | null): Attempt["response_headers"] {
  return json === null ? {} : (JSON.parse(json) as Attempt["response_headers"]); // written by the engine, which keeps these alone
}
