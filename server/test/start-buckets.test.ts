import pg from "pg";
import { describe, expect, it } from "vitest";
import { startChildCommand, startChildServer } from "../../tests/support/child-server.ts";
import { createTestDatabase, withTestDatabase } from "../../tests/support/postgres.ts";

const operatorKey = `op_live_${"A".repeat(28)}`;
const keys = { OVERTEN_SECRET_KEY: "s".repeat(32), OVERTEN_OPERATOR_KEY: operatorKey };

describe("a start with DATABASE_URL", () => {
  it("refuses another number of buckets than the database has", async () => {
    await withTestDatabase(async ({ connectionString }) => {
      const env = { ...keys, DATABASE_URL: connectionString, OVERTEN_BUCKETS: "2" };
      await using server = startChildServer({ env });
      await using migrating = startChildCommand(["migrate"], env);
      expect([await server.ended, await migrating.ended]).toEqual([2, 2]);
      for (const said of [server.stdout(), migrating.stderr()]) {
        expect(said).toContain("OVERTEN_BUCKETS is 2, but this database was made with 1");
        expect(said).not.toMatch(/^\s+at |node:internal/m);
      }
    });
  });

  it("takes as many buckets as the database has where nobody says how many", async () => {
    const database = await createTestDatabase({ buckets: 4 });
    const env = { ...keys, DATABASE_URL: database.connectionString, HOST: "127.0.0.1" };
    await using migrating = startChildCommand(["migrate"], env);
    expect([await migrating.ended, migrating.stderr()]).toEqual([0, ""]);
    await using server = startChildServer({ env });
    const url = await server.url();
    const headers = { "x-api-key": operatorKey, "content-type": "application/json" };
    const made = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const body = JSON.stringify({ name: "x" });
        return fetch(`${url}/api/v1/operator/organizations`, { method: "POST", headers, body });
      }),
    );
    expect(new Set(made.map((answer) => answer.status))).toEqual(new Set([201]));
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    const found = await client.query<{ n: number }>("select count(distinct bucket)::int as n from organizations");
    await client.end();
    expect(found.rows[0]?.n).toBeGreaterThan(1);
    server.signal("SIGTERM");
    await server.ended;
    await database.drop();
  });
});
