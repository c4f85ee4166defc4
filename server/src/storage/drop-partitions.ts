import type { Connection, Database, Statement } from "../runtime/connection.ts";
import { uuidv7UnixMs } from "../domain/uuid.ts";
import { schemaLockKey, tablesByDate, tablesByUuidDay } from "./ensure-partitions.ts";

const dayMs = 86_400_000;
/** Partitions stay this much longer than the log promises: whoever asked at its edge still finds what he is shown. */
const logMarginMs = 2 * dayMs;
/** Idempotency is remembered for at least 72 h; accept looks back three days before the earlier of two at midnight. */
const eventKeysKeptMs = 5 * dayMs;

/** Dropping locks the table against everybody, so it waits for its turn no longer than the hot path may stand behind it. */
const lockTimeoutMs = 200;

const listStatement: Statement = {
  name: "list-partitions",
  text: `
select p.relname as table, c.relname as name from pg_inherits i
join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
where p.relname = any($1::text[]) and c.relname ~ '_[0-9]{8}$' order by c.relname`,
};

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
  const tables = [...tablesByUuidDay, ...tablesByDate];
  const partitions = await database.run<{ table: string; name: string }>(listStatement, [`{${tables.join(",")}}`]);
  const old = partitions.filter((partition) => endOf(partition.name) <= lastEnd(partition.table, input));
  const result: DroppedPartitions = { dropped: [], busy: [] };
  if (old.length === 0) return result;
  const [oldest] = await database.run<{ eventId: string }>(oldestStatement, []);
  const neededFromMs = oldest === undefined ? Infinity : uuidv7UnixMs(oldest.eventId);
  for (const { table, name } of old) {
    if (!isByDate(table) && endOf(name) > neededFromMs) continue;
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

function isByDate(table: string): boolean {
  return (tablesByDate as readonly string[]).includes(table);
}

function lastEnd(table: string, input: { nowMs: number; logFromMs: number }): number {
  return isByDate(table) ? input.nowMs - eventKeysKeptMs : input.logFromMs - logMarginMs;
}

/** When the day in a partition's name ends, in Unix milliseconds. */
function endOf(name: string): number {
  const day = name.slice(-8);
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`) + dayMs;
}
