import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { createClient } from "../../contract/src/index.ts";
import { type ChildServer, startChildServer } from "../../tests/support/child-server.ts";
import { type TestDatabase, withTestDatabase } from "../../tests/support/postgres.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer } from "../../tests/support/server.ts";
import { eventOf } from "./log-fixtures.ts";

const operatorKey = `op_live_${"S".repeat(28)}`;

function startNode(database: TestDatabase, env: Record<string, string> = {}): ChildServer {
  return startChildServer({
    env: {
      DATABASE_URL: database.connectionString,
      OVERTEN_SECRET_KEY: "s".repeat(32),
      OVERTEN_OPERATOR_KEY: operatorKey,
      OVERTEN_ALLOW_TARGETS: "127.0.0.0/8",
      HOST: "127.0.0.1",
      ...env,
    },
  });
}

async function rowsOf<Row extends pg.QueryResultRow>(database: TestDatabase, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** An organisation whose events go to a receiver that answers slowly. */
async function prepare(url: string, receiver: Receiver, answerAfterMs: number): Promise<string> {
  receiver.answerWith((_request, response) => void setTimeout(() => response.end("ok"), answerAfterMs));
  const operator = createClient({ baseUrl: url, apiKey: operatorKey });
  const { org_id, api_key } = await operator.call("createOrganization", { body: { name: "test" } });
  await createClient({ baseUrl: url, apiKey: api_key }).call("createWebhook", {
    body: { url: receiver.url, events: ["run.completed"] },
  });
  return org_id;
}

function postEvent(url: string, orgId: string, taskId: string): Promise<Response> {
  const event = {
    org_id: orgId,
    event: "run.completed",
    run_id: "run 1",
    task_id: taskId,
    agent_name: "a",
    format: "excel",
  };
  return fetch(`${url}/api/v1/operator/events`, {
    method: "POST",
    headers: { "x-api-key": operatorKey, "content-type": "application/json" },
    body: JSON.stringify(event),
  });
}

function taskIdsOf(receiver: Receiver): string[] {
  return receiver.requests.map((request) => {
    const { task_id: taskId }: { task_id: string } = JSON.parse(request.body.toString());
    return taskId;
  });
}

describe("SIGTERM", () => {
  it("under load loses nothing and sends nothing twice", { timeout: 60_000 }, async () => {
    const receiver = await startReceiver();
    await withTestDatabase(async (database) => {
      await using first = startNode(database);
      const url = await first.url();
      const orgId = await prepare(url, receiver, 300);

      const acknowledged: string[] = [];
      const unknown: string[] = [];
      let next = 0;
      let refused = 0;
      const send = async (): Promise<void> => {
        while (refused === 0 && next < 3000) {
          const taskId = `task ${next++}`;
          const answer = await postEvent(url, orgId, taskId).catch(() => null);
          if (answer === null) unknown.push(taskId);
          if (answer?.status === 202) acknowledged.push(taskId);
          else refused++;
        }
      };
      const sending = Promise.all(Array.from({ length: 8 }, send));
      await receiver.waitFor(150);
      const toldAtMs = performance.now();
      first.signal("SIGTERM");
      await sending;
      expect(await first.ended).toBe(0);
      expect(performance.now() - toldAtMs).toBeLessThan(20_000);
      expect(refused).toBeGreaterThan(0);

      const leased = await rowsOf(database, "select from due where lease_token is not null");
      expect(leased).toHaveLength(0);
      const deliveredByFirst = taskIdsOf(receiver).length;
      expect(deliveredByFirst).toBeLessThan(acknowledged.length);

      await using second = startNode(database);
      await second.url();
      const left = async (): Promise<number> => (await rowsOf(database, "select from due")).length;
      await expect.poll(left, { timeout: 30_000, interval: 100 }).toBe(0);
      const delivered = taskIdsOf(receiver);
      expect(new Set(delivered).size, "sent twice").toBe(delivered.length);
      const missing = acknowledged.filter((taskId) => !delivered.includes(taskId));
      expect(missing, "lost").toEqual([]);
      const strangers = delivered.filter((taskId) => !acknowledged.includes(taskId) && !unknown.includes(taskId));
      expect(strangers, "refused and sent").toEqual([]);
      const attempts = await rowsOf<{ outcome: string }>(database, "select outcome from attempts");
      expect(attempts.map((attempt) => attempt.outcome)).toEqual(delivered.map(() => "succeeded"));
    });
    await receiver.close();
  });

  it("refuses new work with 503 while it finishes what is in flight", { timeout: 40_000 }, async () => {
    const receiver = await startReceiver();
    await withTestDatabase(async (database) => {
      await using server = startNode(database);
      const url = await server.url();
      const orgId = await prepare(url, receiver, 2500);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await postEvent(url, orgId, "task 1")).status).toBe(202);
      await receiver.waitFor(1);

      server.signal("SIGTERM");
      await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { interval: 10 }).toBe(503);
      const ready = await fetch(`${url}/readyz`);
      expect(ready.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await ready.json()).toMatchObject({ success: false, error: "unavailable" });
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      const refused = await postEvent(url, orgId, "task 2");
      expect(refused.status).toBe(503);
      expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await refused.text()).toContain("This server is shutting down. Nothing was accepted");

      expect(await server.ended).toBe(0);
      expect(taskIdsOf(receiver)).toEqual(["task 1"]);
      const attempts = await rowsOf(database, "select task_id, outcome, http_status from attempts");
      expect(attempts).toEqual([{ task_id: "task 1", outcome: "succeeded", http_status: 200 }]);
      expect(await rowsOf(database, "select from due")).toEqual([]);
    });
    await receiver.close();
  });

  it("a second time ends the process at once, with 1", async () => {
    const receiver = await startReceiver();
    await withTestDatabase(async (database) => {
      await using server = startNode(database);
      const url = await server.url();
      const orgId = await prepare(url, receiver, 8000);
      await postEvent(url, orgId, "task 1");
      await receiver.waitFor(1);
      server.signal("SIGTERM");
      await server.waitFor(/finishing what is in flight/);
      const toldAtMs = performance.now();
      server.signal("SIGTERM");
      expect(await server.ended).toBe(1);
      expect(performance.now() - toldAtMs).toBeLessThan(1000);
    });
    await receiver.close();
  });

  it("during a start gives the start up", async () => {
    await using server = startChildServer({
      env: {
        DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
        OVERTEN_SECRET_KEY: "s".repeat(32),
        OVERTEN_OPERATOR_KEY: operatorKey,
      },
    });
    await server.waitFor(/Waiting for the database/);
    server.signal("SIGINT");
    expect(await server.ended).toBe(0);
  });

  it("starts no request any more, however long other parts take to end", { timeout: 60_000 }, async () => {
    await using node = await startTestServer({ env: { OVERTEN_DESTINATION_CONCURRENCY: "2" } });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void setTimeout(() => response.end("ok"), 200));
    const org = await node.addOrganization();
    await org.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    const ask = <Row>(text: string): Promise<Row[]> => node.databases.cold.run<Row>({ name: "test-stop", text }, []);
    const { stopped } = await node.databases.cold.transaction(async (connection) => {
      // The round that counts stats waits for this lock, and the stop waits for the round.
      await connection.run({ name: "test-lock", text: "lock table stats in exclusive mode" }, []);
      const waiting = "select 1 from pg_locks where not granted and relation = 'stats'::regclass";
      await expect.poll(async () => (await ask(waiting)).length, { timeout: 20_000 }).toBe(1);
      const events = Array.from({ length: 100 }, () => eventOf(org));
      await node.operator.call("ingestEvents", { body: { events } });
      await receiver.waitFor(2);
      const stopped = node.stop();
      const before = receiver.requests.length;
      for (let passed = 0; passed < 1500; passed += 100) {
        await sleep(100);
        await connection.run({ name: "test-awake", text: "select 1" }, []);
      }
      expect(receiver.requests.length).toBe(before);
      return { stopped };
    });
    await stopped;
    const leased = "select 1 from due where lease_token is not null";
    expect(await ask(leased)).toEqual([]);
    await receiver.close();
  });
});
