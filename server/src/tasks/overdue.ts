import { deathError, expiredError, maxDeaths, queueHours } from "../domain/task-states.ts";
import type { Database } from "../runtime/connection.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { expireTask, failDeadTask } from "../storage/tasks/end-task.ts";
import { findOverdueTasks, type OverdueTask, requeueLostTasks } from "../storage/tasks/lost-leases.ts";
import { type EndingDeps, endWithEvent } from "./end-with-event.ts";

export interface OverdueDeps {
  database: Database;
  ending: EndingDeps;
  /** Tasks are queued again. */
  onQueued: () => void;
  onError: (error: unknown) => void;
}

/** A lease that ran out is given again within a second (contract §6). */
const lookEveryMs = 400;
const limitEach = 100;

/** Gives tasks whose lease ran out back to the queue, or fails them the third time; ends those that waited too long. Gives their number. */
export async function settleOverdue(deps: OverdueDeps, options: { buckets: readonly number[] }): Promise<number> {
  const { buckets } = options;
  const overdue = await findOverdueTasks(deps.database, { buckets, maxDeaths, queueHours, limitEach });
  const lostIn = new Set(overdue.filter((task) => task.why === "lost").map((task) => task.bucket));
  let requeued = 0;
  for (const bucket of lostIn) {
    requeued += (await requeueLostTasks(deps.database, { bucket, maxDeaths, limit: limitEach })).length;
  }
  if (requeued > 0) deps.onQueued();
  let settled = requeued;
  for (const task of overdue) {
    if (task.why === "lost") continue;
    // One that cannot be ended must not keep the others from it.
    try {
      await endOverdue(deps, task);
      settled += 1;
    } catch (error) {
      deps.onError(error);
    }
  }
  return settled;
}

async function endOverdue(deps: OverdueDeps, { bucket, taskId, why }: OverdueTask): Promise<void> {
  const error = why === "expired" ? expiredError : deathError;
  await endWithEvent(deps.ending, {
    end: (connection) =>
      why === "expired"
        ? expireTask(connection, { bucket, taskId, queueHours, error })
        : failDeadTask(connection, { bucket, taskId, maxDeaths, error }),
    outcome: { kind: "run.failed", error },
  });
}

/** Does it all the time; every node may, the database decides who gets a task. */
export function startSettlingOverdue(deps: OverdueDeps, options: { buckets: readonly number[] }): WorkLoop {
  return startWorkLoop({
    round: async () => ((await settleOverdue(deps, options)) >= limitEach ? 0 : lookEveryMs),
    onError: deps.onError,
  });
}
