import type { Connection, Database } from "../runtime/connection.ts";
import type { EndedTask } from "../storage/tasks/end-task.ts";
import { type AcceptTaskEvent, taskEvent, type TaskOutcome } from "./task-event.ts";

export interface EndingDeps {
  /** The pool whose plans suit accepting events: the hot one. */
  database: Database;
  acceptWithin: AcceptTaskEvent;
  /** Told after the commit. */
  onEnded: (task: { taskId: string }) => void;
}

export type EndWithEvent =
  | { outcome: "ended"; task: EndedTask }
  /** It is no longer as it was thought to be. */
  | { outcome: "changed" }
  /** Its event cannot be accepted now, so it has not ended: come back later. */
  | { outcome: "overloaded" };

/** Rolls a transaction back without a fault. */
class OverloadedError extends Error {}

/**
 * Ends a task and accepts its event in one commit (contract §5: no completed task without its event, no event without its task). `end` changes the task, or
 * gives null when it is no longer as it was thought to be; then nothing happens.
 */
export async function endWithEvent(
  deps: EndingDeps,
  input: { end: (connection: Connection) => Promise<EndedTask | null>; outcome: TaskOutcome },
): Promise<EndWithEvent> {
  try {
    const done = await deps.database.transaction(async (connection) => {
      const task = await input.end(connection);
      if (task === null) return null;
      const { result, committed } = await deps.acceptWithin(connection, taskEvent(task, input.outcome));
      if (result.outcome === "overloaded") throw new OverloadedError();
      // A duplicate would be an event of the same task's end; everything else means that the end may not be either.
      if (result.outcome !== "accepted" && result.outcome !== "duplicate") {
        throw new Error(`The event of a task's end was not accepted: ${result.outcome}.`);
      }
      return { task, committed };
    });
    if (done === null) return { outcome: "changed" };
    done.committed();
    deps.onEnded(done.task);
    return { outcome: "ended", task: done.task };
  } catch (error) {
    if (error instanceof OverloadedError) return { outcome: "overloaded" };
    throw error;
  }
}
