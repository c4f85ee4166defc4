// I10: an event that comes twice is one event, whoever brings it, in which batch, and at midnight too.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IngestedEvent } from "../../contract/src/index.ts";
import { readAttempts, waitForNothingDue } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import type { NewEvent } from "../src/engine/plan-deliveries.ts";
import { runAccept, type Untaken } from "../src/engine/accept-batch.ts";
import { createOrganizationCache } from "../src/engine/organization-cache.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { createClock } from "../src/runtime/clock.ts";

async function countOf(server: Pick<TestServer, "databases">, table: "events" | "event_keys" | "due"): Promise<number> {
  const text = {
    events: "select count(*)::int as count from events",
    event_keys: "select count(*)::int as count from event_keys",
    due: "select count(*)::int as count from due",
  }[table];
  const rows = await server.databases.cold.run<{ count: number }>({ name: `test-count-${table}`, text }, []);
  return rows[0]?.count ?? 0;
}

type CompletedEvent = Extract<IngestedEvent, { event: "run.completed" }>;

function eventOf(org: TestOrganization, taskId: string, more: Partial<CompletedEvent> = {}): CompletedEvent {
  const ids = { org_id: org.id, run_id: "run 1", task_id: taskId };
  return { ...ids, event: "run.completed", agent_name: "agent", format: "excel", ...more };
}

describe.each(["1", "4"])("with %s buckets", (buckets) => {
  let one: TestServer;
  let other: TestServer;
  let receiver: Receiver;
  /** Of different buckets where there are several. */
  let orgs: [TestOrganization, TestOrganization];
  beforeAll(async () => {
    one = await startTestServer({ env: { OVERTEN_BUCKETS: buckets } });
    other = await startTestServer({ env: { OVERTEN_BUCKETS: buckets }, connectionString: one.connectionString });
    receiver = await startReceiver();
    const first = await one.addOrganization();
    let second = await one.addOrganization();
    while (buckets === "4" && second.bucket === first.bucket) second = await one.addOrganization();
    orgs = [first, second];
    for (const [index, org] of orgs.entries())
      await org.client.call("createWebhook", { body: { url: `${receiver.url}/${index}`, events: ["run.completed"] } });
  });
  afterAll(async () => {
    await other[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose]();
    await receiver.close();
  });

  it("50 calls at once on two nodes are one event and one delivery", async () => {
    const [org] = orgs;
    for (const more of [{}, { idempotency_key: "a key of its own" }]) {
      const before = receiver.requests.length;
      const body = eventOf(org, `parallel ${JSON.stringify(more)}`, more);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? one : other).operator.call("ingestEvents", { body })),
      );
      const events = answers.flatMap((answer) => ("event_id" in answer ? [answer] : []));
      expect(events).toHaveLength(50);
      expect(events.filter((event) => !event.duplicate)).toHaveLength(1);
      expect(new Set(events.map((event) => event.event_id)).size).toBe(1);
      await receiver.waitFor(before + 1);
      await waitForNothingDue(one);
      expect(receiver.requests).toHaveLength(before + 1);
    }
  });

  it("a batch over two organisations is delivered to each, and again it is all duplicates", async () => {
    const before = receiver.requests.length;
    const events = Array.from({ length: 20 }, (_, n) => eventOf(orgs[n % 2 === 0 ? 0 : 1], `batch ${n}`));
    const first = await one.operator.call("ingestEvents", { body: { events } });
    const again = await other.operator.call("ingestEvents", { body: { events: events.toReversed() } });
    if (!("events" in first) || !("events" in again)) throw new Error("a batch is answered as a batch");
    expect(first.events.every((event) => !event.duplicate)).toBe(true);
    expect(again.events.toReversed()).toEqual(first.events.map((event) => ({ ...event, duplicate: true })));
    expect(new Set(first.events.map((event) => event.event_id)).size).toBe(20);
    await receiver.waitFor(before + 20);
    await waitForNothingDue(one);
    const arrived = receiver.requests.slice(before);
    expect(arrived).toHaveLength(20);
    expect(arrived.filter(({ path }) => path === "/hook/1")).toHaveLength(10);
  });

  it("an event that is twice in a batch is stored once", async () => {
    const before = { events: await countOf(one, "events"), requests: receiver.requests.length };
    const event = eventOf(orgs[0], "twice");
    const answer = await one.operator.call("ingestEvents", {
      body: { events: [event, eventOf(orgs[1], "twice"), event] },
    });
    if (!("events" in answer)) throw new Error("a batch is answered as a batch");
    expect(answer.events.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
    expect(answer.events[2]?.event_id).toBe(answer.events[0]?.event_id);
    await receiver.waitFor(before.requests + 2);
    await waitForNothingDue(one);
    expect(await countOf(one, "events")).toBe(before.events + 2);
    expect(receiver.requests).toHaveLength(before.requests + 2);
  });

  it("a batch with a conflict stores nothing, and says which one it is", async () => {
    const key = { idempotency_key: "an order" };
    await one.operator.call("ingestEvents", { body: eventOf(orgs[1], "an order", { ...key, summary: "first" }) });
    await waitForNothingDue(one);
    const before = { events: await countOf(one, "events"), requests: receiver.requests.length };
    const events = [
      eventOf(orgs[0], "before the conflict"),
      eventOf(orgs[0], "an order", key), // another organisation's key is another key
      eventOf(orgs[1], "an order", { ...key, summary: "second" }),
      eventOf(orgs[1], "after the conflict"),
    ];
    const response = await other.request("POST", "/operator/events", {
      key: `op_live_${"T".repeat(28)}`,
      body: JSON.stringify({ events }),
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      success: false,
      error: "conflict",
      details: [{ path: "events.2.idempotency_key" }],
    });
    expect(await countOf(one, "events")).toBe(before.events);
    // Nothing of it is under way either, and the places that it had reserved are free: the rest goes through by itself.
    const rest = await other.operator.call("ingestEvents", { body: { events: events.filter((_, n) => n !== 2) } });
    expect(rest).toMatchObject({ events: [{ duplicate: false }, { duplicate: false }, { duplicate: false }] });
    await receiver.waitFor(before.requests + 3);
    await waitForNothingDue(one);
    expect(receiver.requests).toHaveLength(before.requests + 3);
    expect((await readAttempts(one)).every((row) => row.outcome === "succeeded" && row.attempt === 1)).toBe(true);
  });
});

