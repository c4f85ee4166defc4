// Who gets an event: opt-in per kind, per-request URLs beside subscriptions, and fan-out.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../sdk/src/index.ts";
import { readAttempts, readDue, waitForAttempts } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { payloadBytes } from "../src/domain/payload.ts";
import { ingestKey } from "../src/domain/event-keys.ts";
import type { IncomingEvent } from "../src/engine/accept.ts";

let test: TestEngine;
let receiver: Receiver;
beforeAll(async () => {
  test = await startTestEngine();
  receiver = await startReceiver();
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await receiver.close();
});

function failedEvent(orgId: string, taskId: string): IncomingEvent {
  const body = payloadBytes({
    kind: "run.failed",
    runId: "r",
    taskId,
    agentName: "a",
    format: "f",
    occurredAtMs: 0,
    error: { code: "c", message: "m" },
  });
  return completedEvent(orgId, taskId, { kind: "run.failed", body, key: ingestKey(taskId, "run.failed") });
}

/** Accepts an event and gives the paths that its deliveries arrived at, sorted, once so many are in the log. */
async function pathsOf(event: IncomingEvent, count: number): Promise<string[]> {
  const before = (await readAttempts(test)).length;
  const accepted = await test.engine.acceptor.accept(event);
  if (accepted.outcome !== "accepted") throw new Error(accepted.outcome);
  const rows = await waitForAttempts(test, before + count);
  expect(await readDue(test)).toEqual([]);
  const mine = rows.filter((row) => row.eventId === accepted.eventId);
  expect(mine.every((row) => row.outcome === "succeeded" && row.attempt === 1)).toBe(true);
  return mine.map((row) => new URL(row.url).pathname).sort();
}

describe("an event", () => {
  it("goes to those that asked for its kind", async () => {
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, `${receiver.url}/completed`, ["run.completed"]);
    await test.addSubscription(orgId, `${receiver.url}/failed`, ["run.failed"]);
    await test.addSubscription(orgId, `${receiver.url}/both`);
    expect(await pathsOf(completedEvent(orgId, "1"), 2)).toEqual(["/hook/both", "/hook/completed"]);
    expect(await pathsOf(failedEvent(orgId, "1"), 2)).toEqual(["/hook/both", "/hook/failed"]);
  });

  it("that nobody asked for is stored, and nothing is sent", async () => {
    const { orgId } = await test.addOrganization();
    const neighbour = await test.addOrganization();
    await test.addSubscription(orgId, `${receiver.url}/other-kind`, ["run.failed"]);
    await test.addSubscription(neighbour.orgId, `${receiver.url}/neighbour`);
    expect(await pathsOf(completedEvent(orgId, "1"), 0)).toEqual([]);
    // The neighbour's delivery is after it in the same queues: had anything been sent, it had been by now.
    expect(await pathsOf(completedEvent(neighbour.orgId, "1"), 1)).toEqual(["/hook/neighbour"]);
    expect(receiver.requests.some((request) => request.path === "/hook/other-kind")).toBe(false);
    const rows = await test.databases.cold.run<{ count: number }>(
      { name: "test-events-of", text: "select count(*)::int as count from events where org_id = $1" },
      [orgId],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it("goes to its own URL beside subscriptions, also without any", async () => {
    const { orgId, secret } = await test.addOrganization();
    const once = { webhookUrl: `${receiver.url}/once` };
    expect(await pathsOf(completedEvent(orgId, "1", once), 1)).toEqual(["/hook/once"]);
    const subscription = await test.addSubscription(orgId, `${receiver.url}/once`);
    expect(await pathsOf(completedEvent(orgId, "2", once), 2)).toEqual(["/hook/once", "/hook/once"]);
    // To one URL twice: once for the subscription, with its secret, and once by itself, with the organisation's.
    const requests = receiver.requests.filter(({ path }) => path === "/hook/once").slice(-2);
    const verified = async (key: string): Promise<number> => {
      const results = await Promise.allSettled(
        requests.map(({ body, headers }) => verify({ body, headers, secret: key })),
      );
      return results.filter((result) => result.status === "fulfilled").length;
    };
    expect(await verified(secret)).toBe(1);
    expect(await verified(subscription.secret)).toBe(1);
    const rows = (await readAttempts(test)).filter((row) => row.taskId === "2" && row.url === once.webhookUrl);
    expect(new Set(rows.map((row) => row.subscriptionId))).toEqual(new Set([subscription.subscriptionId, null]));
  });

  it("goes twice to a URL that is subscribed twice, each signed with its own secret", async () => {
    const { orgId } = await test.addOrganization();
    const url = `${receiver.url}/twice`;
    const secrets = [await test.addSubscription(orgId, url), await test.addSubscription(orgId, url)].map(
      ({ secret }) => secret,
    );
    expect(await pathsOf(completedEvent(orgId, "1"), 2)).toEqual(["/hook/twice", "/hook/twice"]);
    const requests = receiver.requests.filter(({ path }) => path === "/hook/twice");
    expect(new Set(requests.map(({ headers }) => headers["x-overten-delivery"])).size).toBe(2);
    expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (const secret of secrets) {
      const results = await Promise.allSettled(requests.map(({ body, headers }) => verify({ body, headers, secret })));
      expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    }
  });

  it("goes to a hundred subscriptions", async () => {
    const { orgId } = await test.addOrganization();
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => test.addSubscription(orgId, `${receiver.url}/many/${n + 100}`)),
    );
    const paths = await pathsOf(completedEvent(orgId, "1"), 100);
    expect(paths).toEqual(Array.from({ length: 100 }, (_, n) => `/hook/many/${n + 100}`));
  });
});
