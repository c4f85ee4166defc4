import type { Attempt, Task } from "@overten/contract";

type Ended = Pick<Task, "finished_at">;
type Tried = Pick<Attempt, "outcome" | "started_at" | "latency_ms">;

/** How long after a task's end a receiver first answered well, in milliseconds; null while none has. */
export function toldAfterMs(task: Ended, attempts: readonly Tried[]): number | null {
  if (task.finished_at === null) return null;
  const finishedMs = Date.parse(task.finished_at);
  const answeredMs = attempts
    .filter((attempt) => attempt.outcome === "succeeded")
    .map((attempt) => Date.parse(attempt.started_at) + attempt.latency_ms);
  return answeredMs.length === 0 ? null : Math.max(0, Math.min(...answeredMs) - finishedMs);
}

/** Whether a task may still change. */
export function isOpen(task: Pick<Task, "status">): boolean {
  return task.status === "queued" || task.status === "running";
}
