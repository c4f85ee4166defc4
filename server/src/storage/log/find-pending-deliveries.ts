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

const chunkStatement: Statement = {
  name: "pending-deliveries",
  text: `
select ${pendingColumns}
from due d left join subscriptions s on s.bucket = $1 and s.id = d.subscription_id
where d.bucket = $1 and d.org_id = $2 and d.delivery_id >= $3::uuid and d.delivery_id < $4::uuid
order by d.delivery_id desc limit $5`,
};

const answersStatement: Statement = {
  name: "newest-answers",
  text: `
select distinct on (delivery_id) delivery_id as "deliveryId", http_status as "httpStatus", error_code as "errorCode" from attempts
where bucket = $1 and org_id = $2 and delivery_id = any($3::uuid[]) and id >= $4::uuid and id < $5::uuid
order by delivery_id, id desc`,
};

const chunkRows = 500;

/** Pending deliveries, newest first. Filters by answer go by the newest attempt so far. */
export async function findPendingDeliveries(
  connection: Connection,
  input: DeliverySearch,
): Promise<FoundRows<LoggedDelivery>> {
  const { bucket, orgId, filter, span } = input;
  const found: LoggedDelivery[] = [];
  if (filter.status !== null && filter.status !== "pending") return { rows: found, completeTo: null };
  let beforeId = span.beforeId;
  for (let looked = 0; looked < maxScannedRows; looked += chunkRows) {
    const chunk = await connection.run<PendingDelivery>(chunkStatement, [
      bucket,
      orgId,
      span.fromId,
      beforeId,
      chunkRows,
    ]);
    const ofDestination = chunk.filter(
      (row) => filter.subscriptionId === null || row.subscriptionId === filter.subscriptionId,
    );
    const answered = await withAnswer(connection, input, ofDestination);
    const labels = await readEventLabels(connection, { bucket, eventIds: answered.map((row) => row.eventId) });
    for (const row of answered) {
      const label = labels.get(row.eventId);
      if (label !== undefined && fits(filter, label)) found.push(pendingDelivery(row, label));
      if (found.length === span.rows) return { rows: found, completeTo: row.deliveryId };
    }
    if (chunk.length < chunkRows) return { rows: found, completeTo: null };
    beforeId = chunk.at(-1)?.deliveryId ?? beforeId;
  }
  return { rows: found, completeTo: beforeId };
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

async function withAnswer(
  connection: Connection,
  input: DeliverySearch,
  rows: PendingDelivery[],
): Promise<PendingDelivery[]> {
  const { httpStatus, errorCode } = input.filter;
  if (httpStatus === null && errorCode === null) return rows;
  const ids = rows.filter((row) => row.attempt > 0).map((row) => row.deliveryId);
  if (ids.length === 0) return [];
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
