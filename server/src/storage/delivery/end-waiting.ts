import { smallintArray, textArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Database, Statement } from "../../runtime/connection.ts";
import { readEvents } from "./read-events.ts";
import { refreshWaiting } from "./refresh-waiting.ts";

/** Deleted, paused or of a suspended organisation. */
export const isDead = "(o.suspended_at is not null or s.deleted_at is not null or not s.active)";

const deadStatement: Statement = {
  name: "dead-destinations",
  text: `
select w.destination_id as "destinationId"
from waiting w
join organizations o on o.id = w.org_id
left join subscriptions s on s.bucket = $1 and s.id = w.subscription_id
where w.bucket = $1 and ${isDead}
order by w.destination_id limit $2
for update of w skip locked`,
};

/**
 * Asks again whether they are dead, in a snapshot of its own: the first statement may wait for a row of `waiting` and then goes by subscriptions as they were,
 * so that what was accepted after a pause ended would end as paused (I1). A delivery of a deleted subscription ends `cancelled`, others `failed`, paused.
 */
const endableStatement: Statement = {
  name: "endable-deliveries",
  text: `
select d.org_id as "orgId", d.delivery_id as "deliveryId", d.event_id as "eventId", d.destination_id as "destinationId",
  d.subscription_id as "subscriptionId", coalesce(d.url, s.url) as url, d.resend_of as "resendOf", d.attempt,
  case when s.deleted_at is not null then 'cancelled' else 'failed' end as status
from unnest($2::uuid[]) as f(destination_id)
cross join lateral (
  select * from due where due.bucket = $1 and due.destination_id = f.destination_id and due.lease_token is null order by due.due_at limit $3
  for update skip locked
) d
join organizations o on o.id = d.org_id
left join subscriptions s on s.bucket = $1 and s.id = d.subscription_id
where ${isDead}
limit $3`,
};

const endStatement: Statement = {
  name: "end-deliveries",
  text: `
with gone as (
  delete from due where bucket = $1 and org_id = any($15::uuid[]) and delivery_id = any($3::uuid[]) and lease_token is null
  returning delivery_id
)
insert into endings (bucket, org_id, delivery_id, id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, resend_of, attempt_count, status, failure)
select $1, i.org_id, i.delivery_id, i.id, i.event_id, i.destination_id, i.subscription_id, i.url, i.kind, i.run_id, i.task_id, i.resend_of, i.attempt, i.status,
  case when i.status = 'failed' then 'paused' end
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $12::uuid[], $13::smallint[], $14::text[])
  as i(org_id, delivery_id, id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, resend_of, attempt, status)
where (i.delivery_id in (select delivery_id from gone)) is true`,
};

interface Endable {
  orgId: string;
  deliveryId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  url: string;
  resendOf: string | null;
  attempt: number;
  status: "cancelled" | "failed";
}

/** How much to end at once, and how a new ending is named. */
export interface EndBatch {
  limit: number;
  newEndingId: () => string;
}

/**
 * Ends a batch of what waits for destinations that are no longer live; returns how many deliveries ended. Run again until it returns 0, and again later:
 * retries and accepts that were under way come back to `waiting` after the delete.
 */
export async function endWaiting(database: Database, input: EndBatch & { bucket: number }): Promise<number> {
  return database.transaction(async (connection) => {
    const dead = await connection.run<{ destinationId: string }>(deadStatement, [input.bucket, 50]);
    return endAt(connection, { ...input, destinationIds: dead.map((row) => row.destinationId) });
  });
}

/** Inside a transaction that has locked these destinations' rows of `waiting`: ends a batch of what waits for those of them that are not live. */
export async function endAt(
  connection: Connection,
  input: EndBatch & { bucket: number; destinationIds: readonly string[] },
): Promise<number> {
  const { bucket, limit, destinationIds } = input;
  if (destinationIds.length === 0) return 0;
  const rows = await connection.run<Endable>(endableStatement, [bucket, uuidArray(destinationIds), limit]);
  if (rows.length > 0) {
    const events = await readEvents(connection, { bucket, eventIds: rows.map((row) => row.eventId) });
    await connection.run(endStatement, [
      bucket,
      uuidArray(rows.map((row) => row.orgId)),
      uuidArray(rows.map((row) => row.deliveryId)),
      uuidArray(rows.map(() => input.newEndingId())),
      uuidArray(rows.map((row) => row.eventId)),
      uuidArray(rows.map((row) => row.destinationId)),
      uuidArray(rows.map((row) => row.subscriptionId)),
      textArray(rows.map((row) => row.url)),
      textArray(rows.map((row) => events.get(row.eventId)?.kind ?? "")),
      textArray(rows.map((row) => events.get(row.eventId)?.runId ?? "")),
      textArray(rows.map((row) => events.get(row.eventId)?.taskId ?? "")),
      uuidArray(rows.map((row) => row.resendOf)),
      smallintArray(rows.map((row) => row.attempt)),
      textArray(rows.map((row) => row.status)),
      uuidArray([...new Set(rows.map((row) => row.orgId))]),
    ]);
  }
  await refreshWaiting(connection, { bucket, destinationIds });
  return rows.length;
}
