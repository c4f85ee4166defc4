import type { Connection, Database, Statement } from "../runtime/connection.ts";
import { uuidv7UnixMs } from "../domain/uuid.ts";
import { schemaLockKey } from "./ensure-partitions.ts";
import { isByDate, keptMs, listPartitions } from "./list-partitions.ts";

/** Dropping locks the table against everybody, so it waits for its turn no longer than the hot path may stand behind it. */
const lockTimeoutMs = 200;

const oldestStatement: Statement = {
  name: "oldest-due-event",
  text: `select event_id as "eventId" from due order by event_id limit 1`,
};

const lockStatement: Statement = {
  name: "take-schema-lock",
  text: `select pg_try_advisory_xact_lock($1) as taken, set_config('lock_timeout', $2, true)`,
};

export interface DroppedPartitions {
  dropped: string[];
  /** Somebody was reading them, or another node was at it: to be tried again. */
  busy: string[];
}

/**
 * Drops the days that have left the log: each in a transaction of its own, under a short lock. A day that something in `due` points into stays (I1): what
 * is pending needs its event, and nothing of a delivery is older than that.
 */
export async function dropPartitions(
  database: Database,
  input: { nowMs: number; logFromMs: number },
): Promise<DroppedPartitions> {
  const { nowMs, logFromMs } = input;
  const partitions = await listPartitions(database);
  const old = partitions.filter(({ table, untilMs }) => untilMs + keptMs(table, nowMs - logFromMs) <= nowMs);
  const result: DroppedPartitions = { dropped: [], busy: [] };
  if (old.length === 0) return result;
  const [oldest] = await database.run<{ eventId: string }>(oldestStatement, []);
  const neededFromMs = oldest === undefined ? Infinity : uuidv7UnixMs(oldest.eventId);
  for (const { table, name, untilMs } of old) {
    if (!isByDate(table) && untilMs > neededFromMs) continue;
    if (await dropOne(database, name)) result.dropped.push(name);
    else result.busy.push(name);
  }
  return result;
}

async function dropOne(database: Database, name: string): Promise<boolean> {
  try {
    return await database.transaction(async (connection: Connection) => {
      const [lock] = await connection.run<{ taken: boolean }>(lockStatement, [schemaLockKey, String(lockTimeoutMs)]);
      if (lock?.taken !== true) return false;
      await connection.run({ name: `drop-${name}`, text: `drop table if exists ${name}` }, []);
      return true;
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "55P03") return false; // lock_not_available
    throw error;
  }
}
