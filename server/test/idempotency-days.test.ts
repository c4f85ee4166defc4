// Contract §6: a key is remembered for at least 72 hours, so for the three days before the one on which an event comes again. What was kept is moved to
// earlier days in the database; nobody's clock is touched.
import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import { partitionStatements } from "../src/storage/ensure-partitions.ts";
import { runMaintenance } from "../src/storage/maintenance/run-maintenance.ts";
import { eventOf } from "./log-fixtures.ts";

const dayMs = 86_400_000;

const run = (server: TestServer, text: string, values: unknown[] = []): Promise<{ count: number }[]> =>
  server.databases.cold.run({ name: "test-days", text }, values);

/** Makes the partitions of the days before yesterday, as if the server had run then. */
async function addDays(server: TestServer, days: readonly number[]): Promise<void> {
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  for (const daysAgo of days) {
    for (const text of partitionStatements("event_keys", today - daysAgo * dayMs)) await run(server, text);
  }
}

describe.each([1, 4])("what was sent before, with %i buckets", (buckets) => {
  it("is known for three days more, whatever maintenance drops, and on any node", async () => {
    const env = { OVERTEN_BUCKETS: String(buckets), OVERTEN_LOG_RETENTION_DAYS: "1" };
    await using server = await startTestServer({ env });
    await using other = await startTestServer({ env, connectionString: server.connectionString });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await addDays(server, [2, 3, 4, 5, 6]);
    const plain = eventOf(organization, { task_id: "plain" });
    const keyed = { ...eventOf(organization, { task_id: "keyed" }), idempotency_key: "a key" };
    const send = async (node: TestServer, body: object): Promise<{ status: number; text: string }> => {
      const answer = await node.request("POST", "/operator/events", {
        key: testOperatorKey,
        body: JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const duplicate = { status: 202, text: expect.stringContaining(`"duplicate":true`) };
    const fresh = { status: 202, text: expect.stringContaining(`"duplicate":false`) };
    for (const body of [plain, keyed]) expect(await send(server, body)).toEqual(fresh);
    await receiver.waitFor(2);

    for (let daysAgo = 1; daysAgo <= 3; daysAgo++) {
      await run(server, "update event_keys set day = day - 1");
      const nowMs = Date.now();
      await runMaintenance(server.databases.cold, { nowMs, logFromMs: nowMs - dayMs, buckets });
      for (const node of [server, other]) {
        for (const body of [plain, keyed, { events: [plain, keyed] }]) {
          expect(await send(node, body), `${daysAgo} days later`).toEqual(duplicate);
        }
        const changed = { ...keyed, summary: "something else" };
        expect(await send(node, changed), `${daysAgo} days later`).toMatchObject({ status: 409 });
      }
    }
    expect(await run(server, "select count(*)::int as count from events")).toEqual([{ count: 2 }]);
    expect(receiver.requests).toHaveLength(2);

    // Once it is forgotten, the same is a new event, and not an error of any kind.
    await run(server, "update event_keys set day = day - 2");
    expect(await send(server, plain)).toEqual(fresh);
    await receiver.waitFor(3);
    await receiver.close();
  });
});
