// What the operator sees of the deployment.
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../../contract/src/index.ts";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import { eventOf, until } from "./log-fixtures.ts";

const dayMs = 86_400_000;

const read = (server: TestServer): Promise<System> => server.operator.call("getSystem", {});
const run = (server: TestServer, text: string, values: unknown[] = []) =>
  server.databases.cold.run({ name: "system-test", text }, values);
const nodesOf = async (server: TestServer): Promise<string[]> => {
  const { nodes } = await read(server);
  return nodes.map((node) => `${node.name} ${node.alive ? "alive" : "silent"}`);
};
const nameOf = (server: TestServer): string => `${hostname()}:${new URL(server.url).port}`;

describe.each([1, 4])("the system, with %i buckets", (buckets) => {
  let server: TestServer;
  beforeAll(async () => {
    const env = { OVERTEN_BUCKETS: String(buckets), OVERTEN_ROLES: "api", OVERTEN_FORMATS: "excel,word" };
    server = await startTestServer({ env });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  it("is for the operator alone", async () => {
    const organization = await server.addOrganization();
    const viewer = await organization.client.call("createApiKey", { body: { name: "v", role: "viewer" } });
    for (const key of [organization.apiKey, viewer.api_key]) {
      expect((await server.request("GET", "/operator/system", { key })).status).toBe(403);
    }
    expect((await server.request("GET", "/operator/system")).status).toBe(401);
    expect((await server.request("GET", "/operator/system", { key: testOperatorKey })).status).toBe(200);
  });

  it("lists the nodes: one that comes, one that stops in order, one that fell silent", async () => {
    const { nodes } = await until(
      () => read(server),
      (system) => system.nodes.length > 0,
    );
    expect(nodes).toEqual([
      {
        node_id: expect.stringMatching(/^node_[0-9A-HJKMNP-TV-Z]{26}$/),
        name: nameOf(server),
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        roles: ["api"],
        alive: true,
        started_at: expect.stringMatching(/Z$/),
        seen_at: expect.stringMatching(/Z$/),
        in_flight: 0,
        event_loop_lag_ms: expect.any(Number),
        clock_ahead_ms: expect.any(Number),
      },
    ]);
    // Both run on the machine of the database: what is left is how well its clock was read.
    expect(Math.abs(nodes[0]?.clock_ahead_ms ?? Infinity)).toBeLessThan(1000);

    const { connectionString } = server;
    const second = await startTestServer({ connectionString, env: { OVERTEN_BUCKETS: String(buckets) } });
    await until(
      () => nodesOf(server),
      (names) => names.length === 2,
    );
    expect(await nodesOf(server)).toEqual([`${nameOf(server)} alive`, `${nameOf(second)} alive`]);
    await second[Symbol.asyncDispose]();
    expect(await nodesOf(server)).toEqual([`${nameOf(server)} alive`]);

    await run(
      server,
      `insert into nodes select gen_random_uuid(), name || d.died, version, roles, started_at - interval '1 day', seen_at - d.died::interval, 3, 0, 0
        from nodes, unnest(array['1 minute', '2 hours']) as d(died)`,
    );
    const removed = await until(
      () => nodesOf(server),
      (names) => names.length === 2,
    );
    expect(removed).toEqual([`${nameOf(server)}1 minute silent`, `${nameOf(server)} alive`]);
    await run(server, "delete from nodes where name like '%1 minute'");
  });

  it("counts what is due by when it is due, and what a node holds", async () => {
    const idle = (await read(server)).backlog;
    expect(idle).toEqual({ due: 0, oldest_due_at: null, in_flight: 0, waiting_destinations: 0 });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void setTimeout(() => response.end(), 1000));
    const [one, other] = [await server.addOrganization(), await server.addOrganization()];
    const beganMs = Date.now() - 1000;
    for (const organization of [one, one, other]) {
      await server.operator.call("ingestEvents", { body: eventOf(organization, { webhook_url: receiver.url }) });
    }
    const { backlog } = await read(server);
    expect(backlog).toMatchObject({ due: 3, in_flight: 0, waiting_destinations: 2 });
    expect(Date.parse(backlog.oldest_due_at ?? "")).toBeGreaterThan(beganMs);
    // For later: it waits, and is not due.
    await run(server, "update due set due_at = due_at + interval '1 hour' where org_id = $1", [other.orgId]);
    await run(server, "update waiting set next_due_at = next_due_at + interval '1 hour' where org_id = $1", [
      other.orgId,
    ]);
    expect((await read(server)).backlog).toMatchObject({ due: 2, waiting_destinations: 2 });

    await using sender = await startTestServer({
      connectionString: server.connectionString,
      env: { OVERTEN_BUCKETS: String(buckets) },
    });
    await receiver.waitFor(2);
    expect((await read(server)).backlog).toMatchObject({ due: 0, oldest_due_at: null, in_flight: 2 });
    await sender.stop();
    expect((await read(server)).backlog).toMatchObject({ due: 0, in_flight: 0, waiting_destinations: 1 });
    await receiver.close();
  });

  it("shows the database: what it promises, who holds it up, and how full it is", async () => {
    const [row] = await run(
      server,
      `select split_part(current_setting('server_version'), ' ', 1) as version, current_setting('fsync') as fsync, pg_database_size(current_database())::float8 as size`,
    );
    const { version, fsync, size } = row as { version: string; fsync: string; size: number };
    const client = new pg.Client({ connectionString: server.connectionString, application_name: "a slow dump" });
    await client.connect();
    await client.query("begin; select 1");
    await sleep(50);
    const { database } = await read(server);
    await client.query("rollback");
    await client.end();
    expect(database.version).toBe(version);
    expect(database.durability).toEqual([
      { name: "fsync", value: fsync, safe: fsync !== "off" },
      { name: "full_page_writes", value: expect.any(String), safe: expect.any(Boolean) },
      { name: "synchronous_commit", value: expect.any(String), safe: expect.any(Boolean) },
    ]);
    expect(database.size_bytes).toBeGreaterThan(size / 2);
    expect(database.connections).toBeGreaterThan(1);
    expect(database.max_connections).toBeGreaterThan(database.connections);
    expect(database.oldest_transaction?.application).toBe("a slow dump");
    expect(database.oldest_transaction?.state).toBe("idle in transaction");
  });

  it("says which days are kept, and when the next goes", async () => {
    const { partitions } = await read(server);
    const today = Math.floor(Date.now() / dayMs) * dayMs;
    const at = (ms: number): string => new Date(ms).toISOString();
    const tables = Object.fromEntries(partitions.map(({ table, ...rest }) => [table, rest]));
    const from = today - dayMs;
    expect(tables["attempts"]).toEqual({
      from: at(from),
      until: at(today + 5 * dayMs),
      days_kept: 32,
      next_drop_at: at(from + 33 * dayMs),
    });
    expect(tables["event_keys"]).toMatchObject({ days_kept: 5, next_drop_at: at(from + 6 * dayMs) });
    expect(Object.keys(tables).sort()).toEqual(["attempts", "endings", "event_keys", "events", "resends"]);
  });

  it("counts the tasks of each format", async () => {
    const none = { queued: 0, running: 0, oldest_queued_at: null };
    expect((await read(server)).tasks).toEqual([
      { format: "excel", ...none },
      { format: "word", ...none },
    ]);
    const [one, other] = [await server.addOrganization(), await server.addOrganization()];
    const tasks: string[] = [];
    for (const { client } of [one, one, other]) {
      const body = { prompt: "a report", async: true };
      const started = await client.call("generate", { params: { format: "word" }, body });
      tasks.push(started.task_id);
    }
    await server.operator.call("claimTasks", { body: { formats: ["word"] } });
    const oldest = await other.client.call("listTasks", { query: {} });
    const [, word] = (await read(server)).tasks;
    expect(word).toMatchObject({ format: "word", queued: 2, running: 1 });
    expect(Date.parse(word?.oldest_queued_at ?? "")).toBeLessThanOrEqual(
      Date.parse(oldest.tasks[0]?.created_at ?? "") + 1,
    );
    expect(tasks).toHaveLength(3);
  });
});
