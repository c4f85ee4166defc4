import { textArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import type { MatchedEvent } from "./accept-events.ts";

// For a suspended organisation nothing is sent, but a task of it that ends still leaves its event: "no completed task without its event". All deliveries
// end as they begin, as `paused`, and recover brings them back. Apart from accept-events.ts, which is hot and refuses suspended organisations.
const acceptPausedStatement: Statement = {
  name: "accept-paused-event",
  text: `
with organization as (
  select id from organizations where id = $3 and version = $4 and suspended_at is not null
), key as (
  insert into event_keys (bucket, day, org_id, key, fingerprint, event_id)
  select $1, $5::date, id, $6::bytea, null, $2 from organization on conflict do nothing returning event_id
), written as (
  insert into events (bucket, id, org_id, kind, run_id, task_id, body) select $1, event_id, $3, $7, $8, $9, $10::bytea from key
), ended as (
  insert into endings (bucket, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, attempt_count, status, failure)
  select $1, d.ending_id, $3, d.delivery_id, key.event_id, d.destination_id, d.subscription_id, d.url, $7, $8, $9, 0, 'failed', 'paused'
  from key cross join unnest($11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[], $15::text[]) as d(ending_id, delivery_id, destination_id, subscription_id, url)
)
select event_id as "eventId" from key`,
};

/** Stores one event of a suspended organisation; false when the organisation is not as it was matched, or the key is taken. */
export async function acceptPausedEvent(
  connection: Connection,
  input: { bucket: number; day: string; event: MatchedEvent },
): Promise<boolean> {
  const { bucket, day, event } = input;
  const paused = event.deliveries.flatMap((delivery) =>
    delivery.start.as === "paused" ? { ...delivery, endingId: delivery.start.endingId } : [],
  );
  const rows = await connection.run(acceptPausedStatement, [
    bucket,
    event.eventId,
    event.orgId,
    event.orgVersion,
    day,
    event.key,
    event.kind,
    event.runId,
    event.taskId,
    event.body,
    uuidArray(paused.map((row) => row.endingId)),
    uuidArray(paused.map((row) => row.deliveryId)),
    uuidArray(paused.map((row) => row.destinationId)),
    uuidArray(paused.map((row) => row.subscriptionId)),
    textArray(paused.map((row) => row.url)),
  ]);
  return rows.length > 0;
}
