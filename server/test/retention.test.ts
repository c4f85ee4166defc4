import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import { decodeId } from "../src/domain/ids.ts";
import { dayName, tablesByUuidDay } from "../src/storage/ensure-partitions.ts";
import { runMaintenance } from "../src/storage/maintenance/run-maintenance.ts";
import { addOldDay, eventOf, moveBack, sendAndSettle, shifted } from "./log-fixtures.ts";

const dayMs = 86_400_000;

async function partitionsOf(server: TestServer): Promise<string[]> {
  const rows = await server.databases.cold.run<{ name: string }>(
    {
      name: "partitions",
      text: "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'r'",
    },
    [],
  );
  return rows.map((row) => row.name);
}

const namesOf = (daysAgo: number): string[] =>
  tablesByUuidDay.map((table) => `${table}_${dayName(Date.now() - daysAgo * dayMs)}`);

function maintain(server: TestServer, retentionDays: number) {
  const nowMs = Date.now();
  return runMaintenance(server.databases.cold, { nowMs, logFromMs: nowMs - retentionDays * dayMs, buckets: 1 });
}

describe("maintenance", () => {
  it("drops the days that left the log two days ago, and none that something due points into", async () => {
    await using server = await startTestServer({ env: { OVERTEN_RETRY_SCHEDULE: "3600" } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    for (const daysAgo of [20, 12, 9, 8, 7]) await addOldDay(server, daysAgo);
    await sendAndSettle(server, organization, [eventOf(organization, { task_id: "a" })]);
    const { deliveries } = await organization.client.call("listDeliveries", { query: {} });
    await moveBack(server, deliveries[0]?.delivery_id ?? "", 20);

    // Still to be sent, of an event of 12 days ago.
    receiver.answerWith((_request, response) => void response.writeHead(500).end());
    await server.operator.call("ingestEvents", { body: eventOf(organization, { task_id: "b" }) });
    await receiver.waitFor(2);
    const pending = await organization.client.call("listDeliveries", { query: { task_id: "b" } });
    const eventId = decodeId("event", pending.deliveries[0]?.event_id ?? "") ?? "";
    for (const [table, column] of [
      ["events", "id"],
      ["due", "event_id"],
    ]) {
      await server.databases.cold.run(
        { name: `age-${table}`, text: `update ${table} set ${column} = $2 where ${column} = $1` },
        [eventId, shifted(eventId, 12)],
      );
    }
    const before = await partitionsOf(server);
    const first = await maintain(server, 5);
    expect(first.dropped.sort()).toEqual(namesOf(20).sort());
    expect(first.busy).toEqual([]);
    expect((await partitionsOf(server)).length).toBe(before.length - namesOf(20).length);

    await server.databases.cold.run({ name: "nothing-due", text: "delete from due" }, []);
    const second = await maintain(server, 5);
    // Seven days ago has just left the log by two days only at its end: it stays until tomorrow.
    expect(second.dropped.sort()).toEqual([...namesOf(12), ...namesOf(9), ...namesOf(8)].sort());
    expect(await partitionsOf(server)).toEqual(expect.arrayContaining(namesOf(7)));
    expect(await maintain(server, 5)).toEqual({ made: [], dropped: [], busy: [] });
    await receiver.close();
  });

  it("waits for nobody who reads, and lets nobody wait", async () => {
    await using server = await startTestServer({ env: { OVERTEN_LOG_RETENTION_DAYS: "100" } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await addOldDay(server, 40);
    await server.databases.cold.transaction(async (reader) => {
      await reader.run({ name: "read", text: "select count(*) from attempts" }, []);
      const startedAt = performance.now();
      const blocked = await maintain(server, 30);
      expect(blocked.busy).toEqual(expect.arrayContaining(namesOf(40).filter((name) => name.startsWith("attempts"))));
      expect(performance.now() - startedAt).toBeLessThan(3000);
      await sendAndSettle(server, organization, [eventOf(organization)]);
      expect(receiver.requests).toHaveLength(1);
    });
    expect((await maintain(server, 30)).busy).toEqual([]);
    expect(await partitionsOf(server)).not.toEqual(expect.arrayContaining(namesOf(40).slice(0, 1)));
    await receiver.close();
  });

  it("makes today's partitions within seconds where there are none, as after a sleep of days", async () => {
    await using server = await startTestServer();
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    const ahead = (await partitionsOf(server)).filter((name) => name.slice(-8) >= dayName(Date.now()));
    await server.databases.cold.run({ name: "drop", text: `drop table ${ahead.join(", ")}` }, []);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    const send = (): Promise<Response> =>
      server.request("POST", "/operator/events", {
        key: testOperatorKey,
        body: JSON.stringify(eventOf(organization, { task_id: "a" })),
      });
    const first = await send();
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    await expect.poll(async () => (await send()).status, { timeout: 10_000 }).toBe(202);
    await receiver.waitFor(1);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await receiver.close();
  });

  it("makes missing days without waiting for a transaction that writes", async () => {
    await using server = await startTestServer();
    const tomorrow = dayName(Date.now() + dayMs);
    await server.databases.cold.run(
      { name: "drop", text: `drop table attempts_${tomorrow}, event_keys_${tomorrow}` },
      [],
    );
    await server.databases.cold.transaction(async (writer) => {
      await writer.run({ name: "write", text: "update attempts set final = final" }, []);
      const days = [`attempts_${tomorrow}`, `event_keys_${tomorrow}`];
      // The node's own maintenance, at its start, may be at it, and keeps this one out.
      await expect
        .poll(async () => (await maintain(server, 30), await partitionsOf(server)))
        .toEqual(expect.arrayContaining(days));
    });
    const indexes = await server.databases.cold.run<{ count: number }>(
      {
        name: "indexes",
        text: `select count(*)::int as count from pg_index where indrelid = any(array['attempts'::regclass, $1::regclass]) group by indrelid`,
      },
      [`attempts_${tomorrow}`],
    );
    expect(indexes).toHaveLength(2);
    expect(indexes[0]?.count).toBe(indexes[1]?.count);
  });
});
