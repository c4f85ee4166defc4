import type { Delivery, DeliveryDetail as PresentedDetail, PlannedAttempt } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import { remainingSchedule, type RetrySchedule } from "../domain/retry-schedule.ts";
import { uuidv7UnixMs } from "../domain/uuid.ts";
import type { ListedDelivery } from "../storage/log/list-deliveries.ts";
import type { DeliveryDetail } from "../storage/log/read-delivery.ts";
import type { CustomerCaller } from "./callers.ts";
import { presentAttempt } from "./present-attempt.ts";

/** A delivery as it crosses the wire. */
export function presentDelivery(row: ListedDelivery): Delivery {
  return {
    delivery_id: encodeId("delivery", row.deliveryId),
    event_id: encodeId("event", row.eventId),
    webhook_id: row.subscriptionId === null ? null : encodeId("subscription", row.subscriptionId),
    url: row.url,
    event: row.kind,
    run_id: row.runId,
    task_id: row.taskId,
    created_at: new Date(uuidv7UnixMs(row.deliveryId)).toISOString(),
    status: row.status,
    failure: row.failure,
    attempt_count: row.attemptCount,
    next_attempt_at: row.nextAttemptAtMs === null ? null : new Date(row.nextAttemptAtMs).toISOString(),
    resend_of: row.resendOf === null ? null : encodeId("delivery", row.resendOf),
    superseded_by: row.supersededBy === null ? null : encodeId("delivery", row.supersededBy),
  };
}

/** With its body as text (events are made as UTF-8), its attempts, and what is still planned. */
export function presentDetail(
  deps: { nowMs: number; schedule: RetrySchedule; links: DocumentLinks; caller: Pick<CustomerCaller, "role"> },
  detail: DeliveryDetail,
): PresentedDetail {
  return {
    ...presentDelivery(detail.delivery),
    body: presentBody(deps, detail.body?.toString("utf8") ?? ""),
    attempts: detail.attempts.map(presentAttempt),
    planned: plannedAttempts(deps, detail),
  };
}

/** As it was signed; for a viewer without the link that takes prompts, which is in it. */
function presentBody(deps: { links: DocumentLinks; caller: Pick<CustomerCaller, "role"> }, body: string): string {
  if (deps.caller.role === "admin" || body === "") return body;
  const event = JSON.parse(body) as Record<string, unknown>; // made by `payloadBytes`
  const { edit_url: editUrl } = event;
  return typeof editUrl === "string" ? JSON.stringify({ ...event, edit_url: deps.links.viewOf(editUrl) }) : body;
}

/** The next attempt of a pending delivery, and those after it if each fails: their delays count from its time, or from now when that has passed. */
function plannedAttempts(deps: { nowMs: number; schedule: RetrySchedule }, detail: DeliveryDetail): PlannedAttempt[] {
  const { attemptCount, nextAttemptAtMs } = detail.delivery;
  if (nextAttemptAtMs === null) return [];
  const nextMs = Math.max(nextAttemptAtMs, deps.nowMs);
  return [nextMs, ...remainingSchedule(deps.schedule, detail.stepsUsed, nextMs)].map((dueMs, index) => ({
    attempt: attemptCount + 1 + index,
    due_at: new Date(dueMs).toISOString(),
  }));
}
