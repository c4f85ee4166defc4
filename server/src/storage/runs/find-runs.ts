import { integerArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import type { TaskStatus } from "../../domain/task-states.ts";

/** A document that was not deleted, with its latest turn. */
export interface RunRow {
  bucket: number;
  runId: string;
  orgId: string;
  format: string;
  /** Of the newest document, or what was asked for while there is none. */
  fileName: string | null;
  fileId: string | null;
  downloadUrl: string | null;
  summary: string | null;
  createdAt: Date;
  lastTaskId: string | null;
  lastTaskStatus: TaskStatus | null;
}

const select = `
select r.bucket, r.id as "runId", r.org_id as "orgId", r.format, coalesce(f.name, r.file_name) as "fileName", f.id as "fileId", r.download_url as "downloadUrl",
  r.summary, r.created_at as "createdAt", last.id as "lastTaskId", last.status as "lastTaskStatus"
from runs r
left join files f on f.bucket = r.bucket and f.id = r.file_id
left join lateral (
  select t.id, t.status from tasks t where t.bucket = r.bucket and t.run_id = r.id order by t.id desc limit 1
) last on true`;

const findStatement: Statement = {
  name: "find-run",
  text: `${select} where r.bucket = $1 and r.id = $2 and r.org_id = $3 and r.deleted_at is null`,
};

/** A run of an organisation; null for one that is unknown, deleted or somebody else's. */
export async function findRun(
  connection: Connection,
  input: { bucket: number; orgId: string; runId: string },
): Promise<RunRow | null> {
  const rows = await connection.run<RunRow>(findStatement, [input.bucket, input.runId, input.orgId]);
  return rows[0] ?? null;
}

const findAnywhereStatement: Statement = {
  name: "find-run-anywhere",
  text: `${select} where r.bucket = any($1::int[]) and r.id = $2 and r.deleted_at is null`,
};

/** A run by its id alone, for who holds a signed link to it. */
export async function findRunAnywhere(
  connection: Connection,
  input: { buckets: readonly number[]; runId: string },
): Promise<RunRow | null> {
  const rows = await connection.run<RunRow>(findAnywhereStatement, [integerArray(input.buckets), input.runId]);
  return rows[0] ?? null;
}

const listStatement: Statement = {
  name: "list-runs",
  text: `${select} where r.bucket = $1 and r.org_id = $2 and r.deleted_at is null and r.id < $3 order by r.id desc limit $4`,
};

/** Runs of an organisation, newest first, before an id. */
export async function listRuns(
  connection: Connection,
  input: { bucket: number; orgId: string; beforeId: string; limit: number },
): Promise<RunRow[]> {
  return connection.run<RunRow>(listStatement, [input.bucket, input.orgId, input.beforeId, input.limit]);
}
