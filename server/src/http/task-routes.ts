import type { DocumentLinks } from "../domain/links.ts";
import type { Connection } from "../runtime/connection.ts";
import { findTask } from "../storage/tasks/find-task.ts";
import type { TaskRow } from "../storage/tasks/task-row.ts";
import { HttpError } from "./http-error.ts";
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
export function taskRoutes(deps: TaskRouteDeps): Pick<RouteHandlers, "getTask" | "cancelTask"> {
  const find = async (caller: { bucket: number; orgId: string }, id: string): Promise<TaskRow> => {
    const { bucket, orgId } = caller;
    const task = await findTask(deps.database, { bucket, orgId, taskId: pathId("task", id) });
    if (task === null) throw new HttpError("not_found");
    return task;
  };
  return {
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
