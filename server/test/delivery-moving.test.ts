// An organisation that changes all the time: its events, and batches that name it, are taken all the same.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { bumpOrganization } from "../src/storage/organizations/bump-organization.ts";
import { suspendOrganization } from "../src/storage/organizations/suspend-organization.ts";
import { updateSubscription } from "../src/storage/subscriptions/update-subscription.ts";

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine({ delivers: false });
});
afterAll(() => test[Symbol.asyncDispose]());

async function versionOf(orgId: string): Promise<number> {
  const statement = { name: "test-version", text: "select version from organizations where id = $1" };
  return (await test.databases.cold.run<{ version: number }>(statement, [orgId]))[0]?.version ?? 0;
}

/** Runs `use` while the organisation changes as often as two connections can. */
async function whileItChanges(orgId: string, use: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const change = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await test.databases.cold.transaction((connection) => bumpOrganization(connection, orgId));
    }
  };
  const changing = Promise.all([change(), change()]);
  try {
    await use();
  } finally {
    over.abort();
    await changing;
  }
}

const tries = Array.from({ length: 40 }, (_, index) => index);

describe("an organisation that changes all the time", () => {
  it("gets its single events in", async () => {
    const { orgId } = await test.addOrganization();
    const outcomes: string[] = [];
    await whileItChanges(orgId, async () => {
      for (const n of tries)
        outcomes.push((await test.engine.acceptor.accept(completedEvent(orgId, `one ${n}`))).outcome);
    });
    expect(outcomes).toEqual(tries.map(() => "accepted"));
  });

  it("does not keep a batch out that names it", async () => {
    const { orgId } = await test.addOrganization();
    const { orgId: quiet } = await test.addOrganization();
    const outcomes: string[] = [];
    await whileItChanges(orgId, async () => {
      for (const n of tries) {
        const events = [completedEvent(quiet, `batch ${n}`), completedEvent(orgId, `batch ${n}`)];
        outcomes.push((await test.engine.acceptor.acceptMany(events)).outcome);
      }
    });
    expect(outcomes).toEqual(tries.map(() => "accepted"));
  });

  it("has its tasks end, suspended or not", async () => {
    const { orgId } = await test.addOrganization();
    const outcomes: string[] = [];
    const end = (task: string): Promise<void> =>
      test.databases.hot.transaction(async (connection) => {
        const { result } = await test.engine.acceptor.acceptWithin(connection, completedEvent(orgId, task));
        outcomes.push(result.outcome);
      });
    await whileItChanges(orgId, async () => {
      for (const n of tries) await end(`live ${n}`);
    });
    await suspendOrganization(test.databases.cold, orgId);
    await whileItChanges(orgId, async () => {
      for (const n of tries) await end(`suspended ${n}`);
    });
    expect(outcomes).toEqual([...tries, ...tries].map(() => "accepted"));
  });

  it("does not change by the description of a webhook alone", async () => {
    const { orgId } = await test.addOrganization();
    const { subscriptionId } = await test.addSubscription(orgId, "http://127.0.0.1:9/hook");
    const before = await versionOf(orgId);
    const update = (change: Parameters<typeof updateSubscription>[1]["change"]) =>
      test.databases.cold.transaction((connection) =>
        updateSubscription(connection, { bucket: 0, orgId, subscriptionId, change }),
      );
    expect(await update({ description: "new" })).toMatchObject({ description: "new" });
    expect(await versionOf(orgId)).toBe(before);
    await update({ description: null, events: ["run.failed"] });
    expect(await versionOf(orgId)).toBe(before + 1);
  });
});
