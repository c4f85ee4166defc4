import { decodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import type { Connection } from "../runtime/connection.ts";
import { findTask } from "../storage/tasks/find-task.ts";
import { listTasks } from "../storage/tasks/list-tasks.ts";
import type { TaskRow } from "../storage/tasks/task-row.ts";
import { HttpError } from "./http-error.ts";
import { pageFrom, pageStart } from "./page-cursor.ts";
import { pathId } from "./path-id.ts";
import { presentTask } from "./present-task.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface TaskRouteDeps {
  database: Connection;
  links: DocumentLinks;
  /** False when the task had ended before. */
  cancel: (input: { bucket: number; orgId: string; taskId: string }) => Promise<boolean>;
}

/** What an organisation sees of its tasks. */
export function taskRoutes(deps: TaskRouteDeps): Pick<RouteHandlers, "listTasks" | "getTask" | "cancelTask"> {
  const find = async (caller: { bucket: number; orgId: string }, id: string): Promise<TaskRow> => {
    const { bucket, orgId } = caller;
    const task = await findTask(deps.database, { bucket, orgId, taskId: pathId("task", id) });
    if (task === null) throw new HttpError("not_found");
    return task;
  };
  return {
    listTasks: async ({ query, caller }) => {
      const { bucket, orgId } = caller;
      const runId = query.run_id === undefined ? null : decodeId("run", query.run_id);
      if (query.run_id !== undefined && runId === null) return { status: 200, body: { tasks: [], next_cursor: null } };
      const filter = { status: query.status ?? null, runId };
      const found = await listTasks(deps.database, { bucket, orgId, ...pageStart("tasks", query), ...filter });
      const page = pageFrom("tasks", found, query.limit, (task) => task.taskId);
      const tasks = page.rows.map((task) => presentTask({ links: deps.links, caller }, task));
      return { status: 200, body: { tasks, next_cursor: page.nextCursor } };
    },
    getTask: async ({ params, caller }) => ({
      status: 200,
      body: presentTask({ links: deps.links, caller }, await find(caller, params.task_id)),
    }),
    cancelTask: async ({ params, caller }) => {
      const { bucket, orgId } = caller;
      const { taskId, status } = await find(caller, params.task_id);
      if (!(await deps.cancel({ bucket, orgId, taskId }))) {
        throw new HttpError("conflict", {
          message: `The task has ended already (${status}); there is nothing to cancel.`,
        });
      }
      return { status: 200, body: presentTask({ links: deps.links, caller }, await find(caller, params.task_id)) };
    },
  };
}
