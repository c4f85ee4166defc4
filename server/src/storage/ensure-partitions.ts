import { uuidv7Floor } from "../domain/uuid.ts";

/** What this needs of a PostgreSQL client: it runs inside the caller's transaction. */
export interface DdlClient {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** The transaction-level advisory lock of whoever changes the schema; session-level locks do not survive a pooler in transaction mode. */
export const schemaLockKey = 7_236_411_905;

const dayMs = 86_400_000;

/** Tables cut by day along a UUIDv7 column, and the one cut along a date. */
export const tablesByUuidDay = ["events", "attempts", "endings", "resends"] as const;
export const tablesByDate = ["event_keys"] as const;

/** Days made ahead: a node whose job was away for a long weekend still finds its partitions. */
const daysAhead = 4;

export function dayName(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10).replaceAll("-", "");
}

/**
 * The statements that make one table's partition for the UTC day that starts at `dayStartMs`: made apart and then attached, since `create … partition of`
 * locks the parent against everybody, and attaching does not.
 */
export function partitionStatements(table: string, dayStartMs: number): string[] {
  const byDate = (tablesByDate as readonly string[]).includes(table);
  const bound = (unixMs: number): string =>
    byDate ? new Date(unixMs).toISOString().slice(0, 10) : uuidv7Floor(unixMs);
  const name = `${table}_${dayName(dayStartMs)}`;
  return [
    `create table ${name} (like ${table} including all)`,
    `alter table ${table} attach partition ${name} for values from ('${bound(dayStartMs)}') to ('${bound(dayStartMs + dayMs)}')`,
  ];
}

/** Makes the partitions from yesterday to four days ahead, by the database's clock; returns the names it made. Callers keep each other out by a lock. */
export async function ensurePartitions(client: DdlClient): Promise<string[]> {
  const now = await client.query<{ nowMs: number }>(`select (extract(epoch from now()) * 1000)::float8 as "nowMs"`);
  const today = Math.floor((now.rows[0]?.nowMs ?? 0) / dayMs) * dayMs;
  const existing = await client.query<{ name: string }>(
    "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid",
  );
  const known = new Set(existing.rows.map((row) => row.name));
  const made: string[] = [];
  for (const table of [...tablesByUuidDay, ...tablesByDate]) {
    for (let day = -1; day <= daysAhead; day++) {
      const name = `${table}_${dayName(today + day * dayMs)}`;
      if (known.has(name)) continue;
      for (const statement of partitionStatements(table, today + day * dayMs)) await client.query(statement);
      made.push(name);
    }
  }
  return made;
}
