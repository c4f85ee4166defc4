import { ownKey } from "../domain/event-keys.ts";
import { encodeId } from "../domain/ids.ts";
import { payloadBytes } from "../domain/payload.ts";
import type { Connection } from "../runtime/connection.ts";
import type { EndedTask, TaskFailure } from "../storage/tasks/end-task.ts";

/** The end of a task as an event, ready to be accepted. */
export interface TaskEvent {
  orgId: string;
  kind: string;
  runId: string;
  taskId: string;
  body: Buffer;
  key: Buffer;
  fingerprint: null;
  webhookUrl: string | null;
  onlySubscriptionId: null;
}

/** Accepts an event inside a transaction; `committed` is called after its commit. What accepts is the engine, which this room does not know. */
export type AcceptTaskEvent = (
  connection: Connection,
  event: TaskEvent,
) => Promise<{ result: { outcome: string }; committed: () => void }>;

/** How a task ended, as far as its event tells. */
export type TaskOutcome =
  | { kind: "run.completed"; downloadUrl: string; editUrl: string; summary: string }
  | { kind: "run.failed"; error: TaskFailure };

/** The event of a task's end. Its key is the task's: a task has one end, so it has one event. */
export function taskEvent(task: EndedTask, outcome: TaskOutcome): TaskEvent {
  const runId = encodeId("run", task.runId);
  const taskId = encodeId("task", task.taskId);
  const { agentName, format } = task;
  const body = payloadBytes({
    runId,
    taskId,
    agentName,
    format,
    occurredAtMs: task.finishedAt.getTime(),
    ...outcome,
  });
  return {
    orgId: task.orgId,
    kind: outcome.kind,
    runId,
    taskId,
    body,
    key: ownKey(taskId),
    fingerprint: null,
    webhookUrl: task.webhookUrl,
    onlySubscriptionId: null,
  };
}
