import type { Connection, Statement } from "../../runtime/connection.ts";

/** Where the bytes of a file are. */
export interface FilePlace {
  bucket: number;
  fileId: string;
}

const writeStatement: Statement = {
  name: "write-file-piece",
  text: `insert into file_pieces (bucket, file_id, piece, bytes) values ($1, $2, $3, $4)`,
};

export async function writeFilePiece(
  connection: Connection,
  input: FilePlace & { piece: number; bytes: Buffer },
): Promise<void> {
  await connection.run(writeStatement, [input.bucket, input.fileId, input.piece, input.bytes]);
}

const readStatement: Statement = {
  name: "read-file-piece",
  text: `select bytes from file_pieces where bucket = $1 and file_id = $2 and piece = $3`,
};

/** One piece, or null behind the last. */
export async function readFilePiece(
  connection: Connection,
  input: FilePlace & { piece: number },
): Promise<Buffer | null> {
  const rows = await connection.run<{ bytes: Buffer }>(readStatement, [input.bucket, input.fileId, input.piece]);
  return rows[0]?.bytes ?? null;
}

const removeStatement: Statement = {
  name: "remove-file-pieces",
  text: `delete from file_pieces where bucket = $1 and file_id = $2`,
};

export async function removeFilePieces(connection: Connection, place: FilePlace): Promise<void> {
  await connection.run(removeStatement, [place.bucket, place.fileId]);
}

const orphansStatement: Statement = {
  name: "orphaned-file-pieces",
  text: `
select distinct p.file_id as "fileId" from file_pieces p
where p.bucket = $1 and p.file_id >= $2::uuid and p.file_id < $3::uuid
  and not exists (select from files f where f.bucket = $1 and f.id = p.file_id)
limit $4`,
};

/** Files in a span of ids whose bytes came and whose task never ended with them: uploads that broke off. */
export async function findOrphanedFiles(
  connection: Connection,
  input: { bucket: number; sinceId: string; untilId: string; limit: number },
): Promise<string[]> {
  const { bucket, sinceId, untilId, limit } = input;
  const rows = await connection.run<{ fileId: string }>(orphansStatement, [bucket, sinceId, untilId, limit]);
  return rows.map((row) => row.fileId);
}
