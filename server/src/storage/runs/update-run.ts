import type { Connection, Statement } from "../../runtime/connection.ts";
import type { TaskResult } from "../tasks/end-task.ts";

const lockStatement: Statement = {
  name: "lock-run",
  text: `select id from runs where bucket = $1 and id = $2 for update`,
};

/** Holds a run until the transaction ends. Who changes a run and its tasks locks the run first, or two of them deadlock. */
export async function lockRun(connection: Connection, input: { bucket: number; runId: string }): Promise<void> {
  await connection.run(lockStatement, [input.bucket, input.runId]);
}

const updateStatement: Statement = {
  name: "update-run",
  text: `
update runs r set file_id = $3, download_url = $4, edit_url = $5, summary = $6, file_name = coalesce((
    select t.file_name from tasks t where t.bucket = $1 and t.run_id = $2 and t.status = 'completed' order by t.id desc limit 1
  ), r.file_name)
where r.bucket = $1 and r.id = $2`,
};

/** Makes the result of the turn that was just completed the run's newest document, and the name that it asked for, if any, the run's. */
export async function updateRun(
  connection: Connection,
  input: { bucket: number; runId: string; result: TaskResult },
): Promise<void> {
  const { bucket, runId, result } = input;
  await connection.run(updateStatement, [
    bucket,
    runId,
    result.fileId,
    result.downloadUrl,
    result.editUrl,
    result.summary,
  ]);
}
