// Leases: what is late is given back (I3), what ran out is in the log before it is sent again (I4), and a stale token changes nothing (I5).
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readAttempts, readDue, waitForAttempts, waitForNothingDue } from "../../tests/support/delivery-log.ts";
import { openDatabaseWay } from "../../tests/support/database-way.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { startReceiver } from "../../tests/support/receiver.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { endWaiting } from "../src/storage/delivery/end-waiting.ts";
import { startReclaimer } from "../src/engine/reclaimer.ts";
import { learnTime } from "../src/main/learn-time.ts";
import { createClock } from "../src/runtime/clock.ts";
import { createDatabaseHealth } from "../src/runtime/database-health.ts";
import { createLogger } from "../src/runtime/logger.ts";

/** A second node's reclaimer that takes leases of `leaseMs` for lost; it runs until the log has `interruptions` rows of its making. */
async function reclaim(test: TestEngine, leaseMs: number, interruptions: number): Promise<void> {
  const clock = createClock();
  const health = createDatabaseHealth(clock);
  const log = createLogger({ level: "silent" });
  const deps = { databases: test.databases, health, clock, log, onReclaimed: () => test.engine.wake() };
  const reclaimer = startReclaimer(deps, { bucket: 0, leaseMs, schedule: [1, 4] });
  try {
    await expect
      .poll(async () => (await readAttempts(test)).filter((row) => row.errorCode === "interrupted").length, {
        timeout: 5000,
        interval: 20,
      })
      .toBe(interruptions);
  } finally {
    await reclaimer.stop();
  }
}

describe("a delivery", () => {
  it("that could not start within a second is given back, and sent once when there is room", async () => {
    await using test = await startTestEngine({ destinationConcurrency: 1, attemptTimeoutMs: 5000 });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void setTimeout(() => response.end(), 3000));
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await Promise.all([1, 2].map((n) => test.engine.acceptor.accept(completedEvent(orgId, `task ${n}`))));
    const acceptedMs = performance.now();
    const tokens = async (): Promise<(string | null)[]> => (await readDue(test)).map((row) => row.leaseToken);
    const before = await tokens();
    expect(before.filter((token) => token !== null)).toHaveLength(2);
    // The one in flight keeps its lease; the other loses it, and may get another at once.
    await expect
      .poll(async () => (await tokens()).filter((token) => before.includes(token)).length, { timeout: 3000 })
      .toBe(1);
    expect(performance.now() - acceptedMs).toBeLessThan(2800);
    expect(receiver.requests).toHaveLength(1);
    await receiver.waitFor(2);
    await waitForNothingDue(test);
    expect(receiver.requests.map(({ headers }) => headers["x-overten-attempt"])).toEqual(["1", "1"]);
    // Given back: no attempt, no step of the schedule.
    const rows = await readAttempts(test);
    expect(rows.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, "succeeded"],
      [1, "succeeded"],
    ]);
    await receiver.close();
  });

  it("whose lease took too long to come about is not started, when it was paused meanwhile", async () => {
    await using test = await startTestEngine();
    const receiver = await startReceiver();
    const { orgId } = await test.addOrganization();
    const { subscriptionId } = await test.addSubscription(orgId, receiver.url);
    await test.engine.acceptor.accept(completedEvent(orgId, "loads the organisation"));
    await receiver.waitFor(1);
    await waitForNothingDue(test);
    // The statement that leases waits for a lock until the pause that is committed with it could have been answered.
    const accepting = await test.databases.cold.transaction(async (connection) => {
      const run = (text: string, values: unknown[] = []) => connection.run({ name: "test", text }, values);
      await run("lock table due in share mode");
      const late = test.engine.acceptor.accept(completedEvent(orgId, "late"));
      const waiting = "select 1 from pg_locks where not granted and relation = 'due'::regclass";
      while ((await run(waiting)).length === 0) await sleep(10);
      await run("update subscriptions set active = false where id = $1", [subscriptionId]);
      await sleep(1100);
      return { late };
    });
    expect((await accepting.late).outcome).toBe("accepted");
    // Given back, and not claimed again: only ending it is left. The node looks for that now and then; here it is done at once.
    await expect.poll(() => readDue(test), { timeout: 5000 }).toMatchObject([{ leaseToken: null, attempt: 0 }]);
    const ending = { bucket: 0, limit: 10, newEndingId: () => uuidv7(Date.now()) };
    await expect.poll(async () => (await endWaiting(test.databases.work, ending), await readDue(test))).toEqual([]);
    const endings = { name: "test-endings", text: `select task_id as "taskId", failure from endings` };
    expect(await test.databases.cold.run(endings, [])).toEqual([{ taskId: "late", failure: "paused" }]);
    expect(receiver.requests).toHaveLength(1);
    await receiver.close();
  });

  it("whose lease ran out is in the log as interrupted, sent again, and its late result changes nothing", async () => {
    await using test = await startTestEngine({ attemptTimeoutMs: 8000 });
    const receiver = await startReceiver();
    let answerLate = (): void => {};
    receiver.answerWith(({ headers }, response) => {
      if (headers["x-overten-attempt"] === "1") answerLate = () => void response.writeHead(404).end("too late");
      else response.end("in time");
    });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
    await receiver.waitFor(1);
    await reclaim(test, 300, 1);
    await receiver.waitFor(2);
    await waitForNothingDue(test);
    expect(test.engine.inFlight()).toBe(1);
    answerLate();
    await expect.poll(() => test.engine.inFlight()).toBe(0);
    await test.engine.stop();
    const rows = await readAttempts(test);
    expect(rows).toMatchObject([
      { attempt: 1, outcome: "failed", errorCode: "interrupted", final: false, httpStatus: null, signedAtS: null },
      { attempt: 2, outcome: "succeeded", errorCode: null, final: true, responseBody: "in time" },
    ]);
    const [first, second] = receiver.requests;
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.headers["x-overten-delivery"]).toBe(first?.headers["x-overten-delivery"]);
    await receiver.close();
  });

  it("is interrupted three times in a row for nothing, and by its schedule from then on", async () => {
    await using test = await startTestEngine({ delivers: false });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, "http://127.0.0.1:9/hook");
    await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
    const states: { step: number; interruptions: number; waitMs: number }[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      await test.databases.cold.run({ name: "test-lease", text: "update due set lease_token = $1::uuid" }, [
        uuidv7(Date.now() - 60_000),
      ]);
      await reclaim(test, 300, attempt);
      const [due] = await readDue(test);
      const row = (await readAttempts(test)).at(-1);
      expect(row).toMatchObject({ attempt, errorCode: "interrupted", final: false, failure: null, latencyMs: 0 });
      expect(due).toMatchObject({ attempt, leaseToken: null });
      const waitMs = Math.round(((due?.dueAtMs ?? 0) - (row?.recordedAtMs ?? 0)) / 100) * 100;
      expect(row?.remainingMs).toHaveLength(attempt <= 3 ? 3 : 2);
      states.push({ step: due?.step ?? -1, interruptions: due?.interruptions ?? -1, waitMs });
    }
    expect(states).toEqual([
      { step: 0, interruptions: 1, waitMs: 0 },
      { step: 0, interruptions: 2, waitMs: 0 },
      { step: 0, interruptions: 3, waitMs: 0 },
      { step: 1, interruptions: 0, waitMs: 1000 },
      { step: 1, interruptions: 1, waitMs: 0 },
    ]);
  });
});

