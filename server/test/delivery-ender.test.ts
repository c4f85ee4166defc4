// What waits for a subscription that is paused or deleted ends; what was accepted after the pause does not (I1, I3).
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { completedEvent, startTestEngine } from "../../tests/support/engine.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { endWaiting } from "../src/storage/delivery/end-waiting.ts";
import { updateSubscription } from "../src/storage/subscriptions/update-subscription.ts";

/** So many others wait that a look at all of them takes a while, in which a pause can end. */
const others = 60_000;
const intoTheLookMs = 8;

it("an event that is accepted after a pause ended is not ended by a look that saw the pause", async () => {
  // Nothing is sent, so that all of it waits.
  await using test = await startTestEngine({ delivers: false });
  const run = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    test.databases.cold.run<Row>({ name: "test-ender", text }, values);
  const { orgId } = await test.addOrganization();
  const { orgId: otherId } = await test.addOrganization();
  const id = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
  await run(
    `insert into subscriptions (bucket, id, org_id, url, events) select 0, ${id}, $1, 'http://127.0.0.1:9/', '{}' from generate_series(1, ${others}) n`,
    [otherId],
  );
  await run(
    `insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
     select 0, ${id}, $1, ${id}, now() + interval '1 hour' from generate_series(1, ${others}) n`,
    [otherId],
  );
  await run("analyze waiting");
  await run("analyze subscriptions");
  const { subscriptionId } = await test.addSubscription(orgId, "http://127.0.0.1:9/hook");
  const setActive = async (active: boolean): Promise<void> => {
    await test.databases.cold.transaction((connection) =>
      updateSubscription(connection, { bucket: 0, orgId, subscriptionId, change: { active } }),
    );
  };
  for (let n = 1; n <= 4; n++) {
    await test.engine.acceptor.accept(completedEvent(orgId, `before ${n}`));
    await setActive(false);
    const looking = endWaiting(test.databases.work, {
      bucket: 0,
      limit: 500,
      newEndingId: () => uuidv7(Date.now()),
    });
    await sleep(intoTheLookMs);
    await setActive(true);
    expect((await test.engine.acceptor.accept(completedEvent(orgId, `after ${n}`))).outcome).toBe("accepted");
    await looking;
  }
  const ended = await run<{ taskId: string }>(`select task_id as "taskId" from endings`);
  expect(ended.filter(({ taskId }) => taskId.startsWith("after"))).toEqual([]);
});
