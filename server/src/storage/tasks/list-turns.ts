import type { TaskStatus } from "../../domain/task-states.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A task as a turn on its run's document. */
export interface Turn {
  taskId: string;
  prompt: string;
  status: TaskStatus;
  phase: string | null;
  progress: number;
  summary: string | null;
  errorMessage: string | null;
  createdAt: Date;
}

const listStatement: Statement = {
  name: "list-turns",
  text: `
select id as "taskId", prompt, status, phase, progress, summary, error_message as "errorMessage", created_at as "createdAt"
from tasks where bucket = $1 and run_id = $2 order by id desc limit $3`,
};

/** The latest turns of a run, newest first. */
export async function listTurns(
  connection: Connection,
  input: { bucket: number; runId: string; limit: number },
): Promise<Turn[]> {
  return connection.run<Turn>(listStatement, [input.bucket, input.runId, input.limit]);
}
