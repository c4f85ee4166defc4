import pg from "pg";

/** What one of the pooler's sessions holds between transactions; it would meet whoever gets that session next. */
export interface Leftovers {
  pid: number;
  prepared: number;
  channels: number;
  advisoryLocks: number;
  cursors: number;
  temporary: boolean;
  /** Settings of the session, except those that the pooler itself keeps for each client and those that each transaction begins with anew. */
  settings: string[];
}

const keptByPooler = ["application_name", "client_encoding", "DateStyle", "standard_conforming_strings", "TimeZone"];

/** Looks into every session that the pooler has for this database: as many transactions at once as it has sessions, 5. */
export async function readLeftovers(connectionString: string): Promise<Leftovers[]> {
  const pool = new pg.Pool({ connectionString, max: 5 });
  const clients = await Promise.all(Array.from({ length: 5 }, () => pool.connect()));
  try {
    return await Promise.all(
      clients.map(async (client) => {
        await client.query("begin");
        const found = await client.query<Leftovers>(
          `
select pg_backend_pid() as pid, (select count(*)::int from pg_prepared_statements where name <> '') as prepared,
  (select count(*)::int from pg_listening_channels()) as channels,
  (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as "advisoryLocks",
  (select count(*)::int from pg_cursors where name <> '') as cursors, pg_my_temp_schema() <> 0 as temporary,
  array(select name from pg_settings where source = 'session' and name !~ '^transaction_' and name <> all($1::text[]) order by name) as settings`,
          [keptByPooler],
        );
        const [row] = found.rows;
        if (row === undefined) throw new Error("no row");
        return row;
      }),
    );
  } finally {
    for (const client of clients) {
      await client.query("rollback");
      client.release();
    }
    await pool.end();
  }
}