describe("at midnight", () => {
  let test: TestEngine;
  let orgId = "";
  let acceptAt: (nowMs: number, isMidnight: boolean, taskId: string) => Promise<Untaken | undefined>;
  // The next midnight of the database's partitions: a node's clock that shows it is made here, since the test runs at any hour.
  const midnightMs = new Date(new Date().toISOString().slice(0, 10)).getTime() + 86_400_000;
  beforeAll(async () => {
    test = await startTestEngine({ delivers: false });
    const org = await test.addOrganization();
    orgId = org.orgId;
    const organizations = createOrganizationCache(test.databases.hot);
    await organizations.get(orgId);
    const clock = createClock();
    acceptAt = async (nowMs, isMidnight, taskId) => {
      const deps = { clock: { ...clock, nowMs: () => nowMs }, organizations };
      const event: NewEvent = { ...completedEvent(orgId, taskId), eventId: uuidv7(nowMs) };
      const input = { bucket: org.bucket, events: [event], atMidnight: isMidnight, place: () => false };
      const { untaken } = await test.databases.hot.transaction((connection) => runAccept(deps, connection, input));
      return untaken.get(event.eventId);
    };
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
  });
  const duplicate = { why: "duplicate" };

  it("an event is written for both days, and is a duplicate on either side", async () => {
    expect(await acceptAt(midnightMs - 30_000, true, "a")).toBeUndefined();
    expect(await countOf(test, "event_keys")).toBe(2);
    expect(await acceptAt(midnightMs - 20_000, true, "a")).toMatchObject(duplicate);
    expect(await acceptAt(midnightMs + 30_000, true, "a")).toMatchObject(duplicate);
    expect(await acceptAt(midnightMs + 90_000, false, "a")).toMatchObject(duplicate);
    expect(await acceptAt(midnightMs + 86_400_000, false, "a")).toMatchObject(duplicate);
    expect(await countOf(test, "events")).toBe(1);
  });

  it("an event of the hours before is a duplicate too", async () => {
    expect(await acceptAt(midnightMs - 7_200_000, false, "b")).toBeUndefined();
    expect(await acceptAt(midnightMs - 50_000, true, "b")).toMatchObject(duplicate);
    expect(await acceptAt(midnightMs + 50_000, true, "b")).toMatchObject(duplicate);
    expect(await acceptAt(midnightMs + 70_000, false, "b")).toMatchObject(duplicate);
  });

  it("an event of the hours after is a duplicate of one at midnight", async () => {
    expect(await acceptAt(midnightMs + 50_000, true, "c")).toBeUndefined();
    expect(await acceptAt(midnightMs + 7_200_000, false, "c")).toMatchObject(duplicate);
  });
});
