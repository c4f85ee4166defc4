import type { Connection, Statement } from "../../runtime/connection.ts";

const markStatement: Statement = {
  name: "mark-run-deleted",
  text: `update runs set deleted_at = now() where bucket = $1 and org_id = $2 and id = $3 and deleted_at is null returning id`,
};

const cancelStatement: Statement = {
  name: "cancel-tasks-of-run",
  text: `
update tasks set status = 'cancelled', finished_at = clock_timestamp(), phase = null
where bucket = $1 and run_id = $2 and status in ('queued', 'running') returning id as "taskId"`,
};

/**
 * Marks a run as deleted, which makes every link to it dead, and cancels what has not ended; null when there is no such run. Run it in a transaction.
 * Its files are removed afterwards.
 */
export async function deleteRun(
  connection: Connection,
  input: { bucket: number; orgId: string; runId: string },
): Promise<{ cancelledTaskIds: string[] } | null> {
  const marked = await connection.run(markStatement, [input.bucket, input.orgId, input.runId]);
  if (marked.length === 0) return null;
  const cancelled = await connection.run<{ taskId: string }>(cancelStatement, [input.bucket, input.runId]);
  return { cancelledTaskIds: cancelled.map((row) => row.taskId) };
}
