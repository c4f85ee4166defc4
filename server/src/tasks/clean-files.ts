import { uuidv7Floor } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { findOrphanedFiles } from "../storage/files/file-pieces.ts";
import type { FileStore } from "../storage/files/file-store.ts";
import { findFilesOfDeletedRuns } from "../storage/files/find-files.ts";
import { removeFile } from "./remove-files.ts";

const everyMs = 3_600_000;
const dayMs = 86_400_000;
/** An upload that is older and has no row in `files` broke off: it can only be minutes old while it is under way. */
const orphanAfterMs = dayMs;
/** How far back a round looks, so that its cost does not grow with history: a node that runs within a week finds everything. */
const lookBackDays = 8;
const maxFiles = 500;

/** Removes what uploads and deletes that broke off left behind; gives the number of files. */
export async function cleanFiles(
  deps: { database: Connection; clock: Clock; files: FileStore },
  options: { bucket: number },
): Promise<number> {
  const { bucket } = options;
  const nowMs = deps.clock.nowMs();
  const orphans = await findOrphanedFiles(deps.database, {
    bucket,
    sinceId: uuidv7Floor(nowMs - lookBackDays * dayMs),
    untilId: uuidv7Floor(nowMs - orphanAfterMs),
    limit: maxFiles,
  });
  for (const fileId of orphans) await deps.files.remove({ bucket, fileId });
  const left = await findFilesOfDeletedRuns(deps.database, { bucket, days: lookBackDays, limit: maxFiles });
  for (const place of left) await removeFile(deps, place);
  return orphans.length + left.length;
}

/** Does it every hour. */
export function startCleaningFiles(
  deps: { database: Connection; clock: Clock; files: FileStore; onError: (error: unknown) => void },
  options: { buckets: readonly number[] },
): WorkLoop {
  return startWorkLoop({
    round: async () => {
      for (const bucket of options.buckets) {
        while ((await cleanFiles(deps, { bucket })) >= maxFiles);
      }
      return everyMs;
    },
    onError: deps.onError,
    retryMs: 60_000,
  });
}
