// I9: what waits for a slow database is bounded. Beyond the bound an event is refused at once, and nothing that was taken is lost.
import { afterAll, beforeAll, expect, it } from "vitest";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import type { Databases } from "../src/runtime/database.ts";

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine();
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

/** As many events as may wait for a commit. */
const maxWaiting = 4000;

/** Runs `use` while nobody can write an event. */
async function whileEventsAreLocked(databases: Databases, use: () => Promise<void>): Promise<void> {
  await databases.cold.transaction(async (connection) => {
    await connection.run({ name: "test-lock-events", text: "lock table events in access exclusive mode" }, []);
    await use();
  });
}

async function storedOf(orgId: string): Promise<number> {
  const text = "select count(*)::int as count from events where org_id = $1";
  const rows = await test.databases.cold.run<{ count: number }>({ name: "test-stored", text }, [orgId]);
  return rows[0]?.count ?? 0;
}

it("4,000 events wait for the database, those beyond are refused at once, and all that waited are stored", async () => {
  const { orgId } = await test.addOrganization();
  await test.engine.acceptor.accept(completedEvent(orgId, "the first"));
  const waiting: Promise<{ outcome: string }>[] = [];
  await whileEventsAreLocked(test.databases, async () => {
    for (let made = 0; made < maxWaiting; made += 1) {
      waiting.push(test.engine.acceptor.accept(completedEvent(orgId, `task ${made}`)));
    }
    const extra = Array.from({ length: 100 }, (_, made) =>
      test.engine.acceptor.accept(completedEvent(orgId, `extra ${made}`)),
    );
    // Resolved while the lock holds: a refusal does not wait for the database.
    expect(new Set((await Promise.all(extra)).map(({ outcome }) => outcome))).toEqual(new Set(["overloaded"]));
  });
  expect(new Set((await Promise.all(waiting)).map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
  expect(await storedOf(orgId)).toBe(maxWaiting + 1);
  expect((await test.engine.acceptor.accept(completedEvent(orgId, "extra 0"))).outcome).toBe("accepted");
});
