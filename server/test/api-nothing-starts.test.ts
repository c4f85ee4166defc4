// I3 over HTTP, on two nodes and with four buckets: after the answer nothing starts for what was deleted, paused, suspended or replaced.
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ReceivedRequest, type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { bumpOrganization } from "../src/storage/organizations/bump-organization.ts";
import { type DeliveryEnd, waitForEndsOf } from "./delivery-ends.ts";
import { startSteadyLoad, type SteadyLoad } from "./steady-load.ts";

// Few at a time and a receiver that takes its time: deliveries queue in memory, leased, which is what may start late.
const env = {
  OVERTEN_BUCKETS: "4",
  OVERTEN_DESTINATION_CONCURRENCY: "2",
  OVERTEN_RETRY_SCHEDULE: Array.from({ length: 50 }, () => "0.3").join(","),
};
const answerAfterMs = 40;
const everyMs = 15;

let first: TestServer;
let second: TestServer;
beforeAll(async () => {
  first = await startTestServer({ env });
  second = await startTestServer({ env, connectionString: first.connectionString });
});
afterAll(async () => {
  await second[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
});

interface Scene extends AsyncDisposable {
  org: TestOrganization;
  receiver: Receiver;
  load: SteadyLoad;
  /** A subscription at a path of the receiver, which refuses every request. */
  subscribe(path: string): Promise<{ params: { webhook_id: string }; secret: string }>;
  at(path: string): ReceivedRequest[];
}

/** An organisation of its own with load running on both nodes. */
async function startScene(options: { webhookPath?: string } = {}): Promise<Scene> {
  const org = await first.addOrganization();
  const receiver = await startReceiver();
  receiver.answerWith((_request, response) => void setTimeout(() => response.writeHead(500).end("no"), answerAfterMs));
  const perRequest = options.webhookPath === undefined ? {} : { webhook_url: `${receiver.url}/${options.webhookPath}` };
  const load = startSteadyLoad([first, second], { org_id: org.id, everyMs, ...perRequest });
  return {
    org,
    receiver,
    load,
    subscribe: async (path) => {
      const body = { url: `${receiver.url}/${path}`, events: ["run.completed" as const] };
      const { webhook_id, secret } = await org.client.call("createWebhook", { body });
      return { params: { webhook_id }, secret };
    },
    at: (path) => receiver.requests.filter((request) => request.path === `/hook/${path}`),
    async [Symbol.asyncDispose]() {
      await load.stop();
      const none = await first.operator.call("updateOrganization", {
        params: { org_id: org.id },
        body: { suspended: true },
      });
      expect(none.suspended).toBe(true);
      await receiver.close();
    },
  };
}

/** Lets deliveries come into full swing, with retries. */
const warmUp = (): Promise<void> => sleep(1200);

/** Does the change and watches on: how many requests arrived before the answer to it and after. */
async function arrivals(change: Promise<unknown>, matching: () => ReceivedRequest[]): Promise<number[]> {
  await change;
  const answeredAtMs = performance.now();
  await sleep(1300);
  const after = matching().filter((request) => request.arrivedAtMs > answeredAtMs);
  return [matching().length - after.length, after.length];
}

const some = expect.toSatisfy((count: number) => count > 10, "more than 10");

const waysOf = (ends: readonly DeliveryEnd[]): Set<string> =>
  new Set(ends.map((end) => `${end.status} ${end.failure}`));

describe.concurrent("nothing starts after the answer, on two nodes under load,", () => {
  it("to DELETE; what waited ends cancelled", async () => {
    await using scene = await startScene();
    const { org, load } = scene;
    const victim = await scene.subscribe("victim");
    await scene.subscribe("bystander");
    await warmUp();
    const change = org.client.call("deleteWebhook", { params: victim.params });
    expect(await arrivals(change, () => scene.at("victim"))).toEqual([some, 0]);
    const ends = await waitForEndsOf(first, victim.params.webhook_id);
    expect(waysOf(ends)).toEqual(new Set(["cancelled null"]));
    expect(ends.length).toBeGreaterThan(20);
    expect(ends.length).toBeLessThan(load.accepted());
    const bystanders = scene.at("bystander").length;
    await sleep(300);
    expect(scene.at("bystander").length).toBeGreaterThan(bystanders);
  });

  it("to a DELETE that is sent again, which is 404 and promises as much", async () => {
    await using scene = await startScene();
    const { org } = scene;
    const { params } = await scene.subscribe("victim");
    await warmUp();
    const whole = org.client.call("deleteWebhook", { params });
    await sleep(100);
    const again = first.request("DELETE", `/webhooks/${params.webhook_id}`, { key: org.apiKey });
    expect(await arrivals(again, () => scene.at("victim"))).toEqual([some, 0]);
    expect((await again).status).toBe(404);
    await whole;
  });

  it("to a DELETE that is sent again after the first had to wait for its organisation", async () => {
    await using scene = await startScene();
    const { org } = scene;
    const { params } = await scene.subscribe("victim");
    await warmUp();
    let whole: Promise<unknown> = Promise.resolve();
    await first.databases.cold.transaction(async (connection) => {
      await bumpOrganization(connection, org.orgId);
      whole = org.client.call("deleteWebhook", { params });
      await sleep(2500);
    });
    await sleep(100);
    const again = first.request("DELETE", `/webhooks/${params.webhook_id}`, { key: org.apiKey });
    expect(await arrivals(again, () => scene.at("victim"))).toEqual([some, 0]);
    expect((await again).status).toBe(404);
    await whole;
  });

  it("to a pause; what waited and what comes ends as paused; after the pause new events flow", async () => {
    await using scene = await startScene();
    const { org, load } = scene;
    const { params } = await scene.subscribe("victim");
    const acceptedBefore = load.accepted();
    await warmUp();
    const change = org.client.call("updateWebhook", { params, body: { active: false } });
    expect(await arrivals(change, () => scene.at("victim"))).toEqual([some, 0]);
    const ends = await waitForEndsOf(first, params.webhook_id);
    expect(waysOf(ends)).toEqual(new Set(["failed paused"]));
    expect(ends.some((end) => end.attempts === 0)).toBe(true);
    expect(ends.some((end) => end.attempts > 0)).toBe(true);
    expect(ends.length).toBeGreaterThan((load.accepted() - acceptedBefore) * 0.8);

    const seen = scene.at("victim").length;
    await org.client.call("updateWebhook", { params, body: { active: true } });
    await scene.receiver.waitFor(seen + 5);
    const old = new Set(ends.map((end) => end.deliveryId));
    const since = scene.at("victim").slice(seen);
    expect(since.map((request) => request.headers["x-overten-delivery"]).filter((id) => old.has(id ?? ""))).toEqual([]);
  });

  it("to a suspension, whatever the destination; after it new events flow", async () => {
    await using scene = await startScene({ webhookPath: "once" });
    const { org, load, receiver } = scene;
    const { params } = await scene.subscribe("victim");
    const organization = { org_id: org.id };
    await warmUp();
    expect(scene.at("once").length).toBeGreaterThan(5);
    const change = first.operator.call("updateOrganization", { params: organization, body: { suspended: true } });
    expect(await arrivals(change, () => receiver.requests)).toEqual([some, 0]);
    expect(load.refused()).toBeGreaterThan(20);
    for (const node of [first, second]) {
      const refused = await node.request("GET", "/webhooks", { key: org.apiKey });
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ error: "forbidden", message: expect.stringContaining("suspended") });
    }
    for (const webhookId of [params.webhook_id, null]) {
      expect(waysOf(await waitForEndsOf(first, webhookId, org.orgId))).toEqual(new Set(["failed paused"]));
    }
    const seen = receiver.requests.length;
    await first.operator.call("updateOrganization", { params: organization, body: { suspended: false } });
    await receiver.waitFor(seen + 5);
  });

  it("at the old URL; what waited goes to the new one", async () => {
    await using scene = await startScene();
    const { params } = await scene.subscribe("old");
    await warmUp();
    const url = `${scene.receiver.url}/new`;
    const change = scene.org.client.call("updateWebhook", { params, body: { url } });
    expect(await arrivals(change, () => scene.at("old"))).toEqual([some, 0]);
    const deliveryOf = (request: ReceivedRequest): string => request.headers["x-overten-delivery"] ?? "";
    const before = new Set(scene.at("old").map(deliveryOf));
    expect(scene.at("new").filter((request) => before.has(deliveryOf(request))).length).toBeGreaterThan(0);
  });

  it("with the organisation's old secret", async () => {
    await using scene = await startScene({ webhookPath: "once" });
    const { org } = scene;
    const isSignedWith = (secret: string, request: ReceivedRequest): boolean => {
      const signed = `${request.headers["x-overten-timestamp"]}.${request.body.toString("utf8")}`;
      const signature = createHmac("sha256", secret).update(signed).digest("hex");
      return request.headers["x-overten-signature"] === `sha256=${signature}`;
    };
    const signedWith = (secret: string): ReceivedRequest[] =>
      scene.at("once").filter((request) => isSignedWith(secret, request));
    await warmUp();
    const rotated = org.client.call("rotateWebhookSecret");
    expect(await arrivals(rotated, () => signedWith(org.secret))).toEqual([some, 0]);
    const { webhook_secret } = await rotated;
    expect(signedWith(webhook_secret).length).toBeGreaterThan(10);
    expect(signedWith(webhook_secret).length + signedWith(org.secret).length).toBe(scene.at("once").length);
    expect(await org.client.call("verifyKey")).toMatchObject({ webhook_secret });
  });
});
