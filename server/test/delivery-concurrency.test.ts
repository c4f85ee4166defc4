// How much is under way at a time, and that what does not fit is delivered all the same.
import { describe, expect, it } from "vitest";
import { readAttempts, waitForAttempts, waitForNothingDue } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";

/** Answers after `answerMs` and keeps the most requests that were open at a time, for each path and in all. */
function countOpen(receiver: Receiver, answerMs: number): { most: Map<string, number>; mostInAll: () => number } {
  const open = new Map<string, number>();
  const most = new Map<string, number>();
  let all = 0;
  let mostInAll = 0;
  receiver.answerWith(({ path }, response) => {
    const now = (open.get(path) ?? 0) + 1;
    open.set(path, now);
    most.set(path, Math.max(now, most.get(path) ?? 0));
    mostInAll = Math.max(mostInAll, ++all);
    setTimeout(() => {
      open.set(path, (open.get(path) ?? 0) - 1);
      all--;
      response.end("ok");
    }, answerMs);
  });
  return { most, mostInAll: () => mostInAll };
}

async function acceptMany(test: TestEngine, orgId: string, count: number, from = 0): Promise<void> {
  const results = await Promise.all(
    Array.from({ length: count }, (_, n) => test.engine.acceptor.accept(completedEvent(orgId, `task ${from + n}`))),
  );
  expect(results.every((result) => result.outcome === "accepted")).toBe(true);
}

describe("a node", () => {
  it("has no more under way than its limits for a destination and in all, and uses them", async () => {
    await using test = await startTestEngine({ concurrency: 10, destinationConcurrency: 4 });
    const receiver = await startReceiver();
    // Long enough for all ten to be open at a time on a busy machine too.
    const counted = countOpen(receiver, 150);
    const { orgId } = await test.addOrganization();
    for (const path of ["a", "b", "c"]) await test.addSubscription(orgId, `${receiver.url}/${path}`);
    await acceptMany(test, orgId, 40);
    await receiver.waitFor(120, 15_000);
    await waitForNothingDue(test);
    expect([...counted.most.values()]).toEqual([4, 4, 4]);
    expect(counted.mostInAll()).toBe(10);
    expect(await readAttempts(test)).toHaveLength(120);
    expect(test.engine.inFlight()).toBe(0);
    await receiver.close();
  });

  it("delivers 500 events once, with eight at a time", async () => {
    await using test = await startTestEngine({ concurrency: 8, destinationConcurrency: 8 });
    const receiver = await startReceiver();
    const counted = countOpen(receiver, 0);
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await acceptMany(test, orgId, 500);
    await receiver.waitFor(500, 15_000);
    await waitForNothingDue(test);
    expect(receiver.requests).toHaveLength(500);
    expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(500);
    expect(counted.mostInAll()).toBeLessThanOrEqual(8);
    const rows = await readAttempts(test);
    expect(rows).toHaveLength(500);
    expect(rows.every((row) => row.final && row.attempt === 1 && row.outcome === "succeeded")).toBe(true);
    await receiver.close();
  });

  it("serves a quiet destination while another hangs", async () => {
    await using test = await startTestEngine({ concurrency: 64, destinationConcurrency: 4, attemptTimeoutMs: 1500 });
    const receiver = await startReceiver();
    const hanging = await startReceiver();
    hanging.answerWith(() => {});
    const noisy = await test.addOrganization();
    await test.addSubscription(noisy.orgId, hanging.url);
    const quiet = await test.addOrganization();
    const { subscriptionId } = await test.addSubscription(quiet.orgId, receiver.url);
    await acceptMany(test, noisy.orgId, 100);
    for (let n = 0; n < 20; n++) {
      const sentMs = performance.now();
      await acceptMany(test, quiet.orgId, 1, n);
      await receiver.waitFor(n + 1);
      expect(performance.now() - sentMs).toBeLessThan(500);
    }
    expect(hanging.requests.length).toBeGreaterThanOrEqual(4);
    const rows = await waitForAttempts(test, 20);
    expect(rows.filter((row) => row.subscriptionId === subscriptionId)).toHaveLength(20);
    await hanging.close();
    await receiver.close();
  });

  it("that only accepts leaves the sending to one that delivers", async () => {
    await using sending = await startTestEngine();
    await using accepting = await startTestEngine({ delivers: false, connectionString: sending.connectionString });
    const receiver = await startReceiver();
    const { orgId } = await accepting.addOrganization();
    await accepting.addSubscription(orgId, receiver.url);
    await acceptMany(accepting, orgId, 50);
    await receiver.waitFor(50);
    await waitForNothingDue(accepting);
    expect(accepting.engine.inFlight()).toBe(0);
    expect(receiver.requests).toHaveLength(50);
    expect(await readAttempts(accepting)).toHaveLength(50);
    await receiver.close();
  });

  it("beside another shares what waits, and each delivery goes once", async () => {
    await using one = await startTestEngine({ concurrency: 8, destinationConcurrency: 8 });
    await using other = await startTestEngine({
      concurrency: 8,
      destinationConcurrency: 8,
      connectionString: one.connectionString,
    });
    const receiver = await startReceiver();
    const counted = countOpen(receiver, 5);
    const { orgId } = await one.addOrganization();
    for (const path of ["a", "b", "c", "d"]) await one.addSubscription(orgId, `${receiver.url}/${path}`);
    await Promise.all([acceptMany(one, orgId, 60), acceptMany(other, orgId, 60, 60)]);
    await receiver.waitFor(480, 15_000);
    await waitForNothingDue(one);
    expect(receiver.requests).toHaveLength(480);
    expect(new Set(receiver.requests.map(({ headers }) => headers["x-overten-delivery"])).size).toBe(480);
    expect(await readAttempts(one)).toHaveLength(480);
    // Both took part: one alone has eight at most.
    expect(counted.mostInAll()).toBeGreaterThan(8);
    expect(counted.mostInAll()).toBeLessThanOrEqual(16);
    await receiver.close();
  });
});
