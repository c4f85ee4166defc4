// What a 503 claims: "nothing was accepted" only where that is certain (contract §2, I10).
import { afterEach, describe, expect, it } from "vitest";
import { errorBodySchema } from "../../contract/src/index.ts";
import { type DatabaseWay, openDatabaseWay } from "../../tests/support/database-way.ts";
import { createTestDatabase } from "../../tests/support/postgres.ts";
import { startTestServer, testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import { eventOf } from "./log-fixtures.ts";
import { atEnd, endPeers } from "./loopback-peers.ts";
import { claimOne, counts, until } from "./task-worker.ts";

afterEach(endPeers);

/** A node whose way to the database can be cut, and one that keeps its own. */
async function start(): Promise<{ way: DatabaseWay; node: TestServer; other: TestServer }> {
  const { connectionString, drop } = await createTestDatabase();
  atEnd(drop);
  const way = await openDatabaseWay(connectionString);
  atEnd(() => way[Symbol.asyncDispose]());
  const env = { OVERTEN_ROLES: "api" };
  const node = await startTestServer({ connectionString: way.connectionString, env });
  atEnd(() => node[Symbol.asyncDispose]());
  const other = await startTestServer({ connectionString, env });
  atEnd(() => other[Symbol.asyncDispose]());
  return { way, node, other };
}

async function unavailable(answer: Response): Promise<{ message: string; run_id?: string; task_id?: string }> {
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  const { error, run_id, task_id, ...rest } = errorBodySchema.strict().parse(await answer.json());
  expect(error).toBe("unavailable");
  return { message: rest.message, ...(run_id && task_id ? { run_id, task_id } : {}) };
}

describe("a 503 of an event", () => {
  it.each(["one event", "a batch"])(
    "says that it is not known, and sending again makes no second: %s",
    async (what) => {
      const { way, node, other } = await start();
      const organization = await other.addOrganization();
      const event = eventOf(organization, { task_id: "lost" });
      const body = JSON.stringify(what === "a batch" ? { events: [event, eventOf(organization)] } : event);
      const send = (to: TestServer): Promise<Response> =>
        to.request("POST", "/operator/events", { key: testOperatorKey, body });
      const stored = (): Promise<unknown> => counts(other, "select count(*)::int as n from events");

      way.cutAfter(what === "a batch" ? "commit" : "insert into event_keys");
      const { message } = await unavailable(await send(node));
      expect(message).toMatch(/it is not known whether it was carried out/);
      expect(message).toMatch(/same task_id and event, is not taken twice/);
      expect(message).not.toContain("Nothing was accepted");
      const n = what === "a batch" ? 2 : 1;
      await until(stored, (found) => (found as { n: number }).n === n);

      // Nothing listens there any more, as when PostgreSQL is stopped.
      await way[Symbol.asyncDispose]();
      expect((await unavailable(await send(node))).message).toContain(
        "The database does not answer right now. Nothing was accepted",
      );
      const again = await send(other);
      expect([again.status, await again.text()]).toEqual([202, expect.stringContaining(`"duplicate":true`)]);
      expect(await stored()).toEqual({ n });
    },
  );
});

describe("a 503 of a generation", () => {
  it.each([
    ["with an idempotency key", { idempotency_key: "once" }, /same idempotency key it makes no second document/, 1],
    ["without one", {}, /Look in GET \/tasks before you send it again/, 2],
  ])("says what sending again does %s", async (_, more, advice, tasks) => {
    const { way, node, other } = await start();
    const { apiKey } = await other.addOrganization();
    const body = JSON.stringify({ prompt: "A table", async: true, ...more });
    const send = (): Promise<Response> => node.request("POST", "/excel/generate", { key: apiKey, body });
    way.loseCommitOf("insert into tasks");
    const { message } = await unavailable(await send());
    way.cut();
    expect(message).toMatch(/it is not known/);
    expect(message).toMatch(advice);
    // With the database away the key cannot be looked up: the request goes no further.
    expect((await unavailable(await send())).message).toContain(
      "The database does not answer right now. Nothing was accepted",
    );
    way.restore();
    await until(send, (answer) => answer.status === 202);
    expect(await counts(other, "select count(*)::int as n from tasks")).toEqual({ n: tasks });
  });

  it("has the ids of a task that was taken", async () => {
    const { way, node, other } = await start();
    const { apiKey } = await other.addOrganization();
    const body = JSON.stringify({ prompt: "A table" });
    const waiting = node.request("POST", "/excel/generate", { key: apiKey, body });
    const claimed = await claimOne(other);
    // The node learns of the end, and meets a dead connection when it looks what became of the task.
    way.cutAfter("t.error_message as");
    const { task_id, lease_token } = claimed;
    const error = { code: "x", message: "y" };
    await other.operator.call("failTask", { params: { task_id }, body: { lease_token, error } });
    const refused = await unavailable(await waiting);
    expect(refused).toMatchObject({ task_id, run_id: claimed.run_id });
    expect(refused.message).toMatch(/was taken.+GET \/tasks/);
  });
});

describe("a 503 of another change", () => {
  it("says that it is not known, and to look", async () => {
    const { way, node, other } = await start();
    const organization = await other.addOrganization();
    const body = JSON.stringify({ name: "lost" });
    way.loseCommitOf("insert into api_keys");
    const answer = await node.request("POST", "/api-keys", { key: organization.apiKey, body });
    expect((await unavailable(answer)).message).toMatch(/it is not known.+Look at the present state/);
    const { api_keys: keys } = await organization.client.call("listApiKeys");
    expect(keys.map((key) => key.name)).toContain("lost");
  });
});
