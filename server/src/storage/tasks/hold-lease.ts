import { uuidArray } from "../../runtime/binary-array.ts";
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
  name: "release-tasks",
  text: `
update tasks set status = 'queued', lease_token = null, lease_expires_at = null, started_at = null, phase = null, progress = 0
where bucket = $1 and lease_token = any($2::uuid[]) and status = 'running' returning id`,
};

/** Gives tasks back to the queue without counting a death; false when all leases were lost before. A token that no task carries changes nothing. */
export async function releaseTasks(
  connection: Connection,
  input: { bucket: number; leaseTokens: readonly string[] },
): Promise<boolean> {
  const rows = await connection.run(releaseStatement, [input.bucket, uuidArray(input.leaseTokens)]);
  return rows.length > 0;
}
