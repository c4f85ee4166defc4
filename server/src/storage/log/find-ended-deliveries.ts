import type { Connection, Statement } from "../../runtime/connection.ts";
import { findsFailuresOnly, type FoundRows, type LogFilter, type LogSpan, maxScannedRows } from "./log-filter.ts";
import type { LoggedDelivery } from "./logged-delivery.ts";

// As in find-attempts.ts: conditions that are not asked for fold away, and what is left meets an index that is ordered by delivery. A delivery's last
// row is never older than the delivery, so its id bounds the days from below; from above only the present does.
const scanned = `
select a.delivery_id, a.event_id, a.destination_id, a.subscription_id, a.url, a.kind, a.run_id, a.task_id, a.outcome, a.failure, a.attempt, a.resend_of,
  a.http_status, a.error_code
from attempts a
where a.bucket = $1 and a.org_id = $2 and a.delivery_id >= $3::uuid and a.delivery_id < $4::uuid and a.id >= $3::uuid and a.id < $5::uuid and a.final
  and ($6::uuid is null or a.destination_id = $6) and ($7::text is null or a.run_id = $7) and ($8::text is null or a.task_id = $8)
  and (not $9::boolean or a.outcome = 'failed')
order by a.delivery_id desc`;

const findStatement: Statement = {
  name: "find-ended-deliveries",
  text: `
select s.delivery_id as "deliveryId", s.event_id as "eventId", s.destination_id as "destinationId", s.subscription_id as "subscriptionId", s.url, s.kind,
  s.run_id as "runId", s.task_id as "taskId", s.outcome as status, s.failure, s.attempt as "attemptCount", null as "nextAttemptAtMs", s.resend_of as "resendOf"
from (${scanned} limit $10) s
where ($11::text is null or s.kind = $11) and ($12::text is null or s.outcome = $12)
  and ($13::int is null or s.http_status = $13) and ($14::text is null or s.error_code = $14) and ($15::uuid is null or s.destination_id = $15)
order by s.delivery_id desc limit $16`,
};

const lastScannedStatement: Statement = {
  name: "last-scanned-ended-delivery",
  text: `select s.delivery_id as id from (${scanned} offset $10 limit 1) s`,
};

const endingsScanned = `
select e.* from endings e
where e.bucket = $1 and e.org_id = $2 and e.delivery_id >= $3::uuid and e.delivery_id < $4::uuid and e.id >= $3::uuid and e.id < $5::uuid
  and ($6::uuid is null or e.destination_id = $6) and ($7::text is null or e.run_id = $7) and ($8::text is null or e.task_id = $8)
order by e.delivery_id desc`;

const findEndingsStatement: Statement = {
  name: "find-endings",
  text: `
select s.delivery_id as "deliveryId", s.event_id as "eventId", s.destination_id as "destinationId", s.subscription_id as "subscriptionId", s.url, s.kind,
  s.run_id as "runId", s.task_id as "taskId", s.status, s.failure, s.attempt_count as "attemptCount", null as "nextAttemptAtMs", s.resend_of as "resendOf"
from (${endingsScanned} limit $9) s
where ($10::text is null or s.kind = $10) and ($11::text is null or s.status = $11)
order by s.delivery_id desc limit $12`,
};

const lastScannedEndingStatement: Statement = {
  name: "last-scanned-ending",
  text: `select s.delivery_id as id from (${endingsScanned} offset $9 limit 1) s`,
};

export interface DeliverySearch {
  bucket: number;
  orgId: string;
  filter: LogFilter;
  /** Of delivery ids. */
  span: LogSpan;
  /** Nothing was recorded from here on. */
  endId: string;
}

/** Deliveries that ended with an attempt, newest first by delivery. Filters by answer go by that attempt. */
export async function findEndedDeliveries(
  connection: Connection,
  input: DeliverySearch,
): Promise<FoundRows<LoggedDelivery>> {
  const { filter, span } = input;
  const isFailure = findsFailuresOnly(filter);
  const isNothing = filter.status === "succeeded" && isFailure;
  if (isNothing || filter.status === "pending" || filter.status === "cancelled") return { rows: [], completeTo: null };
  // Whatever stands inside must be served by one index whole, or the scan has no bound: it would pass over all that succeeded, looking for a failure.
  const alongFailures = isFailure && filter.runId === null && filter.taskId === null;
  const where = [
    input.bucket,
    input.orgId,
    span.fromId,
    span.beforeId,
    input.endId,
    alongFailures ? null : filter.subscriptionId,
    filter.runId,
    filter.taskId,
    alongFailures,
  ];
  const rows = await connection.run<LoggedDelivery>(findStatement, [
    ...where,
    maxScannedRows,
    filter.kind,
    filter.status,
    filter.httpStatus,
    filter.errorCode,
    alongFailures ? filter.subscriptionId : null,
    span.rows,
  ]);
  const { kind, status, httpStatus, errorCode, subscriptionId } = filter;
  const narrowed = kind ?? httpStatus ?? errorCode ?? (alongFailures ? subscriptionId : status);
  if (narrowed === null && rows.length < span.rows) return { rows, completeTo: null };
  return bounded(rows, span, () =>
    connection.run<{ id: string }>(lastScannedStatement, [...where, maxScannedRows - 1]),
  );
}

/** Deliveries that ended without an answer: cancelled, paused. No filter by answer finds them. */
export async function findEndings(connection: Connection, input: DeliverySearch): Promise<FoundRows<LoggedDelivery>> {
  const { filter, span } = input;
  if (filter.status === "pending" || filter.status === "succeeded") return { rows: [], completeTo: null };
  if (filter.httpStatus !== null || filter.errorCode !== null) return { rows: [], completeTo: null };
  const where = [
    input.bucket,
    input.orgId,
    span.fromId,
    span.beforeId,
    input.endId,
    filter.subscriptionId,
    filter.runId,
    filter.taskId,
  ];
  const rows = await connection.run<LoggedDelivery>(findEndingsStatement, [
    ...where,
    maxScannedRows,
    filter.kind,
    filter.status,
    span.rows,
  ]);
  if ((filter.kind ?? filter.status) === null && rows.length < span.rows) return { rows, completeTo: null };
  return bounded(rows, span, () =>
    connection.run<{ id: string }>(lastScannedEndingStatement, [...where, maxScannedRows - 1]),
  );
}

async function bounded(
  rows: LoggedDelivery[],
  span: LogSpan,
  lastScanned: () => Promise<{ id: string }[]>,
): Promise<FoundRows<LoggedDelivery>> {
  if (rows.length >= span.rows) return { rows, completeTo: rows.at(-1)?.deliveryId ?? null };
  const [last] = await lastScanned();
  return { rows, completeTo: last?.id ?? null };
}
