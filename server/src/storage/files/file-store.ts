import { uuidv7 } from "../../domain/uuid.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Connection } from "../../runtime/connection.ts";
import { type FilePlace, readFilePiece, removeFilePieces, writeFilePiece } from "./file-pieces.ts";

/** Where the bytes of documents are kept. This one is PostgreSQL; an object store can take its place. */
export interface FileStore {
  /** Reads a stream to its end and keeps it. When the stream fails nothing stays, and this throws what it failed with. */
  write(input: { bucket: number; bytes: AsyncIterable<Uint8Array> }): Promise<FilePlace & { sizeBytes: number }>;
  /** The bytes in order; ends early when the file is removed meanwhile. */
  read(place: FilePlace): AsyncIterable<Buffer>;
  /** Removing what is not there is fine. */
  remove(place: FilePlace): Promise<void>;
}

const pieceBytes = 1024 * 1024;

/** Keeps files in the table `file_pieces`, 1 MiB a row, one row in memory at a time. Any node reads what another wrote. */
export function createFileStore(deps: { database: Connection; clock: Clock }): FileStore {
  const { database, clock } = deps;
  return {
    async write({ bucket, bytes }) {
      const fileId = uuidv7(clock.nowMs());
      let piece = 0;
      let sizeBytes = 0;
      try {
        for await (const full of inPieces(bytes)) {
          await writeFilePiece(database, { bucket, fileId, piece, bytes: full });
          piece += 1;
          sizeBytes += full.length;
        }
      } catch (error) {
        // What this cannot remove, because the database is away too, is found by its age (clean-files.ts).
        await removeFilePieces(database, { bucket, fileId }).catch(() => {});
        throw error;
      }
      return { bucket, fileId, sizeBytes };
    },
    async *read(place) {
      for (let piece = 0; ; piece += 1) {
        const bytes = await readFilePiece(database, { ...place, piece });
        if (bytes === null) return;
        yield bytes;
      }
    },
    remove: (place) => removeFilePieces(database, place),
  };
}

async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    let rest = chunk;
    while (length + rest.length >= pieceBytes) {
      const taken = rest.subarray(0, pieceBytes - length);
      yield Buffer.concat([...parts, taken]);
      parts = [];
      length = 0;
      rest = rest.subarray(taken.length);
    }
    if (rest.length === 0) continue;
    parts.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(parts);
}
