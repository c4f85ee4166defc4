import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { ensurePartitions, schemaLockKey } from "./ensure-partitions.ts";
import { oldServerRefusal } from "./old-server.ts";

export interface Migration {
  id: number;
  name: string;
  /** Code that does not know this migration cannot work with it; said by a first line `-- breaking`. */
  breaking: boolean;
  sql: string;
}

export class MigrationError extends Error {
  override name = "MigrationError";
}

/** Another number of buckets was asked for than the database was made with. */
export class BucketsError extends Error {
  override name = "BucketsError";
}

const bucketsOfNewDatabase = 1;
const migrationsFolder = new URL("../../migrations/", import.meta.url);

/** The numbered plain-SQL migrations beside the source, in order. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(migrationsFolder)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, migrationsFolder), "utf8");
      return {
        id: Number(name.slice(0, 4)),
        name: name.replace(/\.sql$/, ""),
        breaking: sql.startsWith("-- breaking"),
        sql,
      };
    }),
  );
}

/**
 * Brings a database to this version: each migration in a transaction of its own, its row inserted first and under a lock, so that of several
 * starters one does the work and the others wait. `buckets` null takes what is there, one in a new database. Throws MigrationError where PostgreSQL is too
 * old or a newer, breaking schema is found, and BucketsError.
 */
export async function migrate(
  deps: { connectionString: string; log: (message: string) => void },
  options: { buckets: number | null },
): Promise<{ applied: string[]; buckets: number }> {
  const client = new pg.Client({ connectionString: deps.connectionString, application_name: "overten migrate" });
  client.on("error", () => {}); // a lost connection also fails the query under way, which says so
  await client.connect();
  try {
    await refuseOldServer(client);
    await inLockedTransaction(client, async () => {
      await client.query(
        "create table if not exists migrations (id int primary key, name text not null, breaking boolean not null, applied_at timestamptz not null default now())",
      );
    });
    const migrations = await readMigrations();
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await applyMigration(client, migrations, migration)) {
        deps.log(`database: applied ${migration.name}`);
        applied.push(migration.name);
      }
    }
    await refuseNewerSchema(client, migrations);
    const buckets = await inLockedTransaction(client, async () => {
      const made = options.buckets ?? bucketsOfNewDatabase;
      await client.query("insert into deployment (buckets) values ($1) on conflict do nothing", [made]);
      await ensurePartitions(client);
      const found = await client.query<{ buckets: number }>("select buckets from deployment");
      return found.rows[0]?.buckets ?? made;
    });
    if (options.buckets !== null && buckets !== options.buckets) {
      throw new BucketsError(
        `OVERTEN_BUCKETS is ${options.buckets}, but this database was made with ${buckets}. The number cannot change later; leave OVERTEN_BUCKETS out, or set it to ${buckets}.`,
      );
    }
    return { applied, buckets };
  } finally {
    await client.end();
  }
}

/** Before anything is made: an older server would break somewhere in the middle. */
async function refuseOldServer(client: pg.Client): Promise<void> {
  const found = await client.query<{ version: number }>("select current_setting('server_version_num')::int as version");
  const refusal = oldServerRefusal(found.rows[0]?.version ?? 0);
  if (refusal !== null) throw new MigrationError(refusal);
}

async function applyMigration(client: pg.Client, known: readonly Migration[], migration: Migration): Promise<boolean> {
  return inLockedTransaction(client, async () => {
    await refuseNewerSchema(client, known);
    const mine = await client.query(
      "insert into migrations (id, name, breaking) values ($1, $2, $3) on conflict do nothing",
      [migration.id, migration.name, migration.breaking],
    );
    if (mine.rowCount === 0) return false;
    await client.query(migration.sql);
    return true;
  });
}

async function refuseNewerSchema(client: pg.Client, known: readonly Migration[]): Promise<void> {
  const newest = known.at(-1)?.id ?? 0;
  const newer = await client.query<{ name: string }>(
    "select name from migrations where id > $1 and breaking order by id limit 1",
    [newest],
  );
  const name = newer.rows[0]?.name;
  if (name !== undefined) {
    throw new MigrationError(
      `This database was migrated by a newer Overten (${name}), which this version cannot work with. Start the newer version.`,
    );
  }
}

async function inLockedTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [schemaLockKey]);
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}
