// Every step of the default schedule (contract §8). Time passes by moving what waits in the database; nobody lies about the clock.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultRetrySchedule } from "../../server/src/domain/retry-schedule.ts";
import {
  type LoggedAttempt,
  readAttempts,
  readDue,
  shiftDue,
  waitForAttempts,
} from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";

let test: TestEngine;
let receiver: Receiver;
let moved: Receiver;
/** The rows of the log as they stood after each attempt. */
const seen: LoggedAttempt[][] = [];
/** What was planned before each retry: when it was due, after the shift. */
const plannedMs: number[] = [];
/** `due_at` as it was recorded after each failure, before any shift. */
const recordedDueMs: number[] = [];

// One delivery through all eight attempts; before the fourth its subscription moves to another URL.
beforeAll(async () => {
  test = await startTestEngine({ schedule: defaultRetrySchedule });
  receiver = await startReceiver();
  moved = await startReceiver();
  for (const each of [receiver, moved])
    each.answerWith((request, response) => void response.writeHead(500).end(request.headers["x-overten-attempt"]));
  const { orgId } = await test.addOrganization();
  const { subscriptionId } = await test.addSubscription(orgId, receiver.url);
  await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
  for (let attempt = 1; attempt <= 8; attempt++) {
    const rows = await waitForAttempts(test, attempt);
    seen.push(rows);
    const [due] = await readDue(test);
    if (due === undefined) break;
    recordedDueMs.push(due.dueAtMs);
    if (attempt === 3) {
      await test.databases.cold.run({ name: "test-move", text: "update subscriptions set url = $2 where id = $1" }, [
        subscriptionId,
        moved.url,
      ]);
    }
    // Half a second is left of each delay: whoever does not wait for it is early.
    await shiftDue(test, due.dueAtMs - Date.now() - 500);
    plannedMs.push((await readDue(test))[0]?.dueAtMs ?? 0);
    test.engine.wake();
  }
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await receiver.close();
  await moved.close();
});

const rowOf = (attempt: number): LoggedAttempt => {
  const row = seen.at(-1)?.[attempt - 1];
  if (row === undefined) throw new Error(`attempt ${attempt} is not in the log`);
  return row;
};

describe("a delivery that always fails", () => {
  it("is attempted once and then seven times", async () => {
    expect(seen).toHaveLength(8);
    const rows = await readAttempts(test);
    expect(rows.map((row) => row.attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(rows.map((row) => row.responseBody)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(new Set(rows.map((row) => row.deliveryId)).size).toBe(1);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])("waits its delay after attempt %i was recorded", (attempt) => {
    const row = rowOf(attempt);
    expect(row).toMatchObject({ final: false, failure: null, outcome: "failed", httpStatus: 500 });
    const delayMs = (defaultRetrySchedule[attempt - 1] ?? 0) * 1000;
    expect(Math.abs((recordedDueMs[attempt - 1] ?? 0) - row.recordedAtMs - delayMs)).toBeLessThanOrEqual(1);
    expect(row.recordedAtMs).toBeGreaterThanOrEqual(Math.floor(row.startedAtMs));
  });

  it.each([1, 2, 3, 4, 5, 6, 7])("keeps in its log what was planned after attempt %i", (attempt) => {
    const row = rowOf(attempt);
    let atMs = row.recordedAtMs;
    const expected = defaultRetrySchedule.slice(attempt - 1).map((delayS) => (atMs += delayS * 1000));
    expect(row.remainingMs).toHaveLength(8 - attempt);
    for (const [index, at] of row.remainingMs.entries())
      expect(Math.abs(at - (expected[index] ?? 0))).toBeLessThanOrEqual(1);
    // Never changed afterwards, whatever became of the plan.
    expect(seen[attempt - 1]?.[attempt - 1]).toEqual(row);
  });

  it.each([2, 3, 4, 5, 6, 7, 8])("starts attempt %i no earlier than planned, and soon after", (attempt) => {
    const latenessMs = rowOf(attempt).startedAtMs - (plannedMs[attempt - 2] ?? 0);
    expect(latenessMs).toBeGreaterThanOrEqual(0);
    expect(latenessMs).toBeLessThan(1000);
  });

  it("is given up after the eighth", async () => {
    expect(rowOf(8)).toMatchObject({ final: true, failure: "exhausted", outcome: "failed", remainingMs: [] });
    expect(await readDue(test)).toEqual([]);
    const rows = await test.databases.cold.run({ name: "test-waiting", text: "select * from waiting" }, []);
    expect(rows).toEqual([]);
  });

  it("goes to where its subscription was when the attempt began", async () => {
    expect(receiver.requests.map((request) => request.headers["x-overten-attempt"])).toEqual(["1", "2", "3"]);
    expect(moved.requests.map((request) => request.headers["x-overten-attempt"])).toEqual(["4", "5", "6", "7", "8"]);
    expect((await readAttempts(test)).map((row) => row.url)).toEqual([
      ...Array.from({ length: 3 }, () => receiver.url),
      ...Array.from({ length: 5 }, () => moved.url),
    ]);
  });
});
