import type { Connection, Statement } from "../../runtime/connection.ts";
import type { FilePlace } from "./file-pieces.ts";

/** A file whose bytes are stored. */
export interface StoredFile extends FilePlace {
  orgId: string;
  runId: string;
  name: string;
  contentType: string;
  sizeBytes: number;
}

const recordStatement: Statement = {
  name: "record-file",
  text: `insert into files (bucket, id, org_id, run_id, name, content_type, size_bytes) values ($1, $2, $3, $4, $5, $6, $7)`,
};

/** Makes stored bytes a file that can be found: part of the transaction that ends the task. */
export async function recordFile(connection: Connection, file: StoredFile): Promise<void> {
  const { bucket, fileId, orgId, runId, name, contentType, sizeBytes } = file;
  await connection.run(recordStatement, [bucket, fileId, orgId, runId, name, contentType, sizeBytes]);
}

const forgetStatement: Statement = {
  name: "forget-file",
  text: `delete from files where bucket = $1 and id = $2`,
};

/** Removes a file's row; its bytes are to be gone before. */
export async function forgetFile(connection: Connection, place: FilePlace): Promise<void> {
  await connection.run(forgetStatement, [place.bucket, place.fileId]);
}
