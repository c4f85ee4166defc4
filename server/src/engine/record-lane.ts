import { setTimeout as sleep } from "node:timers/promises";
import { isRefusedValue } from "../runtime/database-pool.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";

/** Rows of one kind on their way into the database, in the order in which they came. */
export interface RecordLane<Row> {
  add(bucket: number, row: Row): void;
  /** Rows not yet written. */
  backlog(): number;
  /** Resolves when what was added until now is written, whatever comes after it. */
  flush(): Promise<void>;
}

/** Nobody waits for a record, so it waits for company: 0.154 → 0.129 ms a delivery at full load, 0.61 → 0.45 ms at 1,500 a second. */
const companyMs = 10;
const maxRows = 500;
const retryMs = 250;

/** Gathers rows and writes them bucket by bucket; `write` is repeated until the database took them, which its lease tokens make safe. */
export function createRecordLane<Row>(
  deps: { health: DatabaseHealth; log: Logger },
  write: (bucket: number, rows: readonly Row[]) => Promise<void>,
): RecordLane<Row> {
  const waiting: { bucket: number; row: Row }[] = [];
  const flushes: { upTo: number; resolve: () => void }[] = [];
  let added = 0;
  let written = 0;
  let working = false;

  /** Rows that the database refuses for themselves are written one by one, and dropped where even that fails: the lease ends them as interrupted. */
  const writeAll = async (bucket: number, rows: readonly Row[]): Promise<void> => {
    for (;;) {
      try {
        await write(bucket, rows);
        deps.health.answered();
        return;
      } catch (error) {
        deps.health.failed(error);
        if (!isRefusedValue(error)) {
          deps.log.warn({ err: error, rows: rows.length }, "could not record; trying again");
          await sleep(retryMs);
        } else if (rows.length > 1) {
          for (const row of rows) await writeAll(bucket, [row]);
          return;
        } else {
          deps.log.error({ err: error }, "an attempt could not be recorded");
          return;
        }
      }
    }
  };

  const work = async (): Promise<void> => {
    working = true;
    while (waiting.length > 0) {
      await sleep(companyMs);
      const batch = waiting.splice(0, maxRows);
      const byBucket = Map.groupBy(batch, (entry) => entry.bucket);
      for (const [bucket, entries] of byBucket) {
        await writeAll(
          bucket,
          entries.map((entry) => entry.row),
        );
      }
      written += batch.length;
      while (flushes[0] !== undefined && flushes[0].upTo <= written) flushes.shift()?.resolve();
    }
    working = false;
  };

  return {
    add(bucket, row) {
      waiting.push({ bucket, row });
      added++;
      if (!working) void work();
    },
    backlog: () => added - written,
    flush: () =>
      written === added ? Promise.resolve() : new Promise((resolve) => void flushes.push({ upTo: added, resolve })),
  };
}
