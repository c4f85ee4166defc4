import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A task under a lease, with what the run's last completed turn left. */
export interface LeasedTask {
  bucket: number;
  taskId: string;
  runId: string;
  orgId: string;
  format: string;
  prompt: string;
  /** What this turn asks for, or else the one before it that asked for a name and was completed. */
  fileName: string | null;
  leaseToken: string;
  leaseExpiresAt: Date;
  previousFileId: string | null;
  previousFileName: string | null;
  previousDownloadUrl: string | null;
  previousSummary: string | null;
}

/** Turns on one run are taken in their order, one at a time: each carries on from what the one before it built. */
const claimStatement: Statement = {
  name: "claim-tasks",
  text: `
with picked as (
  select t.id from tasks t
  where t.bucket = $1 and t.format = $2 and t.status = 'queued' and t.created_at > now() - make_interval(hours => $6::int)
    and not exists (
      select from tasks earlier
      where earlier.bucket = $1 and earlier.run_id = t.run_id and earlier.id < t.id and earlier.status in ('queued', 'running')
    )
  order by t.id limit $3
  for update skip locked
), numbered as (
  select id, row_number() over (order by id) as place from picked
), leased as (
  update tasks t set status = 'running', lease_token = ($5::uuid[])[n.place], lease_seconds = $4::int,
    lease_expires_at = clock_timestamp() + make_interval(secs => $4::int), started_at = now(), phase = null, progress = 0
  from numbered n where t.bucket = $1 and t.id = n.id
  returning t.*
)
select l.bucket, l.id as "taskId", l.run_id as "runId", l.org_id as "orgId", l.format, l.prompt, coalesce(l.file_name, r.file_name) as "fileName", l.lease_token as "leaseToken",
  l.lease_expires_at as "leaseExpiresAt", r.file_id as "previousFileId", f.name as "previousFileName", r.download_url as "previousDownloadUrl",
  r.summary as "previousSummary"
from leased l
join runs r on r.bucket = $1 and r.id = l.run_id
left join files f on f.bucket = $1 and f.id = r.file_id
order by l.id`,
};

export interface ClaimInput {
  bucket: number;
  format: string;
  leaseSeconds: number;
  queueHours: number;
  /** One for each task that may be taken. */
  leaseTokens: readonly string[];
}

/** Leases the oldest queued tasks of a bucket and format. */
export async function claimTasks(connection: Connection, input: ClaimInput): Promise<LeasedTask[]> {
  const { bucket, format, leaseSeconds, leaseTokens, queueHours } = input;
  return connection.run<LeasedTask>(claimStatement, [
    bucket,
    format,
    leaseTokens.length,
    leaseSeconds,
    uuidArray(leaseTokens),
    queueHours,
  ]);
}
