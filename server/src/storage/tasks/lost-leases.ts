import { integerArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const requeueStatement: Statement = {
  name: "requeue-lost-tasks",
  text: `
with lost as (
  select id from tasks
  where bucket = $1 and status = 'running' and lease_expires_at <= clock_timestamp() and deaths + 1 < $2
  order by lease_expires_at limit $3 for update skip locked
)
update tasks t set status = 'queued', deaths = t.deaths + 1, lease_token = null, lease_expires_at = null, started_at = null, phase = null, progress = 0
from lost where t.bucket = $1 and t.id = lost.id returning t.id as "taskId"`,
};

/** Gives tasks whose lease ran out back to the queue, unless it was their last death. */
export async function requeueLostTasks(
  connection: Connection,
  input: { bucket: number; maxDeaths: number; limit: number },
): Promise<string[]> {
  const rows = await connection.run<{ taskId: string }>(requeueStatement, [input.bucket, input.maxDeaths, input.limit]);
  return rows.map((row) => row.taskId);
}

/** A task that time has ended, as far as one look without locks can tell. */
export interface OverdueTask {
  bucket: number;
  taskId: string;
  why: "lost" | "dead" | "expired";
}

const overdueStatement: Statement = {
  name: "overdue-tasks",
  text: `
select b.bucket, o.id as "taskId", o.why
from unnest($1::int[]) as b(bucket)
cross join lateral (
  (select id, case when deaths + 1 < $2 then 'lost' else 'dead' end as why from tasks
   where tasks.bucket = b.bucket and status = 'running' and lease_expires_at <= clock_timestamp() order by lease_expires_at limit $4)
  union all
  (select id, 'expired' as why from tasks
   where tasks.bucket = b.bucket and status = 'queued' and created_at <= now() - make_interval(hours => $3::int) order by created_at limit $4)
) o`,
};

/** Tasks whose lease ran out (`lost`, or `dead` when it was the last time), and those that waited too long. */
export async function findOverdueTasks(
  connection: Connection,
  input: { buckets: readonly number[]; maxDeaths: number; queueHours: number; limitEach: number },
): Promise<OverdueTask[]> {
  const { buckets, maxDeaths, queueHours, limitEach } = input;
  return connection.run<OverdueTask>(overdueStatement, [integerArray(buckets), maxDeaths, queueHours, limitEach]);
}
