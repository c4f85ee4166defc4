import type { Connection, Statement } from "../../runtime/connection.ts";

/** Names a lease: the task and the token that was given with it. */
export interface Lease {
  bucket: number;
  taskId: string;
  leaseToken: string;
}

const renewStatement: Statement = {
  name: "renew-task-lease",
  text: `
update tasks set lease_expires_at = clock_timestamp() + make_interval(secs => lease_seconds), phase = coalesce($4, phase), progress = coalesce($5::real, progress)
where bucket = $1 and id = $2 and lease_token = $3 and status = 'running' and lease_expires_at > clock_timestamp()
returning lease_expires_at as "leaseExpiresAt"`,
};

/** Extends a lease by its own length; null when it is lost. */
export async function renewLease(
  connection: Connection,
  input: Lease & { phase: string | null; progress: number | null },
): Promise<Date | null> {
  const rows = await connection.run<{ leaseExpiresAt: Date }>(renewStatement, [
    input.bucket,
    input.taskId,
    input.leaseToken,
    input.phase,
    input.progress,
  ]);
  return rows[0]?.leaseExpiresAt ?? null;
}

const releaseStatement: Statement = {
  name: "release-task",
  text: `
update tasks set status = 'queued', lease_token = null, lease_expires_at = null, started_at = null, phase = null, progress = 0
where bucket = $1 and id = $2 and lease_token = $3 and status = 'running' returning id`,
};

/** Gives a task back to the queue without counting a death; false when the lease was lost before. */
export async function releaseTask(connection: Connection, lease: Lease): Promise<boolean> {
  const rows = await connection.run(releaseStatement, [lease.bucket, lease.taskId, lease.leaseToken]);
  return rows.length > 0;
}
