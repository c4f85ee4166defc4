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
import { createRecordLane } from "./record-lane.ts";

export interface Recorder {
  ended(bucket: number, row: EndedAttempt): void;
  retried(bucket: number, row: RetriedAttempt): void;
  released(bucket: number, leaseToken: string): void;
  /** Rows not yet committed. */
  backlog(): number;
  /** Resolves when everything handed over until now is committed. */
  flush(): Promise<void>;
}

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
  const { database } = deps;
  // A lane each: retries may wait for a row of `waiting` that somebody holds, and successes must not wait with them.
  const ended = createRecordLane<EndedAttempt>(deps, (bucket, rows) =>
    recordEndedAttempts(database, { bucket, ended: rows }),
  );
  const retried = createRecordLane<RetriedAttempt>(deps, async (bucket, rows) => {
    await recordRetriedAttempts(database, { bucket, retried: rows });
    deps.onRetryWritten();
  });
  const released = createRecordLane<string>(deps, async (bucket, leaseTokens) => {
    await releaseDeliveries(database, { bucket, leaseTokens });
    deps.onRetryWritten();
  });
  const lanes = [ended, retried, released];
  return {
    ended: ended.add,
    retried: retried.add,
    released: released.add,
    backlog: () => lanes.reduce((sum, lane) => sum + lane.backlog(), 0),
    async flush() {
      await Promise.all(lanes.map((lane) => lane.flush()));
    },
  };
}
