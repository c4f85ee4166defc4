import type { TaskStatus } from "../../domain/task-states.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { taskColumns, type TaskRow } from "./task-row.ts";

interface TaskPage {
  bucket: number;
  orgId: string;
  beforeId: string;
  rows: number;
}

/** One statement a filter, so that each reads along an index of its own. */
function listing(name: string, filter: string): Statement {
  return {
    name,
    text: `
select ${taskColumns} from tasks t left join files f on f.bucket = $1 and f.id = t.file_id
where t.bucket = $1 and t.org_id = $2 and t.id < $3${filter} order by t.id desc limit $4`,
  };
}

const listAll = listing("list-tasks", "");
const listByStatus = listing("list-tasks-by-status", " and t.status = $5");
const listByRun = listing("list-tasks-of-run", " and t.run_id = $5");
const listByRunAndStatus = listing("list-tasks-of-run-by-status", " and t.run_id = $5 and t.status = $6");

/** Tasks of an organisation, newest first, before an id. */
export async function listTasks(
  connection: Connection,
  input: TaskPage & { status: TaskStatus | null; runId: string | null },
): Promise<TaskRow[]> {
  const { bucket, orgId, beforeId, rows, status, runId } = input;
  const page = [bucket, orgId, beforeId, rows];
  if (runId !== null && status !== null) return connection.run<TaskRow>(listByRunAndStatus, [...page, runId, status]);
  if (runId !== null) return connection.run<TaskRow>(listByRun, [...page, runId]);
  if (status !== null) return connection.run<TaskRow>(listByStatus, [...page, status]);
  return connection.run<TaskRow>(listAll, page);
}
