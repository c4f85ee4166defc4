import type { Connection, Statement } from "../../runtime/connection.ts";

export interface NewTask {
  bucket: number;
  taskId: string;
  orgId: string;
  runId: string;
  format: string;
  agentName: string;
  prompt: string;
  fileName: string | null;
  webhookUrl: string | null;
  idempotencyKey: string | null;
  fingerprint: Buffer | null;
}

/** Of two calls of one organisation the second waits here, and then sees which place the first got. */
const lockQueueStatement: Statement = {
  name: "lock-queue-of-organization",
  text: `select pg_advisory_xact_lock(hashtextextended('queue of ' || $1::uuid, 0))`,
};

/** Behind the organisation's own last task; where it has none, beside whoever is first. */
const place = `coalesce(
  (select place + 1 from tasks where bucket = $1 and org_id = $3 and status = 'queued' and format = $5 order by place desc limit 1),
  (select place from tasks where bucket = $1 and format = $5 and status = 'queued' order by place limit 1),
  0)`;

const taskInsert = `insert into tasks (bucket, id, org_id, run_id, format, agent_name, prompt, file_name, webhook_url, idempotency_key, fingerprint, place)`;
const onceAKey = `on conflict (bucket, org_id, idempotency_key) where idempotency_key is not null do nothing`;

const withNewRunStatement: Statement = {
  name: "enqueue-task-with-run",
  text: `
with task as (
  ${taskInsert} values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${place}) ${onceAKey} returning id
)
insert into runs (bucket, id, org_id, format, file_name) select $1, $4, $3, $5, $8 from task returning id`,
};

/** The run is held until the commit, so that a delete of it waits and then sees the task. */
const onRunStatement: Statement = {
  name: "enqueue-task-on-run",
  text: `
with run as (
  select id from runs where bucket = $1 and id = $4 and org_id = $3 and format = $5 and deleted_at is null for share
)
${taskInsert} select $1, $2, $3, run.id, $5, $6, $7, $8, $9, $10, $11, ${place} from run ${onceAKey} returning id`,
};

const findRunStatement: Statement = {
  name: "find-run-for-task",
  text: `select id from runs where bucket = $1 and id = $2 and org_id = $3 and format = $4 and deleted_at is null`,
};

/** Inside a transaction. Stores a task with a run of its own. `key_taken`: another task holds its idempotency key; nothing was stored. */
export async function enqueueWithNewRun(
  connection: Connection,
  task: NewTask,
): Promise<{ outcome: "enqueued" | "key_taken" }> {
  await connection.run(lockQueueStatement, [task.orgId]);
  const rows = await connection.run(withNewRunStatement, valuesOf(task));
  return { outcome: rows.length > 0 ? "enqueued" : "key_taken" };
}

/** Inside a transaction. Stores a task on a run of the same organisation and format that was not deleted. */
export async function enqueueOnRun(
  connection: Connection,
  task: NewTask,
): Promise<{ outcome: "enqueued" | "key_taken" | "run_unknown" }> {
  await connection.run(lockQueueStatement, [task.orgId]);
  const rows = await connection.run(onRunStatement, valuesOf(task));
  if (rows.length > 0) return { outcome: "enqueued" };
  const runs = await connection.run(findRunStatement, [task.bucket, task.runId, task.orgId, task.format]);
  return { outcome: runs.length > 0 ? "key_taken" : "run_unknown" };
}

function valuesOf(task: NewTask): unknown[] {
  const { bucket, taskId, orgId, runId, format, agentName, prompt, fileName, webhookUrl, idempotencyKey } = task;
  return [
    bucket,
    taskId,
    orgId,
    runId,
    format,
    agentName,
    prompt,
    fileName,
    webhookUrl,
    idempotencyKey,
    task.fingerprint,
  ];
}
