import { uuidArray } from "../../runtime/binary-array.ts";
import type { Database, Statement } from "../../runtime/connection.ts";

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

/** So many runs at the head of the queue may be held by others before nothing is found for a moment. */
const sparedRuns = 100;

/**
 * Turns on one run are taken one at a time, in the order in which they are there: each carries on from what the one before it built. Scalar look-ups and a
 * hashed list, never a join: as one, 10,000 turns that waited on one run were compared with each other, 13 s a claim.
 */
const isNext = `t.bucket = $1 and t.format = $2 and t.status = 'queued' and t.created_at > now() - make_interval(hours => $3::int)
  and (t.run_id in (select running.run_id from tasks running where running.bucket = $1 and running.status = 'running')) is not true
  and t.id = (
    select first.id from tasks first where first.bucket = $1 and first.run_id = t.run_id and first.status = 'queued' order by first.id limit 1
  )`;

const lockRunsStatement: Statement = {
  name: "lock-runs-to-claim",
  text: `
select r.id from (
  select t.id, t.run_id from tasks t where ${isNext} order by t.place, t.id limit $4::int + ${sparedRuns}
) t
cross join lateral (select r.id from runs r where r.bucket = $1 and r.id = t.run_id for update skip locked) r
limit $4`,
};

const claimStatement: Statement = {
  name: "claim-tasks",
  text: `
with picked as (
  select t.id, t.place from tasks t
  where t.run_id = any($4::uuid[]) and ${isNext}
  order by t.place, t.id
  for update skip locked
), numbered as (
  select id, row_number() over (order by place, id) as nth from picked
), leased as (
  update tasks t set status = 'running', lease_token = ($6::uuid[])[n.nth], lease_seconds = $5::int,
    lease_expires_at = clock_timestamp() + make_interval(secs => $5::int), started_at = now(), phase = null, progress = 0
  from numbered n where t.bucket = $1 and t.id = n.id
  returning t.*
)
select l.bucket, l.id as "taskId", l.run_id as "runId", l.org_id as "orgId", l.format, l.prompt, coalesce(l.file_name, r.file_name) as "fileName", l.lease_token as "leaseToken",
  l.lease_expires_at as "leaseExpiresAt", r.file_id as "previousFileId", f.name as "previousFileName", r.download_url as "previousDownloadUrl",
  r.summary as "previousSummary"
from leased l
join runs r on r.bucket = $1 and r.id = l.run_id
left join files f on f.bucket = $1 and f.id = r.file_id
order by l.place, l.id`,
};

export interface ClaimInput {
  bucket: number;
  format: string;
  leaseSeconds: number;
  queueHours: number;
  /** One for each task that may be taken. */
  leaseTokens: readonly string[];
}

/**
 * Leases the queued tasks of a bucket and format by their places. First it locks their runs, and never waits for one: what the second statement then sees
 * of a run holds until the commit. One statement would see a turn that another node leases at that moment as still queued.
 */
export async function claimTasks(database: Database, input: ClaimInput): Promise<LeasedTask[]> {
  const { bucket, format, leaseSeconds, leaseTokens, queueHours } = input;
  const which = [bucket, format, queueHours];
  return database.transaction(async (connection) => {
    const runs = await connection.run<{ id: string }>(lockRunsStatement, [...which, leaseTokens.length]);
    if (runs.length === 0) return [];
    const runIds = uuidArray(runs.map((run) => run.id));
    return connection.run<LeasedTask>(claimStatement, [...which, runIds, leaseSeconds, uuidArray(leaseTokens)]);
  });
}
