import { Progress } from "@mantine/core";
import type { Task } from "@overten/contract";
import type { ReactElement } from "react";
import classes from "./tasks.module.css";

/** How far a running task is, with its phase; nothing for one that waits or has ended. */
export function TaskProgress(props: { task: Task }): ReactElement | null {
  const { task } = props;
  if (task.status !== "running") return null;
  const percent = task.progress === null ? null : Math.round(task.progress * 100);
  return (
    <div className={classes["progress"]}>
      <Progress
        aria-label={`Progress of ${task.task_id}`}
        value={percent ?? 100}
        animated={percent === null}
        striped={percent === null}
      />
      <span className={classes["soft"]}>
        {task.phase ?? "working"}
        {percent === null ? "" : ` · ${percent} %`}
      </span>
    </div>
  );
}

/** What a task came to, in a sentence. */
export function outcomeOf(task: Task): string {
  if (task.result !== null) return task.result.summary;
  if (task.error !== null) return `${task.error.code}: ${task.error.message}`;
  if (task.status === "queued") return "Waits for an agent.";
  if (task.status === "cancelled") return "Cancelled; nobody is told.";
  return task.phase ?? "";
}
