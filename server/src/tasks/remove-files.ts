import type { Connection } from "../runtime/connection.ts";
import type { FilePlace } from "../storage/files/file-pieces.ts";
import type { FileStore } from "../storage/files/file-store.ts";
import { findFilesOfRun } from "../storage/files/find-files.ts";
import { forgetFile } from "../storage/files/record-file.ts";

/** Removes the bytes and then the row of a file: in this order, so that what breaks off is found again. */
export async function removeFile(deps: { database: Connection; files: FileStore }, place: FilePlace): Promise<void> {
  await deps.files.remove(place);
  await forgetFile(deps.database, place);
}

/** Removes what a deleted run leaves. */
export async function removeFilesOfRun(
  deps: { database: Connection; files: FileStore },
  run: { bucket: number; runId: string },
): Promise<void> {
  for (const place of await findFilesOfRun(deps.database, run)) await removeFile(deps, place);
}
