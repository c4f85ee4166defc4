// A database that answers late, or not at all on the connections that were there: slower, still right (I1, I3, I5, I7).
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { openDatabaseWay } from "../../tests/support/database-way.ts";
import { readDue, waitForNothingDue } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine } from "../../tests/support/engine.ts";
import { createTestDatabase } from "../../tests/support/postgres.ts";
import { startReceiver } from "../../tests/support/receiver.ts";
import { uuidv7UnixMs } from "../src/domain/uuid.ts";
import { createPool } from "../src/runtime/database-pool.ts";

it("with 250 ms more on every answer of the database a retry is sent, not given back for being late", async () => {
  const database = await createTestDatabase();
  const receiver = await startReceiver();
  {
    await using way = await openDatabaseWay(database.connectionString);
    await using test = await startTestEngine({ connectionString: way.connectionString });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    receiver.answerWith(({ headers }, response) => {
      response.statusCode = headers["x-overten-attempt"] === "1" ? 500 : 200;
      response.end();
    });
    await test.engine.acceptor.accept(completedEvent(orgId, "loads what the node keeps"));
    await receiver.waitFor(2);
    way.delayAnswers(250);
    await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
    await receiver.waitFor(4);
    way.delayAnswers(0);
  }
  expect(receiver.requests.map(({ headers }) => headers["x-overten-attempt"])).toEqual(["1", "2", "1", "2"]);
  await receiver.close();
  await database.drop();
});

it("a lease that took long to come about is given back: it would run out while its request is under way", async () => {
  const receiver = await startReceiver();
  {
    await using test = await startTestEngine();
    const leaseAgesMs: number[] = [];
    receiver.answerWith(({ headers }, response) => {
      response.statusCode = headers["x-overten-attempt"] === "1" ? 500 : 200;
      // The row stays until the answer is recorded.
      void readDue(test).then(([row]) => {
        leaseAgesMs.push(Date.now() - uuidv7UnixMs(row?.leaseToken ?? ""));
        response.end();
      });
    });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
    await expect.poll(() => readDue(test)).toMatchObject([{ attempt: 1, leaseToken: null }]);
    await test.databases.cold.transaction(async (connection) => {
      await connection.run({ name: "test-lock", text: "lock table waiting in exclusive mode" }, []);
      await sleep(7000); // a claim waits for most of it
    });
    await receiver.waitFor(2);
    await waitForNothingDue(test);
    expect(Math.max(...leaseAgesMs)).toBeLessThan(2000);
  }
  expect(receiver.requests).toHaveLength(2);
  await receiver.close();
}, 20_000);

it("an event is accepted, and sent at once, though the database goes away when another of its batch is looked up", async () => {
  const database = await createTestDatabase();
  const receiver = await startReceiver();
  {
    await using way = await openDatabaseWay(database.connectionString);
    await using test = await startTestEngine({ connectionString: way.connectionString });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    const { accept } = test.engine.acceptor;
    await accept(completedEvent(orgId, "sent before"));
    await receiver.waitFor(1);
    await waitForNothingDue(test);
    way.cutAfter("find-event-keys");
    const [again, fresh] = await Promise.allSettled([
      accept(completedEvent(orgId, "sent before")),
      accept(completedEvent(orgId, "a task")),
    ]);
    if (fresh.status === "fulfilled") await receiver.waitFor(2);
    way.restore();
    expect([again.status, fresh.status]).toEqual(["rejected", "fulfilled"]);
    await waitForNothingDue(test);
    expect(await accept(completedEvent(orgId, "sent before"))).toMatchObject({ outcome: "duplicate" });
  }
  expect(receiver.requests).toHaveLength(2);
  await receiver.close();
  await database.drop();
});

it("connections that fall silent cost their time limit once, not one after another", async () => {
  const database = await createTestDatabase();
  const timeoutMs = 1000;
  {
    await using way = await openDatabaseWay(database.connectionString);
    const pool = createPool({
      connectionString: way.connectionString,
      maxConnections: 5,
      timeoutMs,
      idleInTransactionMs: 5000,
      sessionOptions: null,
      named: false,
      onConnectionError: () => {},
    });
    const nap = { name: "nap", text: "select pg_sleep(0.05)" };
    const one = { name: "one", text: "select 1 as one" };
    await Promise.all(Array.from({ length: 5 }, () => pool.run(nap, [])));
    expect(way.silence()).toBe(5);
    const startedMs = performance.now();
    // A transaction, for its rollback must not wait for as long again.
    await expect(pool.transaction((connection) => connection.run(one, []))).rejects.toThrow("Query read timeout");
    expect(await pool.run(one, [])).toEqual([{ one: 1 }]);
    expect(performance.now() - startedMs).toBeLessThan(2 * timeoutMs);
    await pool.close();
  }
  await database.drop();
});
