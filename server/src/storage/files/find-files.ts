import { integerArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import type { FilePlace } from "./file-pieces.ts";
import type { StoredFile } from "./record-file.ts";

const columns = `f.bucket, f.id as "fileId", f.org_id as "orgId", f.run_id as "runId", f.name, f.content_type as "contentType", f.size_bytes as "sizeBytes"`;

const findStatement: Statement = {
  name: "find-file",
  text: `
select ${columns} from files f join runs r on r.bucket = f.bucket and r.id = f.run_id
where f.bucket = any($1::int[]) and f.id = $2 and r.deleted_at is null`,
};

/** A file by its id alone, for who holds a signed link to it; null once its run is deleted. */
export async function findFile(
  connection: Connection,
  input: { buckets: readonly number[]; fileId: string },
): Promise<StoredFile | null> {
  const rows = await connection.run<Omit<StoredFile, "sizeBytes"> & { sizeBytes: string }>(findStatement, [
    integerArray(input.buckets),
    input.fileId,
  ]);
  const row = rows[0];
  return row === undefined ? null : { ...row, sizeBytes: Number(row.sizeBytes) };
}

const ofRunStatement: Statement = {
  name: "files-of-run",
  text: `select bucket, id as "fileId" from files where bucket = $1 and run_id = $2`,
};

/** All files that the turns of a run left. */
export async function findFilesOfRun(
  connection: Connection,
  input: { bucket: number; runId: string },
): Promise<FilePlace[]> {
  return connection.run<FilePlace>(ofRunStatement, [input.bucket, input.runId]);
}

const ofDeletedRunsStatement: Statement = {
  name: "files-of-deleted-runs",
  text: `
select f.bucket, f.id as "fileId" from runs r join files f on f.bucket = $1 and f.run_id = r.id
where r.bucket = $1 and r.deleted_at > now() - make_interval(days => $2::int) and r.deleted_at < now() - interval '1 minute'
limit $3`,
};

/** Files that a delete of their run did not get to remove. */
export async function findFilesOfDeletedRuns(
  connection: Connection,
  input: { bucket: number; days: number; limit: number },
): Promise<FilePlace[]> {
  return connection.run<FilePlace>(ofDeletedRunsStatement, [input.bucket, input.days, input.limit]);
}
