// What waited when a webhook was paused or deleted, or an organisation suspended, ends soon, and is not sent after a resume (contract §3).
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { decodeId } from "../src/domain/ids.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { suspendOrganization } from "../src/storage/organizations/suspend-organization.ts";
import { updateSubscription } from "../src/storage/subscriptions/update-subscription.ts";
import { eventOf, until } from "./log-fixtures.ts";

type Stop = (scene: { server: TestServer; organization: TestOrganization; webhookId: string }) => Promise<unknown>;

const setActive =
  (active: boolean): Stop =>
  ({ organization, webhookId }) =>
    organization.client.call("updateWebhook", { params: { webhook_id: webhookId }, body: { active } });
const setSuspended =
  (suspended: boolean): Stop =>
  ({ server, organization }) =>
    server.operator.call("updateOrganization", { params: { org_id: organization.id }, body: { suspended } });
const remove: Stop = ({ organization, webhookId }) =>
  organization.client.call("deleteWebhook", { params: { webhook_id: webhookId } });

async function addWebhook(server: TestServer, url: string, organization?: TestOrganization) {
  const owner = organization ?? (await server.addOrganization());
  const body = { url, events: ["run.completed" as const] };
  const { webhook_id: webhookId } = await owner.client.call("createWebhook", { body });
  return { organization: owner, webhookId };
}

/** What became of the deliveries of a webhook, and how many are due. */
async function endsOf(server: TestServer, webhookId: string): Promise<{ ended: string[]; due: number }> {
  const id = decodeId("subscription", webhookId);
  const read = (text: string): Promise<{ value: string }[]> =>
    server.databases.cold.run({ name: "test-ends-of", text }, [id]);
  const ended = await read(`select concat_ws(' ', status, failure) as value from endings where subscription_id = $1`);
  const due = await read(`select '' as value from due where subscription_id = $1`);
  return { ended: ended.map((row) => row.value), due: due.length };
}

describe.each(["1", "4"])("on a fresh node, with %s buckets,", (buckets) => {
  it.each([
    { what: "a pause", stop: setActive(false), ended: "failed paused" },
    { what: "a delete", stop: remove, ended: "cancelled" },
    { what: "a suspension", stop: setSuspended(true), ended: "failed paused" },
  ])("what waits at $what has ended about when that is answered", async ({ stop, ended }) => {
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void response.writeHead(500).end());
    const env = { OVERTEN_RETRY_SCHEDULE: "600", OVERTEN_BUCKETS: buckets };
    await using server = await startTestServer({ env });
    const scene = await addWebhook(server, receiver.url);
    await server.operator.call("ingestEvents", { body: eventOf(scene.organization) });
    const { databases } = server;
    const retry = { name: "retry", text: "select from due where attempt = 1 and lease_token is null" };
    await until(
      () => databases.cold.run(retry, []),
      (rows) => rows.length === 1,
    );
    await stop({ server, ...scene });
    const answeredMs = performance.now();
    const ends = await until(
      () => endsOf(server, scene.webhookId),
      ({ due }) => due === 0,
    );
    expect(ends).toEqual({ ended: [ended], due: 0 });
    // It may end before the answer; a machine that is busy may take a moment.
    expect(performance.now() - answeredMs).toBeLessThan(500);
    await receiver.close();
  });
});

it("a retry that waited at a pause is not sent after a resume, however soon that comes", async () => {
  const receiver = await startReceiver();
  receiver.answerWith((_request, response) => void response.writeHead(500).end());
  await using server = await startTestServer({ env: { OVERTEN_RETRY_SCHEDULE: "2" } });
  const scene = { server, ...(await addWebhook(server, receiver.url)) };
  await server.operator.call("ingestEvents", { body: eventOf(scene.organization) });
  await receiver.waitFor(1);
  await setActive(false)(scene);
  await setActive(true)(scene);
  await sleep(2000);
  expect(receiver.requests).toHaveLength(1);
  expect(await endsOf(server, scene.webhookId)).toEqual({ ended: ["failed paused"], due: 0 });
  await receiver.close();
});

