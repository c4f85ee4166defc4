import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import type { DeliverySearch } from "./find-ended-deliveries.ts";
import { type FoundRows, type LogFilter, maxScannedRows } from "./log-filter.ts";
import type { LoggedDelivery } from "./logged-delivery.ts";
import { type EventLabel, readEventLabels } from "./read-event-labels.ts";

/** What `due` knows of a pending delivery; the event says the rest. */
export interface PendingDelivery {
  deliveryId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  url: string;
  attempt: number;
  step: number;
  dueAtMs: number;
  resendOf: string | null;
}

export const pendingColumns = `
d.delivery_id as "deliveryId", d.event_id as "eventId", d.destination_id as "destinationId", d.subscription_id as "subscriptionId",
coalesce(d.url, s.url) as url, d.attempt, d.step, (extract(epoch from d.due_at) * 1000)::float8 as "dueAtMs", d.resend_of as "resendOf"`;

const scanned = `
select * from due
where bucket = $1 and org_id = $2 and delivery_id >= $3::uuid and delivery_id < $4::uuid
order by delivery_id desc`;

const findStatement: Statement = {
  name: "pending-deliveries",
  text: `
select ${pendingColumns}
from (${scanned} limit $5) d left join subscriptions s on s.bucket = $1 and s.id = d.subscription_id
where ($6::uuid is null or d.subscription_id = $6) and ($7::uuid[] is null or d.attempt = 0 or d.delivery_id = any($7)) and d.attempt >= $8::int
order by d.delivery_id desc limit $9`,
};

const lastScannedStatement: Statement = {
  name: "last-scanned-pending-delivery",
  text: `select d.delivery_id as id from (${scanned} offset $5 limit 1) d`,
};

/** Attempts of a run or task after which another was planned. */
const triedStatement: Statement = {
  name: "tried-deliveries",
  text: `
select distinct delivery_id as id from attempts
where bucket = $1 and org_id = $2 and id >= $3::uuid and id < $4::uuid and ($5::text is null or run_id = $5) and ($6::text is null or task_id = $6)
  and not final limit $7`,
};

const answersStatement: Statement = {
  name: "newest-answers",
  text: `
select distinct on (delivery_id) delivery_id as "deliveryId", http_status as "httpStatus", error_code as "errorCode" from attempts
where bucket = $1 and org_id = $2 and delivery_id = any($3::uuid[]) and id >= $4::uuid and id < $5::uuid
order by delivery_id, id desc`,
};

/** Rows of one look whose events, or attempts, must be asked whether they fit. */
const candidateRows = 500;

/** Pending deliveries, newest first. Filters by answer go by the newest attempt so far. */
export async function findPendingDeliveries(
  connection: Connection,
  input: DeliverySearch,
): Promise<FoundRows<LoggedDelivery>> {
  const { bucket, orgId, filter, span } = input;
  if (filter.status !== null && filter.status !== "pending") return { rows: [], completeTo: null };
  const { kind, runId, taskId, httpStatus, errorCode } = filter;
  const byAnswer = httpStatus !== null || errorCode !== null;
  const limit = byAnswer || (kind ?? runId ?? taskId) !== null ? candidateRows : span.rows;
  const where = [bucket, orgId, span.fromId, span.beforeId];
  const candidates = await connection.run<PendingDelivery>(findStatement, [
    ...where,
    maxScannedRows,
    filter.subscriptionId,
    runId === null && taskId === null ? null : await triedDeliveries(connection, input),
    byAnswer ? 1 : 0,
    limit,
  ]);
  const answered = byAnswer ? await withAnswer(connection, input, candidates) : candidates;
  const labels = await readEventLabels(connection, { bucket, eventIds: answered.map((row) => row.eventId) });
  const rows = answered
    .flatMap((row) => {
      const label = labels.get(row.eventId);
      return label !== undefined && fits(filter, label) ? pendingDelivery(row, label) : [];
    })
    .slice(0, span.rows);
  if (rows.length === span.rows) return { rows, completeTo: rows.at(-1)?.deliveryId ?? null };
  if (candidates.length === limit) return { rows, completeTo: candidates.at(-1)?.deliveryId ?? null };
  const [last] = await connection.run<{ id: string }>(lastScannedStatement, [...where, maxScannedRows - 1]);
  return { rows, completeTo: last?.id ?? null };
}

/** A pending delivery with its event's labels. */
export function pendingDelivery(row: PendingDelivery, label: EventLabel): LoggedDelivery {
  const { deliveryId, eventId, destinationId, subscriptionId, url, attempt, dueAtMs, resendOf } = row;
  const { kind, runId, taskId } = label;
  return {
    deliveryId,
    eventId,
    destinationId,
    subscriptionId,
    url,
    kind,
    runId,
    taskId,
    resendOf,
    status: "pending",
    failure: null,
    attemptCount: attempt,
    nextAttemptAtMs: dueAtMs,
  };
}

function fits(filter: LogFilter, label: EventLabel): boolean {
  return (
    (filter.kind === null || filter.kind === label.kind) &&
    (filter.runId === null || filter.runId === label.runId) &&
    (filter.taskId === null || filter.taskId === label.taskId)
  );
}

/**
 * Deliveries of a run or task that were tried, as the log knows them: of all that waits, only what was never tried must be looked up in its event besides.
 * Null where there are too many to name.
 */
async function triedDeliveries(connection: Connection, input: DeliverySearch): Promise<Buffer | null> {
  const { bucket, orgId, filter, span, endId } = input;
  const values = [bucket, orgId, span.fromId, endId, filter.runId, filter.taskId, maxScannedRows];
  const rows = await connection.run<{ id: string }>(triedStatement, values);
  return rows.length === maxScannedRows ? null : uuidArray(rows.map((row) => row.id));
}

/** Those whose newest attempt fits; all of them were tried. */
async function withAnswer(
  connection: Connection,
  input: DeliverySearch,
  rows: PendingDelivery[],
): Promise<PendingDelivery[]> {
  const { httpStatus, errorCode } = input.filter;
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.deliveryId);
  const answers = await connection.run<{ deliveryId: string; httpStatus: number | null; errorCode: string | null }>(
    answersStatement,
    [input.bucket, input.orgId, uuidArray(ids), ids.at(-1), input.endId],
  );
  const fitting = new Set(
    answers
      .filter((row) => httpStatus === null || row.httpStatus === httpStatus)
      .filter((row) => errorCode === null || row.errorCode === errorCode)
      .map((row) => row.deliveryId),
  );
  return rows.filter((row) => fitting.has(row.deliveryId));
}
