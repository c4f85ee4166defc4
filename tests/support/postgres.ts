import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { migrate } from "../../server/src/storage/migrate.ts";

export interface TestDatabase {
  readonly connectionString: string;
  /** Past the pooler, where the run has one. */
  readonly directConnectionString: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** The number of shards that it was made with; default 1. */
  readonly buckets?: 1 | 4;
}

// Any number: workers that want the same template at the same moment wait for the one that makes it.
const templateLock = 715_308;

/** A database of its own with the whole schema, cloned from a template in about 40 ms. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const buckets = options.buckets ?? 1;
  return await withAdmin(async (admin) => {
    const template = await ensureTemplate(admin, buckets);
    return await createFrom(admin, template);
  });
}

/** A database of its own without any schema. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return await withAdmin(async (admin) => await createFrom(admin, "template0"));
}

/** Runs a function with a database of its own and removes that afterwards, whatever happened. */
export async function withTestDatabase<T>(
  use: (database: TestDatabase) => Promise<T>,
  options: TestDatabaseOptions = {},
): Promise<T> {
  const database = await createTestDatabase(options);
  try {
    return await use(database);
  } finally {
    await database.drop();
  }
}

/** As a node reaches a database: through the pooler where the run has one. */
function nodeUrlOf(name: string): string {
  const pooler = inject("testPooler");
  return pooler === "" ? urlOf(name) : withDatabase(pooler, name);
}

function urlOf(name: string): string {
  return withDatabase(inject("testPostgres"), name);
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function withAdmin<T>(use: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: inject("testPostgres") });
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.end();
  }
}

async function createFrom(admin: pg.Client, template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await admin.query(`create database ${name} template ${template}`);
  const drop = async (): Promise<void> => {
    await withAdmin(async (other) => {
      await other.query(`drop database if exists ${name} with (force)`);
    });
  };
  return { connectionString: nodeUrlOf(name), directConnectionString: urlOf(name), drop };
}

async function ensureTemplate(admin: pg.Client, buckets: 1 | 4): Promise<string> {
  const template = `template_buckets_${buckets}`;
  await admin.query("select pg_advisory_lock($1)", [templateLock]);
  try {
    const found = await admin.query("select 1 from pg_database where datname = $1", [template]);
    if (found.rowCount === 0) await makeTemplate(admin, template, buckets);
    return template;
  } finally {
    await admin.query("select pg_advisory_unlock($1)", [templateLock]);
  }
}

/** Migrates under another name first: a template that exists is whole, even when a run of migrations fails. */
async function makeTemplate(admin: pg.Client, template: string, buckets: 1 | 4): Promise<void> {
  const draft = `${template}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft}`);
  const lines: string[] = [];
  try {
    await migrate({ connectionString: urlOf(draft), log: (line) => lines.push(line) }, { buckets });
  } catch (error) {
    throw new Error(
      `The migrations failed on an empty database with ${buckets} bucket(s). Their log: ${lines.join(" | ")}`,
      {
        cause: error,
      },
    );
  }
  await admin.query(`alter database ${draft} rename to ${template}`);
}