describe("a machine that slept", () => {
  it("starts nothing before it knows the time again: receivers refuse an old signature for good", async () => {
    let sleptMs = 0;
    const clock = createClock({ monotonicMs: () => performance.now(), wallMs: () => Date.now() + sleptMs });
    await using test = await startTestEngine({ clock });
    const receiver = await startReceiver();
    receiver.answerWith(({ headers }, response) => {
      response.statusCode = headers["x-overten-attempt"] === "1" ? 500 : 200;
      response.end();
    });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
    await receiver.waitFor(1);
    sleptMs = 3_600_000;
    // Its retry, and an event that this node would send itself.
    await test.engine.acceptor.accept(completedEvent(orgId, "after the sleep"));
    await sleep(2500);
    expect(receiver.requests).toHaveLength(1);
    expect((await readDue(test)).map((row) => row.leaseToken)).toEqual([null, null]);
    await learnTime({ database: test.databases.hot, clock, health: createDatabaseHealth(clock) });
    await receiver.waitFor(4);
    for (const { headers } of receiver.requests)
      expect(Math.abs(Number(headers["x-overten-timestamp"]) - Date.now() / 1000)).toBeLessThan(30);
    await receiver.close();
  });

  it("before it read the answer asks for the time again", async () => {
    await using server = await startTestEngine({ delivers: false });
    await using way = await openDatabaseWay(server.connectionString);
    await using test = await startTestEngine({ delivers: false, connectionString: way.connectionString });
    let sleptMs = 0;
    const clock = createClock({ monotonicMs: () => performance.now() - sleptMs, wallMs: () => Date.now() });
    const deps = { database: test.databases.hot, clock, health: createDatabaseHealth(clock) };
    await learnTime(deps);
    way.delayAnswers(2000);
    const learned = learnTime(deps);
    await sleep(1800);
    sleptMs = 1800;
    way.delayAnswers(0);
    await learned;
    expect(clock.isTrusted()).toBe(true);
    expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(500);
  });
});

describe("a node that stops", () => {
  it("finishes what is in flight, gives back what waits in it, and another sends that once", async () => {
    await using test = await startTestEngine({ destinationConcurrency: 2 });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void setTimeout(() => response.end(), 300));
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => test.engine.acceptor.accept(completedEvent(orgId, `task ${n}`))),
    );
    await receiver.waitFor(2);
    await test.engine.stop();
    const sent = receiver.requests.length;
    const rows = await waitForAttempts(test, sent);
    expect(rows).toHaveLength(sent);
    expect(rows.every((row) => row.outcome === "succeeded")).toBe(true);
    const due = await readDue(test);
    expect(due).toHaveLength(8 - sent);
    expect(due.every((row) => row.leaseToken === null && row.attempt === 0)).toBe(true);
    await using next = await startTestEngine({ connectionString: test.connectionString });
    await receiver.waitFor(8);
    await waitForNothingDue(next);
    expect(new Set(receiver.requests.map(({ headers }) => headers["x-overten-delivery"])).size).toBe(8);
    expect(receiver.requests).toHaveLength(8);
    await receiver.close();
  });
});
