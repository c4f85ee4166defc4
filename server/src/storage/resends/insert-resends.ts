import { textArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A new delivery of an event that was delivered, or not, before. */
export interface Resend {
  deliveryId: string;
  resendOf: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  /** Of a per-request URL; a subscription's own is read when it is sent. */
  url: string | null;
}

/** Unleased: whoever has room claims it. */
const insertStatement: Statement = {
  name: "insert-resends",
  text: `
with again as (
  select * from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[])
    as t(delivery_id, resend_of, event_id, destination_id, subscription_id, url)
), noted as (
  insert into resends (bucket, resend_of, delivery_id, recovery_id) select $1, resend_of, delivery_id, $3 from again
), pending as (
  insert into due (bucket, org_id, delivery_id, event_id, destination_id, subscription_id, url, due_at, resend_of)
  select $1, $2, delivery_id, event_id, destination_id, subscription_id, url, now(), resend_of from again
)
insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
select distinct on (destination_id) $1, destination_id, $2, subscription_id, now() from again order by destination_id
on conflict (bucket, destination_id) do update set next_due_at = excluded.next_due_at where waiting.next_due_at > excluded.next_due_at`,
};

const insertPausedStatement: Statement = {
  name: "insert-paused-resend",
  text: `
with noted as (
  insert into resends (bucket, resend_of, delivery_id) values ($1, $4, $3)
)
insert into endings (bucket, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, resend_of, attempt_count, status, failure)
values ($1, $5, $2, $3, $6, $7, $7, $8, $9, $10, $11, $4, 0, 'failed', 'paused')`,
};

/** Makes new deliveries that are due now; the caller's transaction has checked that their subscription is live. */
export async function insertResends(
  connection: Connection,
  input: { bucket: number; orgId: string; recoveryId: string | null; resends: readonly Resend[] },
): Promise<void> {
  const { resends } = input;
  if (resends.length === 0) return;
  await connection.run(insertStatement, [
    input.bucket,
    input.orgId,
    input.recoveryId,
    uuidArray(resends.map((row) => row.deliveryId)),
    uuidArray(resends.map((row) => row.resendOf)),
    uuidArray(resends.map((row) => row.eventId)),
    uuidArray(resends.map((row) => row.destinationId)),
    uuidArray(resends.map((row) => row.subscriptionId)),
    textArray(resends.map((row) => row.url)),
  ]);
}

/** A new delivery for a paused subscription: it ends as it begins, as any delivery to it does (contract §3). */
export async function insertPausedResend(
  connection: Connection,
  input: {
    bucket: number;
    orgId: string;
    endingId: string;
    resend: Omit<Resend, "url">;
    event: { url: string; kind: string; runId: string; taskId: string };
  },
): Promise<void> {
  const { resend, event } = input;
  await connection.run(insertPausedStatement, [
    input.bucket,
    input.orgId,
    resend.deliveryId,
    resend.resendOf,
    input.endingId,
    resend.eventId,
    resend.subscriptionId,
    event.url,
    event.kind,
    event.runId,
    event.taskId,
  ]);
}
