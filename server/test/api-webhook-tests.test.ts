import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WebhookHealth, webhookPayloadSchema } from "../../contract/src/index.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { waitForEnds, waitForEndsOf } from "./delivery-ends.ts";

let server: TestServer;
let receiver: Receiver;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer();
  receiver = await startReceiver();
  org = await server.addOrganization();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await receiver.close();
});

describe("a test of a webhook", () => {
  it("sends a sample of any event to that subscription alone, signed with its secret", async () => {
    const events = ["run.completed" as const];
    const webhook = await org.client.call("createWebhook", { body: { url: `${receiver.url}/one`, events } });
    await org.client.call("createWebhook", { body: { url: `${receiver.url}/other`, events } });
    const params = { webhook_id: webhook.webhook_id };
    const completed = await org.client.call("testWebhook", { params });
    const failed = await org.client.call("testWebhook", { params, body: { event: "run.failed" } });
    await receiver.waitFor(2);
    await waitForEnds(server, 2);
    expect(receiver.requests.map((request) => request.path)).toEqual(["/hook/one", "/hook/one"]);
    expect(receiver.requests.map((request) => request.headers["x-overten-delivery"])).toEqual([
      completed.delivery_id,
      failed.delivery_id,
    ]);
    for (const [index, request] of receiver.requests.entries()) {
      const payload = webhookPayloadSchema.parse(JSON.parse(request.body.toString("utf8")));
      expect(payload.event).toBe(index === 0 ? "run.completed" : "run.failed");
      expect(payload.run_id).toMatch(/^run_test_[0-9A-Z]{26}$/);
      expect(payload.task_id).toMatch(/^task_test_[0-9A-Z]{26}$/);
      const signed = `${request.headers["x-overten-timestamp"]}.${request.body.toString("utf8")}`;
      const signature = createHmac("sha256", webhook.secret).update(signed).digest("hex");
      expect(request.headers["x-overten-signature"]).toBe(`sha256=${signature}`);
    }
  });

  it("is in the log under the id that was answered, for a paused subscription as paused", async () => {
    const body = { url: `${receiver.url}/paused`, events: ["run.failed" as const] };
    const { webhook_id } = await org.client.call("createWebhook", { body });
    const params = { webhook_id };
    await org.client.call("updateWebhook", { params, body: { active: false } });
    const { delivery_id } = await org.client.call("testWebhook", { params });
    const end = { deliveryId: delivery_id, status: "failed", failure: "paused", attempts: 0 };
    expect(await waitForEndsOf(server, webhook_id)).toMatchObject([end]);
    expect(receiver.requests.filter((request) => request.path === "/hook/paused")).toEqual([]);
  });

  it("is refused for an unknown event", async () => {
    const body = { url: receiver.url, events: ["run.failed" as const] };
    const { webhook_id } = await org.client.call("createWebhook", { body });
    const path = `/webhooks/${webhook_id}/test`;
    const response = await server.request("POST", path, { key: org.apiKey, body: '{"event":"run.started"}' });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: "validation_failed", details: [{ path: "event" }] });
  });
});

describe("the health of a webhook", () => {
  const testAt = async (url: string): Promise<{ webhook_id: string }> => {
    const { webhook_id } = await org.client.call("createWebhook", { body: { url, events: ["run.completed"] } });
    expect(await org.client.call("getWebhook", { params: { webhook_id } })).toMatchObject({
      health: {
        last_success_at: null,
        last_failure_at: null,
        success_rate: null,
        latency_p95_ms: null,
        pending: 0,
        oldest_pending_at: null,
      },
    });
    await org.client.call("testWebhook", { params: { webhook_id } });
    return { webhook_id };
  };

  it("tells of a success", async () => {
    const params = await testAt(`${receiver.url}/well`);
    await waitForEndsOf(server, params.webhook_id);
    const { health } = await org.client.call("getWebhook", { params });
    expect(health).toMatchObject({ last_failure_at: null, success_rate: 1, pending: 0 });
    expect(Date.parse(health.last_success_at ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(health.latency_p95_ms).toBeGreaterThanOrEqual(0);
  });

  it("tells of a failure and what is pending", async () => {
    const params = await testAt("http://127.0.0.1:9/refused");
    const healthNow = async (): Promise<WebhookHealth> => (await org.client.call("getWebhook", { params })).health;
    await expect.poll(async () => (await healthNow()).last_failure_at, { timeout: 5000 }).not.toBeNull();
    const health = await healthNow();
    expect(health).toMatchObject({ last_success_at: null, success_rate: 0, pending: 1 });
    const [delivery] = (await org.client.call("listDeliveries", { query: params })).deliveries;
    expect(health.oldest_pending_at).toBe(delivery?.created_at);
  });
});
