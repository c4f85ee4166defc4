import type { Connection, Statement } from "../runtime/connection.ts";

/** The PostgreSQL beneath, as far as this user may see it. */
export interface DatabaseFacts {
  version: string;
  sizeBytes: number;
  /** Of all its users together. */
  connections: number;
  /** Those that it gives to ordinary users. */
  maxConnections: number;
  /** Dead rows stay in everybody's way for as long as it is open. Null without any. */
  oldestTransaction: { startedAtMs: number; application: string; state: string } | null;
}

// Of others' sessions an ordinary user sees that they exist and little more: what has no type is counted as a client's.
const factsStatement: Statement = {
  name: "read-database",
  text: `
select split_part(current_setting('server_version'), ' ', 1) as version, pg_database_size(current_database())::float8 as "sizeBytes",
  (select count(*)::int from pg_stat_activity where datid is not null and coalesce(backend_type, 'client backend') = 'client backend') as connections,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true)::int, 0) as "maxConnections"`,
};

const transactionStatement: Statement = {
  name: "oldest-transaction",
  text: `
select (extract(epoch from xact_start) * 1000)::float8 as "startedAtMs", coalesce(application_name, '') as application, coalesce(state, '') as state
from pg_stat_activity
where datname = current_database() and xact_start is not null and backend_type = 'client backend' and pid <> pg_backend_pid()
order by xact_start limit 1`,
};

/** What an operator asks of a database first. */
export async function readDatabase(connection: Connection): Promise<DatabaseFacts> {
  const [facts] = await connection.run<Omit<DatabaseFacts, "oldestTransaction">>(factsStatement, []);
  if (facts === undefined) throw new Error("a select without a table returned no row");
  const [oldest] = await connection.run<NonNullable<DatabaseFacts["oldestTransaction"]>>(transactionStatement, []);
  return { ...facts, oldestTransaction: oldest ?? null };
}
