import {
  bigintArray,
  booleanArray,
  float8Array,
  integerArray,
  smallintArray,
  textArray,
  uuidArray,
} from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** One HTTP request and what came of it, as the log keeps it. */
export interface Attempt {
  attemptId: string;
  orgId: string;
  deliveryId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  url: string;
  kind: string;
  runId: string;
  taskId: string;
  resendOf: string | null;
  attempt: number;
  outcome: "succeeded" | "failed";
  failure: "exhausted" | "rejected" | null;
  httpStatus: number | null;
  errorCode: string | null;
  responseBody: string | null;
  responseTruncated: boolean;
  responseHeaders: string | null;
  latencyMs: number;
  startedAtMs: number;
  signedAtS: number | null;
  remainingScheduleMs: readonly number[];
}

/** An attempt after which the delivery has ended. */
export interface EndedAttempt {
  leaseToken: string;
  attempt: Attempt;
}

/** An attempt after which the delivery waits for another. */
export interface RetriedAttempt {
  leaseToken: string;
  attempt: Attempt;
  dueAtMs: number;
  step: number;
  interruptions: number;
}

const columns = `org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, resend_of, attempt, outcome, failure,
  http_status, error_code, response_body, response_truncated, response_headers, latency_ms, started_at, signed_at_s, remaining_schedule`;

const selected = `i.org_id, i.delivery_id, i.event_id, i.destination_id, i.subscription_id, i.url, i.kind, i.run_id, i.task_id, i.resend_of, i.attempt, i.outcome, i.failure,
  i.http_status, i.error_code, i.response_body, i.response_truncated, i.response_headers, i.latency_ms, to_timestamp(i.started_at_ms / 1000), i.signed_at_s,
  i.remaining::timestamptz[]`;

const input = `unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::uuid[],
  $14::smallint[], $15::text[], $16::text[], $17::smallint[], $18::text[], $19::text[], $20::boolean[], $21::text[], $22::int[], $23::float8[], $24::bigint[], $25::text[])
  as i(token, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, resend_of, attempt, outcome, failure,
    http_status, error_code, response_body, response_truncated, response_headers, latency_ms, started_at_ms, signed_at_s, remaining)`;

/** I5: a stale token finds nothing in `due`, and only what was found is written to the log. */
const recordEndedStatement: Statement = {
  name: "record-ended-attempts",
  text: `
with gone as (
  delete from due where bucket = $1 and lease_token = any($2::uuid[]) returning lease_token
)
insert into attempts (bucket, id, final, ${columns})
select $1, i.id, true, ${selected}
from ${input}
where (i.token in (select lease_token from gone)) is true`,
};

/** The same for attempts to be repeated; the destination becomes visible to claim. Rows of `waiting` are taken in one order, or two nodes deadlock. */
const recordRetriedStatement: Statement = {
  name: "record-retried-attempts",
  text: `
with back as (
  update due d set due_at = to_timestamp(t.due_at_ms / 1000), lease_token = null, attempt = t.attempt, step = t.step, interruptions = t.interruptions
  from unnest($2::uuid[], $14::smallint[], $26::float8[], $27::smallint[], $28::smallint[]) as t(token, attempt, due_at_ms, step, interruptions)
  where d.bucket = $1 and d.lease_token = any($2::uuid[]) and d.lease_token = t.token -- the first bounds what any plan can read
  returning t.token, d.destination_id, d.org_id, d.subscription_id, d.due_at
), written as (
  insert into attempts (bucket, id, final, ${columns})
  select $1, i.id, false, ${selected}
  from ${input}
  where (i.token in (select token from back)) is true
)
insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
select distinct on (destination_id) $1, destination_id, org_id, subscription_id, due_at from back order by destination_id, due_at
on conflict (bucket, destination_id) do update set next_due_at = excluded.next_due_at where waiting.next_due_at > excluded.next_due_at`,
};

/** Ends deliveries with their last attempt. A delivery whose lease is not ours any more is left alone. */
export async function recordEndedAttempts(
  connection: Connection,
  input: { bucket: number; ended: readonly EndedAttempt[] },
): Promise<void> {
  if (input.ended.length === 0) return;
  await connection.run(recordEndedStatement, [input.bucket, ...attemptArrays(input.ended)]);
}

/** Logs failed attempts and gives their deliveries back with a new due time. A delivery whose lease is not ours any more is left alone. */
export async function recordRetriedAttempts(
  connection: Connection,
  input: { bucket: number; retried: readonly RetriedAttempt[] },
): Promise<void> {
  if (input.retried.length === 0) return;
  await connection.run(recordRetriedStatement, [
    input.bucket,
    ...attemptArrays(input.retried),
    float8Array(input.retried.map((row) => row.dueAtMs)),
    smallintArray(input.retried.map((row) => row.step)),
    smallintArray(input.retried.map((row) => row.interruptions)),
  ]);
}

function attemptArrays(rows: readonly EndedAttempt[]): Buffer[] {
  const each = <Value>(of: (attempt: Attempt) => Value): Value[] => rows.map((row) => of(row.attempt));
  return [
    uuidArray(rows.map((row) => row.leaseToken)),
    uuidArray(each((attempt) => attempt.attemptId)),
    uuidArray(each((attempt) => attempt.orgId)),
    uuidArray(each((attempt) => attempt.deliveryId)),
    uuidArray(each((attempt) => attempt.eventId)),
    uuidArray(each((attempt) => attempt.destinationId)),
    uuidArray(each((attempt) => attempt.subscriptionId)),
    textArray(each((attempt) => attempt.url)),
    textArray(each((attempt) => attempt.kind)),
    textArray(each((attempt) => attempt.runId)),
    textArray(each((attempt) => attempt.taskId)),
    uuidArray(each((attempt) => attempt.resendOf)),
    smallintArray(each((attempt) => attempt.attempt)),
    textArray(each((attempt) => attempt.outcome)),
    textArray(each((attempt) => attempt.failure)),
    smallintArray(each((attempt) => attempt.httpStatus)),
    textArray(each((attempt) => attempt.errorCode)),
    textArray(each((attempt) => attempt.responseBody)),
    booleanArray(each((attempt) => attempt.responseTruncated)),
    textArray(each((attempt) => attempt.responseHeaders)),
    integerArray(each((attempt) => attempt.latencyMs)),
    float8Array(each((attempt) => attempt.startedAtMs)),
    bigintArray(each((attempt) => attempt.signedAtS)),
    textArray(each((attempt) => timestamps(attempt.remainingScheduleMs))),
  ];
}

/** An array of times as the text that SQL casts to one; null for none. */
function timestamps(unixMs: readonly number[]): string | null {
  return unixMs.length === 0 ? null : `{${unixMs.map((ms) => new Date(ms).toISOString()).join(",")}}`;
}
