import { integerArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { taskColumns, type TaskRow } from "./task-row.ts";

const findStatement: Statement = {
  name: "find-task",
  text: `
select ${taskColumns} from tasks t left join files f on f.bucket = $1 and f.id = t.file_id
where t.bucket = $1 and t.org_id = $2 and t.id = $3`,
};

/** A task of an organisation; null for one that is unknown or somebody else's. */
export async function findTask(
  connection: Connection,
  input: { bucket: number; orgId: string; taskId: string },
): Promise<TaskRow | null> {
  const rows = await connection.run<TaskRow>(findStatement, [input.bucket, input.orgId, input.taskId]);
  return rows[0] ?? null;
}

const findByKeyStatement: Statement = {
  name: "find-task-by-idempotency-key",
  text: `
select ${taskColumns} from tasks t left join files f on f.bucket = $1 and f.id = t.file_id
where t.bucket = $1 and t.org_id = $2 and t.idempotency_key = $3`,
};

/** The task that an idempotency key made. */
export async function findTaskByKey(
  connection: Connection,
  input: { bucket: number; orgId: string; idempotencyKey: string },
): Promise<TaskRow | null> {
  const rows = await connection.run<TaskRow>(findByKeyStatement, [input.bucket, input.orgId, input.idempotencyKey]);
  return rows[0] ?? null;
}

/** Where a task is and who holds it, for agents: they know neither organisation nor bucket. */
export interface HeldTask {
  bucket: number;
  taskId: string;
  orgId: string;
  runId: string;
  format: string;
  status: string;
  fileName: string | null;
  leaseToken: string | null;
  leaseExpiresAt: Date | null;
  leaseIsOver: boolean;
}

const findHeldStatement: Statement = {
  name: "find-held-task",
  text: `
select bucket, id as "taskId", org_id as "orgId", run_id as "runId", format, status, file_name as "fileName", lease_token as "leaseToken",
  lease_expires_at as "leaseExpiresAt", coalesce(lease_expires_at <= clock_timestamp(), true) as "leaseIsOver"
from tasks where bucket = any($1::int[]) and id = $2`,
};

export async function findHeldTask(
  connection: Connection,
  input: { buckets: readonly number[]; taskId: string },
): Promise<HeldTask | null> {
  const rows = await connection.run<HeldTask>(findHeldStatement, [integerArray(input.buckets), input.taskId]);
  return rows[0] ?? null;
}

const endedStatement: Statement = {
  name: "ended-among-tasks",
  text: `
select id as "taskId" from tasks
where bucket = $1 and id = any($2::uuid[]) and status not in ('queued', 'running')`,
};

/** Those of some tasks that have ended: what all waiting callers of a node ask together. */
export async function endedAmong(
  connection: Connection,
  input: { bucket: number; taskIds: readonly string[] },
): Promise<string[]> {
  const rows = await connection.run<{ taskId: string }>(endedStatement, [input.bucket, uuidArray(input.taskIds)]);
  return rows.map((row) => row.taskId);
}
