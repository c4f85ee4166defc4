import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { startChildCommand, startChildServer } from "../../tests/support/child-server.ts";
import { createEmptyDatabase, createTestDatabase, withTestDatabase } from "../../tests/support/postgres.ts";
import { makeTestFolder, stopLeftover } from "../../tests/support/test-cluster.ts";
import { waitForDatabase } from "../src/main/wait-for-database.ts";

const secretKey = "a secret key of at least thirty-two characters";
const operatorKey = `op_live_${"A".repeat(28)}`;
const keys = { OVERTEN_SECRET_KEY: secretKey, OVERTEN_OPERATOR_KEY: operatorKey };

function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^\s+at /m);
  expect(text).not.toContain("node:internal");
}

describe("npm start", () => {
  it("shows one screen, keeps its key, owns its folder, and survives kill -9", { timeout: 60_000 }, async () => {
    const cwd = await makeTestFolder();
    try {
      await using first = startChildServer({ cwd });
      const url = await first.url();
      await first.waitFor(/Ctrl-C stops it/);
      const screen = first.stdout();
      const [apiKey = ""] = /sk_live_[A-Za-z0-9]{28}/.exec(screen) ?? [];
      expect(screen).toContain(`curl ${url}/api/v1/excel/generate`);
      expect(screen).toContain(`"webhook_url": "${url}/inbox/hello"`);
      expect(screen).toContain("to this machine too");
      expect(screen).toContain(join(cwd, "data"));
      expect(screen).toContain("data/keys/operator-key");
      expect(screen).not.toMatch(/op_live_|whsec_|postgres:\/\//);
      expect(screen).not.toContain("\u001B["); // no terminal, no colour
      expect(first.stderr()).toBe("");

      const keyFile = join(cwd, "data", "keys", "api-key");
      expect(await readFile(keyFile, "utf8")).toBe(apiKey);
      expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
      const verified = await fetch(`${url}/api/v1/verify`, { headers: { "x-api-key": apiKey } });
      expect(await verified.json()).toMatchObject({ org_name: "default" });
      expect((await fetch(`${url}/readyz`)).status).toBe(200);

      await using second = startChildServer({ cwd });
      expect(await second.ended).toBe(1);
      expect(second.stderr()).toContain(`is in use by process ${first.pid}`);
      expect(second.stderr()).toContain("OVERTEN_DATA_DIR");
      expectNoStack(second.stderr());

      first.signal("SIGKILL");
      expect(await first.ended).toBe(null);
      await using third = startChildServer({ cwd });
      await third.waitFor(/Ctrl-C stops it/);
      expect(third.stdout()).toContain(apiKey);
      const again = await fetch(`${await third.url()}/api/v1/verify`, { headers: { "x-api-key": apiKey } });
      expect(again.status).toBe(200);
      third.signal("SIGINT");
      expect(await third.ended).toBe(0);
    } finally {
      await stopLeftover(join(cwd, "data", "postgres"));
      await rm(cwd, { recursive: true, force: true });
    }
  });

  it("reports all wrong settings together", async () => {
    await using server = startChildServer({
      env: { PORT: "eighty", OVERTEN_BUCKETS: "0", OVERTEN_RETRY_SCHEDULE: "soon", DATABASE_URL: "postgres://db/x" },
    });
    expect(await server.ended).toBe(2);
    for (const name of [
      "PORT",
      "OVERTEN_BUCKETS",
      "OVERTEN_RETRY_SCHEDULE",
      "OVERTEN_SECRET_KEY",
      "OVERTEN_OPERATOR_KEY",
    ])
      expect(server.stderr()).toMatch(new RegExp(`^  ${name} .+\\.$`, "m"));
    expectNoStack(server.stderr());
  });

  it("says which port is taken", async () => {
    const taken = createServer();
    const port = await listen(taken);
    await withTestDatabase(async (database) => {
      await using server = startChildServer({
        env: { ...keys, PORT: String(port), OVERTEN_ENV: "production", DATABASE_URL: database.connectionString },
      });
      expect(await server.ended).toBe(1);
      expect(server.stdout()).toContain(`Port ${port} on 0.0.0.0 is in use by another program`);
      expectNoStack(server.stdout() + server.stderr());
    });
    await close(taken);
  });

  it("says that a data folder cannot be used", async () => {
    const dir = await mkdtemp(join(tmpdir(), "overten-start-"));
    await writeFile(join(dir, "data"), "a file");
    await using server = startChildServer({ cwd: dir });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(/^Overten cannot start\. The data folder .+ OVERTEN_DATA_DIR\.$/m);
    expectNoStack(server.stderr());
    await rm(dir, { recursive: true });
  });
});

describe("a start with DATABASE_URL", () => {
  it("writes JSON alone in production, and no secret", async () => {
    await withTestDatabase(async ({ connectionString }) => {
      const apiKey = `sk_live_${"B".repeat(28)}`;
      const misspelt = { OVERTEN_BUCKET: "1" };
      const env = { ...keys, ...misspelt, DATABASE_URL: connectionString, OVERTEN_BOOTSTRAP_API_KEY: apiKey };
      await using server = startChildServer({ env: { ...env, HOST: "127.0.0.1" } });
      const url = await server.url();
      const verified = await fetch(`${url}/api/v1/verify`, { headers: { "x-api-key": apiKey } });
      expect(await verified.json()).toMatchObject({ org_name: "default" });
      expect((await fetch(`${url}/inbox/a`)).status).toBe(404);
      server.signal("SIGTERM");
      expect(await server.ended).toBe(0);
      const lines = server.stdout().trim().split("\n");
      expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => "object"));
      expect(lines.filter((line) => line.includes("PUBLIC_URL is not set"))).toHaveLength(1);
      expect(lines.filter((line) => line.includes("did you mean OVERTEN_BUCKETS?"))).toHaveLength(1);
      const password = new URL(connectionString).password;
      for (const secret of [apiKey, secretKey, operatorKey, password, "whsec_"])
        expect(server.stdout()).not.toContain(secret);
      expect(server.stderr()).toBe("");
    });
  });

  it("refuses in production what a crash would lose, and shouts in development (I12)", async () => {
    await withTestDatabase(async ({ connectionString }) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      const name = pg.escapeIdentifier(new URL(connectionString).pathname.slice(1));
      await client.query(`alter database ${name} set synchronous_commit = off`);
      await client.end();
      const env = { ...keys, DATABASE_URL: connectionString };

      await using production = startChildServer({ env });
      expect(await production.ended).toBe(1);
      expect(production.stdout()).toContain("PostgreSQL runs with synchronous_commit = off");
      expectNoStack(production.stdout());

      const dir = await makeTestFolder();
      await using development = startChildServer({ env: { ...env, OVERTEN_ENV: "development" }, cwd: dir });
      await development.waitFor(/WARNING PostgreSQL runs with synchronous_commit = off: a crash can lose events/);
      await rm(dir, { recursive: true });
    });
  });

  it(
    "refuses a secret key that does not open what is stored, takes it beside the one that does, and then alone",
    { timeout: 60_000 },
    async () => {
      await withTestDatabase(async ({ connectionString }) => {
        const start = (secret: string): ReturnType<typeof startChildServer> =>
          startChildServer({
            env: {
              ...keys,
              DATABASE_URL: connectionString,
              OVERTEN_SECRET_KEY: secret,
              OVERTEN_BOOTSTRAP_API_KEY: `sk_live_${"B".repeat(28)}`,
            },
          });
        await using first = start(secretKey);
        await first.url();
        first.signal("SIGTERM");
        await first.ended;
        const other = "another secret key of at least thirty-two characters";
        await using wrong = start(other);
        expect(await wrong.ended).toBe(1);
        expect(wrong.stdout()).toContain("webhook secrets that OVERTEN_SECRET_KEY does not open");
        expect(wrong.stdout()).not.toContain(other);
        expectNoStack(wrong.stdout());
        await using both = start(`${other},${secretKey}`);
        expect((await fetch(`${await both.url()}/readyz`)).status).toBe(200);
        expect(both.stdout()).toContain("sealed with the first key of OVERTEN_SECRET_KEY; the second can go");
        both.signal("SIGTERM");
        await both.ended;
        await using rotated = start(other);
        const headers = { "x-api-key": `sk_live_${"B".repeat(28)}` };
        expect((await fetch(`${await rotated.url()}/api/v1/verify`, { headers })).status).toBe(200);
      });
    },
  );

  it("waits for a database that starts later, and says so", async () => {
    const database = await createTestDatabase();
    const reports: string[] = [];
    const gate = createServer();
    const port = await listen(gate);
    await close(gate);
    const url = new URL(database.connectionString);
    const { port: realPort } = url;
    url.port = String(port);
    const deps = { report: (line: string) => void reports.push(line), signal: new AbortController().signal };
    const waiting = waitForDatabase(deps, { connectionString: url.href });
    await expect.poll(() => reports.length).toBe(1);
    const proxy = proxyTo(Number(realPort));
    await listen(proxy.server, port);
    await waiting;
    expect(reports[0]).toMatch(
      new RegExp(`^Waiting for the database at 127\\.0\\.0\\.1:${port}/test_\\w+ \\(.*ECONNREFUSED`),
    );
    expect(reports.join(" ")).not.toContain(url.password);
    await proxy.close();
    await database.drop();
  });

  it("gives up after its time, and at once where waiting mends nothing", async () => {
    const deps = { report: () => {}, signal: new AbortController().signal };
    const closed = createServer();
    const port = await listen(closed);
    await close(closed);
    await expect(
      waitForDatabase(deps, { connectionString: `postgres://u:hush@127.0.0.1:${port}/x`, waitMs: 50 }),
    ).rejects.toThrow(
      /^The database at 127\.0\.0\.1:\d+\/x did not answer for 0 s \(.*ECONNREFUSED.*check DATABASE_URL\.$/,
    );

    await withTestDatabase(async ({ connectionString }) => {
      const missing = new URL(connectionString);
      missing.pathname = "/nowhere";
      await using server = startChildServer({ env: { ...keys, DATABASE_URL: missing.href } });
      expect(await server.ended).toBe(1);
      expect(server.stdout()).toContain("has no such database");
      missing.password = "wrong";
      await using stranger = startChildServer({ env: { ...keys, DATABASE_URL: missing.href } });
      expect(await stranger.ended).toBe(1);
      expect(stranger.stdout()).toContain("does not let this user in");
      expectNoStack(server.stdout() + stranger.stdout());
    });
  });
});

