import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import {
  type EndedAttempt,
  recordEndedAttempts,
  recordRetriedAttempts,
  type RetriedAttempt,
} from "../storage/delivery/record-attempts.ts";
import { releaseDeliveries } from "../storage/delivery/release-deliveries.ts";

export interface Recorder {
  ended(bucket: number, row: EndedAttempt): void;
  retried(bucket: number, row: RetriedAttempt): void;
  released(bucket: number, leaseToken: string): void;
  /** Rows not yet committed. */
  backlog(): number;
  /** Resolves when everything handed over until now is committed. */
  flush(): Promise<void>;
}

interface Batch {
  ended: EndedAttempt[];
  retried: RetriedAttempt[];
  releasedTokens: string[];
}

/** Nobody waits for a record, so it waits for company: 0.154 → 0.129 ms a delivery at full load, 0.61 → 0.45 ms at 1,500 a second. */
const companyMs = 10;
const maxRows = 500;
const retryMs = 250;

/**
 * Writes down what happened, many in one commit, and tries again for as long as the database is away: what was sent meanwhile must be known before
 * anything is claimed again. What it holds is bounded by the node's concurrency, since nothing new is leased without the database (I9).
 */
export function createRecorder(deps: {
  database: Database;
  health: DatabaseHealth;
  log: Logger;
  onRetryWritten: () => void;
}): Recorder {
  const batches = new Map<number, Batch>();
  let size = 0;
  let working: Promise<void> | null = null;

  const batchOf = (bucket: number): Batch => {
    let batch = batches.get(bucket);
    if (batch === undefined) batches.set(bucket, (batch = { ended: [], retried: [], releasedTokens: [] }));
    return batch;
  };

  /** Repeats until the database took it. Rows that the database refuses for themselves are written one by one, and dropped where even that fails: the lease ends them as interrupted. */
  const write = async <Row>(
    rows: readonly Row[],
    statement: (rows: readonly Row[]) => Promise<void>,
  ): Promise<void> => {
    for (;;) {
      try {
        await statement(rows);
        deps.health.answered();
        return;
      } catch (error) {
        if (deps.health.failed(error) || isTransient(error)) {
          deps.log.warn({ err: error, rows: rows.length }, "could not record; trying again");
          await sleep(retryMs);
        } else if (rows.length > 1) {
          for (const row of rows) await write([row], statement);
          return;
        } else {
          deps.log.error({ err: error }, "an attempt could not be recorded");
          return;
        }
      }
    }
  };

  const writeBatch = async (bucket: number, batch: Batch): Promise<void> => {
    const { ended, retried, releasedTokens } = batch;
    await write(ended, (rows) => recordEndedAttempts(deps.database, { bucket, ended: rows }));
    await write(retried, (rows) => recordRetriedAttempts(deps.database, { bucket, retried: rows }));
    await write(releasedTokens, (leaseTokens) => releaseDeliveries(deps.database, { bucket, leaseTokens }));
    if (retried.length > 0 || releasedTokens.length > 0) deps.onRetryWritten();
    size -= ended.length + retried.length + releasedTokens.length;
  };

  const work = async (): Promise<void> => {
    while (size > 0) {
      await sleep(companyMs);
      for (const [bucket, batch] of batches) {
        const taken = {
          ended: batch.ended.splice(0, maxRows),
          retried: batch.retried.splice(0, maxRows),
          releasedTokens: batch.releasedTokens.splice(0, maxRows),
        };
        if (taken.ended.length + taken.retried.length + taken.releasedTokens.length > 0)
          await writeBatch(bucket, taken);
      }
    }
    working = null;
  };

  const added = (): void => {
    size++;
    working ??= work();
  };

  return {
    ended(bucket, row) {
      batchOf(bucket).ended.push(row);
      added();
    },
    retried(bucket, row) {
      batchOf(bucket).retried.push(row);
      added();
    },
    released(bucket, leaseToken) {
      batchOf(bucket).releasedTokens.push(leaseToken);
      added();
    },
    backlog: () => size,
    async flush() {
      while (working !== null) await working;
    },
  };
}

/** Deadlocks and serialization failures: the same statement may well succeed. */
function isTransient(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "40P01" || error.code === "40001" || error.code === "55P03")
  );
}
