// The first screen of a development start says nothing that is not so, whatever was set.
import { existsSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ChildServer, startChildServer } from "../../tests/support/child-server.ts";
import { createEmptyDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { makeTestFolder } from "../../tests/support/test-cluster.ts";
import { endPeers, listening } from "./loopback-peers.ts";

const operatorKey = `op_live_${"o".repeat(28)}`;

let cwd = "";
let database: TestDatabase;
beforeEach(async () => {
  cwd = await makeTestFolder();
  database = await createEmptyDatabase();
});
afterEach(async () => {
  await endPeers();
  await database.drop();
  await rm(cwd, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}): ChildServer {
  const own = { OVERTEN_SECRET_KEY: "s".repeat(32), OVERTEN_OPERATOR_KEY: operatorKey };
  return startChildServer({
    cwd,
    env: { OVERTEN_ENV: "development", DATABASE_URL: database.connectionString, ...own, ...env },
  });
}

async function screenOf(server: ChildServer): Promise<string> {
  await server.waitFor(/Ctrl-C stops it/);
  server.signal("SIGTERM");
  await server.ended;
  return server.stdout();
}

describe("the first screen", () => {
  it("shows no command that would be refused, and says what to set", async () => {
    await using server = start({ OVERTEN_ALLOW_TARGETS: "10.0.0.0/8" });
    const screen = await screenOf(server);
    expect(screen).not.toMatch(/curl|--demo/);
    expect(screen).toMatch(/^Webhooks may not go to the inbox .+ Add 127\.0\.0\.1 to it, and start again\.$/m);
  });

  it("says of its key only what it knows, once it opens nothing", { timeout: 60_000 }, async () => {
    await using first = start({ OVERTEN_BOOTSTRAP_API_KEY: `sk_live_${"a".repeat(28)}` });
    expect(await screenOf(first)).toContain(`sk_live_${"a".repeat(28)} (organisation "default")`);
    await using second = start();
    const screen = await screenOf(second);
    expect(screen).toMatch(
      /API key +one that you made \(the key of data\/keys\/api-key opens nothing in this database\)/,
    );
    expect(screen).toContain("YOUR_API_KEY");
    await using third = start({ OVERTEN_BOOTSTRAP_API_KEY: `sk_live_${"b".repeat(28)}` });
    expect(await screenOf(third)).toContain("the key of OVERTEN_BOOTSTRAP_API_KEY opens nothing");
  });

  it("comes with the keys that settings do not have, and no others", async () => {
    await using server = start();
    await screenOf(server);
    expect(existsSync(join(cwd, "data/keys/operator-key"))).toBe(false);
    expect(existsSync(join(cwd, "data/keys/secret-key"))).toBe(false);
    const keyFile = join(cwd, "data/keys/api-key");
    expect(await readFile(keyFile, "utf8")).toMatch(/^sk_live_/);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  });
});

describe("a port that is taken", () => {
  it("is noticed before anything is made", async () => {
    const { port } = await listening(createServer());
    await using server = startChildServer({ cwd, env: { PORT: String(port) } });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(
      new RegExp(`^Overten cannot start\\. Port ${port} on 127\\.0\\.0\\.1 is in use .+ PORT=${port + 1}\\.$`, "m"),
    );
    expect(server.stdout()).toBe("");
    expect(existsSync(join(cwd, "data"))).toBe(false);
  });
});