describe("the overten command", () => {
  it("migrates a database and stops", async () => {
    const database = await createEmptyDatabase();
    const env = { DATABASE_URL: database.connectionString };
    await using first = startChildCommand(["migrate"], env);
    expect(await first.ended).toBe(0);
    expect(first.stdout()).toContain("applied 0001-organizations");
    await using again = startChildCommand(["migrate"], env);
    expect(await again.ended).toBe(0);
    expect(again.stdout()).toBe("The database is up to date.\n");
    await database.drop();
  });

  it("helps, and tells what it does not understand", async () => {
    await using help = startChildCommand(["--help"]);
    await using version = startChildCommand(["--version"]);
    await using wrong = startChildCommand(["swerve"]);
    await using nowhere = startChildCommand(["migrate"]);
    expect([await help.ended, await version.ended, await wrong.ended, await nowhere.ended]).toEqual([0, 0, 2, 2]);
    expect(help.stdout()).toContain("overten <command>");
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(wrong.stderr()).toContain("overten --help");
    expect(nowhere.stderr()).toContain("Set DATABASE_URL");
  });
});

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, port === 0 ? "0.0.0.0" : "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Passes connections on to a port of this machine. */
function proxyTo(port: number): { server: Server; close: () => Promise<void> } {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    near.pipe(far).pipe(near);
  });
  return {
    server,
    async close() {
      for (const socket of sockets) socket.destroy();
      await close(server);
    },
  };
}
