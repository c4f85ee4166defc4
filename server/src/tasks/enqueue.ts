import { agentNameOf } from "../domain/task-states.ts";
import { fingerprint } from "../domain/event-keys.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import { enqueueOnRun, enqueueWithNewRun, type NewTask } from "../storage/tasks/enqueue-task.ts";
import { findTask, findTaskByKey } from "../storage/tasks/find-task.ts";
import type { TaskRow } from "../storage/tasks/task-row.ts";

export interface EnqueueRequest {
  bucket: number;
  orgId: string;
  format: string;
  prompt: string;
  fileName: string | null;
  /** In its canonical form. */
  webhookUrl: string | null;
  /** The run to carry on; null makes one. */
  runId: string | null;
  idempotencyKey: string | null;
  /** What the request says beside these, so that the same key with another request is a conflict. */
  fingerprintOf: unknown;
}

export type EnqueueResult =
  /** `task` is as it is now: a repeated key may find it ended. */
  { outcome: "queued" | "repeated"; task: TaskRow } | { outcome: "key_conflict" } | { outcome: "run_unknown" };

/** Queues a task, once for each idempotency key: of parallel calls the unique index lets one in, the others find what it made. */
export async function enqueue(
  deps: { database: Database; clock: Clock; onQueued: () => void },
  request: EnqueueRequest,
): Promise<EnqueueResult> {
  const { database, clock } = deps;
  const { bucket, orgId, format, idempotencyKey, prompt, fileName, webhookUrl } = request;
  const taskId = uuidv7(clock.nowMs());
  const print = fingerprint(JSON.stringify(request.fingerprintOf));
  const task: NewTask = {
    bucket,
    taskId,
    orgId,
    runId: request.runId ?? uuidv7(clock.nowMs()),
    format,
    agentName: agentNameOf(format),
    prompt,
    fileName,
    webhookUrl,
    idempotencyKey,
    fingerprint: idempotencyKey === null ? null : print,
  };
  // A repeated key counts before the run does: its run may be deleted by now.
  const earlier = idempotencyKey === null ? null : await findTaskByKey(database, { bucket, orgId, idempotencyKey });
  if (earlier !== null) return repeated(earlier, print);
  const store = request.runId === null ? enqueueWithNewRun : enqueueOnRun;
  const stored: { outcome: "enqueued" | "key_taken" | "run_unknown" } = await database.transaction((connection) =>
    store(connection, task),
  );
  if (stored.outcome === "run_unknown") return { outcome: "run_unknown" };
  if (stored.outcome === "key_taken") {
    if (idempotencyKey === null) throw new Error("a task without an idempotency key was not stored");
    const winner = await findTaskByKey(database, { bucket, orgId, idempotencyKey });
    if (winner === null) throw new Error("an idempotency key is taken by no task");
    return repeated(winner, print);
  }
  deps.onQueued();
  const row = await findTask(database, { bucket, orgId, taskId });
  if (row === null) throw new Error("a task that was just stored is not there");
  return { outcome: "queued", task: row };
}

function repeated(task: TaskRow, print: Buffer): EnqueueResult {
  return task.fingerprint?.equals(print) === true ? { outcome: "repeated", task } : { outcome: "key_conflict" };
}
