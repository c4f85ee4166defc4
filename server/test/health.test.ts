import pg from "pg";
import { describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

async function readiness(server: TestServer): Promise<{ status: number; body: unknown; retryAfter: string | null }> {
  const answer = await fetch(`${server.url}/readyz`);
  return { status: answer.status, body: await answer.json(), retryAfter: answer.headers.get("retry-after") };
}

/** Runs a statement on the server's other databases' behalf: from outside the one that it is about. */
async function asAdmin(server: TestServer, statement: (database: string) => string): Promise<void> {
  const url = new URL(server.connectionString);
  const database = url.pathname.slice(1);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(statement(database));
  await client.end();
}

describe("/livez and /readyz", () => {
  it("answer without a key, and to HEAD", async () => {
    await using server = await startTestServer();
    expect(await readiness(server)).toEqual({ status: 200, body: { status: "ready" }, retryAfter: null });
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`, { method: "HEAD" })).status).toBe(200);
  });

  it("tell the database's absence, and its return", async () => {
    await using server = await startTestServer();
    await asAdmin(server, (name) => `alter database ${name} allow_connections false`);
    await asAdmin(server, (name) => `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    const away = await readiness(server);
    expect(away).toMatchObject({ status: 503, body: { success: false, error: "unavailable" } });
    expect(away.body).toMatchObject({ message: expect.stringContaining("The database does not answer") });
    expect(away.retryAfter).toMatch(/^\d+$/);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);

    await asAdmin(server, (name) => `alter database ${name} allow_connections true`);
    await expect.poll(async () => (await readiness(server)).status, { timeout: 10_000 }).toBe(200);
  });

  it("tell a database without all migrations", async () => {
    await using server = await startTestServer();
    await server.databases.cold.run(
      { name: "forget-migration", text: "delete from migrations where id = (select max(id) from migrations)" },
      [],
    );
    const behind = await readiness(server);
    expect(behind.status).toBe(503);
    expect(behind.body).toMatchObject({ message: expect.stringContaining("has not all migrations") });
  });
});
