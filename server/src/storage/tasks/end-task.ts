import type { Connection, Statement } from "../../runtime/connection.ts";
import type { Lease } from "./hold-lease.ts";

/** What an event tells of a task that has just ended. */
export interface EndedTask {
  bucket: number;
  taskId: string;
  runId: string;
  orgId: string;
  format: string;
  agentName: string;
  webhookUrl: string | null;
  finishedAt: Date;
}

const ended = `finished_at = clock_timestamp(), phase = null`;
const returning = `returning bucket, id as "taskId", run_id as "runId", org_id as "orgId", format, agent_name as "agentName", webhook_url as "webhookUrl", finished_at as "finishedAt"`;
const held = `bucket = $1 and id = $2 and lease_token = $3 and status = 'running' and lease_expires_at > clock_timestamp()`;

/** What a turn leaves: a file that lives here, or links to where its agent keeps it. */
export interface TaskResult {
  fileId: string | null;
  downloadUrl: string | null;
  editUrl: string | null;
  summary: string;
}

const completeStatement: Statement = {
  name: "complete-task",
  text: `
update tasks set status = 'completed', progress = 1, file_id = $4, download_url = $5, edit_url = $6, summary = $7, ${ended}
where ${held} ${returning}`,
};

/** Ends a task well, under its lease; null when the lease is lost. */
export async function completeTask(
  connection: Connection,
  input: Lease & { result: TaskResult },
): Promise<EndedTask | null> {
  const { bucket, taskId, leaseToken, result } = input;
  const values = [bucket, taskId, leaseToken, result.fileId, result.downloadUrl, result.editUrl, result.summary];
  const rows = await connection.run<EndedTask>(completeStatement, values);
  return rows[0] ?? null;
}

export interface TaskFailure {
  code: string;
  message: string;
}

const failStatement: Statement = {
  name: "fail-task",
  text: `update tasks set status = 'failed', error_code = $4, error_message = $5, ${ended} where ${held} ${returning}`,
};

/** Ends a task with an error, under its lease; null when the lease is lost. */
export async function failTask(
  connection: Connection,
  input: Lease & { error: TaskFailure },
): Promise<EndedTask | null> {
  const { bucket, taskId, leaseToken, error } = input;
  const rows = await connection.run<EndedTask>(failStatement, [bucket, taskId, leaseToken, error.code, error.message]);
  return rows[0] ?? null;
}

const failDeadStatement: Statement = {
  name: "fail-dead-task",
  text: `
update tasks set status = 'failed', deaths = deaths + 1, error_code = $4, error_message = $5, ${ended}
where bucket = $1 and id = $2 and status = 'running' and lease_expires_at <= clock_timestamp() and deaths + 1 >= $3 ${returning}`,
};

/** Ends a task whose lease ran out for the last time; null when that is no longer so. */
export async function failDeadTask(
  connection: Connection,
  input: { bucket: number; taskId: string; maxDeaths: number; error: TaskFailure },
): Promise<EndedTask | null> {
  const { bucket, taskId, maxDeaths, error } = input;
  const values = [bucket, taskId, maxDeaths, error.code, error.message];
  const rows = await connection.run<EndedTask>(failDeadStatement, values);
  return rows[0] ?? null;
}

const expireStatement: Statement = {
  name: "expire-task",
  text: `
update tasks set status = 'expired', error_code = $4, error_message = $5, ${ended}
where bucket = $1 and id = $2 and status = 'queued' and created_at <= now() - make_interval(hours => $3::int) ${returning}`,
};

/** Ends a task that waited too long; null when that is no longer so. */
export async function expireTask(
  connection: Connection,
  input: { bucket: number; taskId: string; queueHours: number; error: TaskFailure },
): Promise<EndedTask | null> {
  const { bucket, taskId, queueHours, error } = input;
  const values = [bucket, taskId, queueHours, error.code, error.message];
  const rows = await connection.run<EndedTask>(expireStatement, values);
  return rows[0] ?? null;
}

const cancelStatement: Statement = {
  name: "cancel-task",
  text: `
update tasks set status = 'cancelled', ${ended}
where bucket = $1 and org_id = $2 and id = $3 and status in ('queued', 'running') returning id`,
};

/** Cancels a task that has not ended; false when there is none. Its lease stays, so that its agent's next heartbeat tells. */
export async function cancelTask(
  connection: Connection,
  input: { bucket: number; orgId: string; taskId: string },
): Promise<boolean> {
  const rows = await connection.run(cancelStatement, [input.bucket, input.orgId, input.taskId]);
  return rows.length > 0;
}
