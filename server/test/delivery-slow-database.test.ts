// A database that answers late, or not at all on the connections that were there: slower, still right (I1, I3, I7).
import { expect, it } from "vitest";
import { openDatabaseWay } from "../../tests/support/database-way.ts";
import { waitForNothingDue } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine } from "../../tests/support/engine.ts";
import { createTestDatabase } from "../../tests/support/postgres.ts";
import { startReceiver } from "../../tests/support/receiver.ts";
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
