import pg from "pg";
import { describe, expect, it } from "vitest";
import { startChildCommand, startChildServer } from "../../tests/support/child-server.ts";
import { createEmptyDatabase, withTestDatabase } from "../../tests/support/postgres.ts";
import { migrate, MigrationError, readMigrations } from "../src/storage/migrate.ts";

const keys = { OVERTEN_SECRET_KEY: "s".repeat(32), OVERTEN_OPERATOR_KEY: `op_live_${"A".repeat(28)}` };

/** As a newer version leaves a database. */
async function addMigration(connectionString: string, migration: { name: string; breaking: boolean }): Promise<void> {
  await withClient(connectionString, async (client) => {
    const values = [Number(migration.name.slice(0, 4)), migration.name, migration.breaking];
    await client.query("insert into migrations (id, name, breaking) values ($1, $2, $3)", values);
  });
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

describe("a database that a newer version has migrated", () => {
  it("is refused where that breaks this version: by a migration, a start and the command", async () => {
    await withTestDatabase(async ({ connectionString }) => {
      await addMigration(connectionString, { name: "9001-harmless", breaking: false });
      await addMigration(connectionString, { name: "9002-other-shape", breaking: true });
      const migrating = migrate({ connectionString, log: () => {} }, { buckets: null });
      await expect(migrating).rejects.toThrow(MigrationError);
      await expect(migrating).rejects.toThrow(/newer Overten \(9002-other-shape\).+Start the newer version/);

      const env = { ...keys, DATABASE_URL: connectionString };
      await using server = startChildServer({ env });
      await using command = startChildCommand(["migrate"], env);
      expect([await server.ended, await command.ended]).toEqual([1, 1]);
      for (const said of [server.stdout(), command.stderr()]) expect(said).toContain("9002-other-shape");
    });
  });

  it("is refused before anything of this version's is added to it", async () => {
    const database = await createEmptyDatabase();
    const { connectionString } = database;
    const known = await readMigrations();
    // Our last migration is one that the newer version never had.
    await migrate({ connectionString, log: () => {} }, { buckets: 1 });
    const last = known.at(-1)?.id ?? 0;
    await withClient(connectionString, (client) => client.query("delete from migrations where id = $1", [last]));
    await addMigration(connectionString, { name: "9002-other-shape", breaking: true });
    await expect(migrate({ connectionString, log: () => {} }, { buckets: 1 })).rejects.toThrow(MigrationError);
    const { rows } = await withClient(connectionString, (client) =>
      client.query<{ id: number }>("select id from migrations order by id"),
    );
    expect(rows.map((row) => row.id)).toEqual([...known.slice(0, -1).map((migration) => migration.id), 9002]);
    await database.drop();
  });

  it("is taken where this version can work with it", async () => {
    await withTestDatabase(async ({ connectionString }) => {
      await addMigration(connectionString, { name: "9001-harmless", breaking: false });
      expect(await migrate({ connectionString, log: () => {} }, { buckets: null })).toEqual({
        applied: [],
        buckets: 1,
      });
    });
  });
});
