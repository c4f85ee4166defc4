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
  text: `update runs set file_id = $3, download_url = $4, edit_url = $5, summary = $6 where bucket = $1 and id = $2`,
};

/** Makes a turn's result the run's newest document. */
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