describe("before a resume is answered, and where nobody else ends anything,", () => {
  /** A node that only serves, and a webhook for which something waits. */
  async function startScene() {
    const server = await startTestServer({ env: { OVERTEN_ROLES: "api" } });
    const scene = await addWebhook(server, "http://127.0.0.1:9/hook");
    await server.operator.call("ingestEvents", { body: eventOf(scene.organization) });
    const { bucket, orgId } = scene.organization;
    const subscriptionId = decodeId("subscription", scene.webhookId) ?? "";
    const { cold } = server.databases;
    return {
      server,
      ...scene,
      pause: () =>
        cold.transaction((connection) =>
          updateSubscription(connection, { bucket, orgId, subscriptionId, change: { active: false } }),
        ),
      suspend: () => suspendOrganization(cold, orgId),
      /** As if a node had leased what waits, so long ago. */
      lease: (agoMs: number) =>
        cold.run({ name: "lease", text: "with w as (delete from waiting) update due set lease_token = $1" }, [
          uuidv7(Date.now() - agoMs),
        ]),
      release: () =>
        cold.run(
          {
            name: "release",
            text: `
with back as (update due set lease_token = null returning *)
insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at) select bucket, destination_id, org_id, subscription_id, due_at from back`,
          },
          [],
        ),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  it("what waited before the pause has ended; what comes afterwards waits to be sent", async () => {
    await using scene = await startScene();
    await scene.pause();
    await setActive(true)(scene);
    expect(await endsOf(scene.server, scene.webhookId)).toEqual({ ended: ["failed paused"], due: 0 });
    await scene.server.operator.call("ingestEvents", { body: eventOf(scene.organization) });
    await setActive(true)(scene);
    expect(await endsOf(scene.server, scene.webhookId)).toEqual({ ended: ["failed paused"], due: 1 });
  });

  it("what waited before the suspension has ended, whatever its destination", async () => {
    await using scene = await startScene();
    const event = eventOf(scene.organization, { webhook_url: "http://127.0.0.1:9/own" });
    await scene.server.operator.call("ingestEvents", { body: event });
    const other = await addWebhook(scene.server, "http://127.0.0.1:9/hook");
    await scene.server.operator.call("ingestEvents", { body: eventOf(other.organization) });
    await scene.suspend();
    await setSuspended(false)(scene);
    const left = await scene.server.databases.cold.run<{ orgId: string }>(
      { name: "left", text: `select org_id as "orgId" from due` },
      [],
    );
    expect(left).toEqual([{ orgId: other.organization.orgId }]);
    expect(await endsOf(scene.server, scene.webhookId)).toEqual({ ended: ["failed paused", "failed paused"], due: 0 });
  });

  it("what a node took and did not start comes back and has ended", async () => {
    await using scene = await startScene();
    await scene.lease(0);
    await scene.pause();
    const resumed = setActive(true)(scene);
    await sleep(400);
    await scene.release();
    await resumed;
    expect(await endsOf(scene.server, scene.webhookId)).toEqual({ ended: ["failed paused"], due: 0 });
  });

  it("what is in flight is not waited for", async () => {
    await using scene = await startScene();
    await scene.lease(5000);
    await scene.pause();
    const startedMs = performance.now();
    await setActive(true)(scene);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(await endsOf(scene.server, scene.webhookId)).toEqual({ ended: [], due: 1 });
  });

  it("a backlog of thousands has ended, and nothing of it is lost", async () => {
    await using scene = await startScene();
    const { orgId, bucket } = scene.organization;
    const subscriptionId = decodeId("subscription", scene.webhookId);
    await scene.server.databases.cold.run(
      {
        name: "backlog",
        text: `insert into due (bucket, org_id, delivery_id, event_id, destination_id, subscription_id, due_at)
          select $1, $2, gen_random_uuid(), event_id, $3, $3, now() from due cross join generate_series(1, 5000)`,
      },
      [bucket, orgId, subscriptionId],
    );
    await scene.pause();
    await Promise.all([setActive(true)(scene), setActive(true)(scene)]);
    const { ended, due } = await endsOf(scene.server, scene.webhookId);
    expect([ended.length, due]).toEqual([5001, 0]);
  });

  it("nothing of somebody else's ends", async () => {
    await using scene = await startScene();
    const other = await addWebhook(scene.server, "http://127.0.0.1:9/hook");
    await scene.pause();
    const foreign = { ...scene, organization: other.organization };
    await expect(setActive(true)(foreign)).rejects.toMatchObject({ status: 404 });
    expect(await endsOf(scene.server, scene.webhookId)).toEqual({ ended: [], due: 1 });
  });
});
