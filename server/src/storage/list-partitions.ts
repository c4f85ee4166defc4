import type { Connection, Statement } from "../runtime/connection.ts";
import { tablesByDate, tablesByUuidDay } from "./ensure-partitions.ts";

/** One day of a table. */
export interface Partition {
  table: string;
  name: string;
  fromMs: number;
  untilMs: number;
}

const dayMs = 86_400_000;
/** Partitions stay this much longer than the log promises: whoever asked at its edge still finds what he is shown. */
const logMarginMs = 2 * dayMs;
/** Idempotency is remembered for at least 72 h; accept looks back three days before the earlier of two at midnight. */
const eventKeysKeptMs = 5 * dayMs;

const listStatement: Statement = {
  name: "list-partitions",
  text: `
select p.relname as table, c.relname as name from pg_inherits i
join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
where p.relname = any($1::text[]) and c.relname ~ '_[0-9]{8}$' order by c.relname`,
};

/** Every day of every table that is cut by day, each table's oldest first. */
export async function listPartitions(connection: Connection): Promise<Partition[]> {
  const tables = [...tablesByUuidDay, ...tablesByDate];
  const rows = await connection.run<{ table: string; name: string }>(listStatement, [`{${tables.join(",")}}`]);
  return rows.map(({ table, name }) => {
    const fromMs = startOf(name);
    return { table, name, fromMs, untilMs: fromMs + dayMs };
  });
}

/** How long a day of a table stays after it is over. */
export function keptMs(table: string, logRetentionMs: number): number {
  return isByDate(table) ? eventKeysKeptMs : logRetentionMs + logMarginMs;
}

/** Whether a table is cut along a date, and nothing that is due needs its rows. */
export function isByDate(table: string): boolean {
  return (tablesByDate as readonly string[]).includes(table);
}

/** When the day in a partition's name begins, in Unix milliseconds. */
function startOf(name: string): number {
  const day = name.slice(-8);
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
}
