import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer } from "../../tests/support/server.ts";
import { addOldDay, eventOf, moveBack, sendAndSettle, until } from "./log-fixtures.ts";

describe.each([1, 4])("a delivery, with %i buckets", (buckets) => {
  it("shows the body as it was signed, its attempts, and what is planned", async () => {
    await using server = await startTestServer({
      env: { OVERTEN_BUCKETS: String(buckets), OVERTEN_RETRY_SCHEDULE: "0.2,600,1200" },
    });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void response.writeHead(503).end("later"));
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await server.operator.call("ingestEvents", { body: eventOf(organization, { task_id: "a task" }) });
    const { deliveries } = await until(
      () => organization.client.call("listDeliveries", { query: { task_id: "a task" } }),
      (page) => page.deliveries[0]?.attempt_count === 2,
    );
    const params = { delivery_id: deliveries[0]?.delivery_id ?? "" };
    const delivery = await organization.client.call("getDelivery", { params });
    expect(delivery).toMatchObject({
      status: "pending",
      failure: null,
      attempt_count: 2,
      task_id: "a task",
      resend_of: null,
      superseded_by: null,
    });
    expect(delivery.body).toBe(receiver.requests[0]?.body.toString("utf8"));
    expect(delivery.attempts.map((attempt) => attempt.attempt)).toEqual([1, 2]);
    expect(delivery.attempts[0]?.remaining_schedule).toHaveLength(3);
    expect(delivery.planned.map((planned) => planned.attempt)).toEqual([3, 4]);
    expect(delivery.planned[0]?.due_at).toBe(delivery.next_attempt_at);
    const [third = "", fourth = ""] = delivery.planned.map((planned) => planned.due_at);
    expect(Date.parse(fourth) - Date.parse(third)).toBe(1_200_000);
    const refused = await server.request("POST", `/deliveries/${params.delivery_id}/resend`, {
      key: organization.apiKey,
      body: "{}",
    });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining(delivery.next_attempt_at ?? "?") });
    await receiver.close();
  });

  it("is sent again as a new one, with the same id and bytes, to a subscription or a URL", async () => {
    await using server = await startTestServer({ env: { OVERTEN_BUCKETS: String(buckets) } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const { client } = organization;
    const body = { url: `${receiver.url}/subscribed`, events: ["run.completed" as const] };
    const webhook = await client.call("createWebhook", { body });
    await sendAndSettle(server, organization, [eventOf(organization, { webhook_url: `${receiver.url}/one-off` })]);
    const page = await client.call("listDeliveries", { query: {} });
    expect(page.deliveries.map((delivery) => delivery.status)).toEqual(["succeeded", "succeeded"]);
    for (const delivery of page.deliveries) {
      const params = { delivery_id: delivery.delivery_id };
      const { delivery_id } = await client.call("resendDelivery", { params, body: {} });
      const resent = await until(
        () => client.call("getDelivery", { params: { delivery_id } }),
        (found) => found.status === "succeeded",
      );
      const { event_id, webhook_id, url, run_id, task_id } = delivery;
      expect(resent).toMatchObject({
        event_id,
        webhook_id,
        url,
        run_id,
        task_id,
        resend_of: delivery.delivery_id,
        attempt_count: 1,
      });
      expect((await client.call("getDelivery", { params })).superseded_by).toBe(delivery_id);
    }
    expect(receiver.requests).toHaveLength(4);
    expect(new Set(receiver.requests.map((request) => request.headers["webhook-id"])).size).toBe(1);
    expect(new Set(receiver.requests.map((request) => request.body.toString("hex"))).size).toBe(1);
    expect(receiver.requests.map((request) => request.path).sort()).toEqual([
      "/hook/one-off",
      "/hook/one-off",
      "/hook/subscribed",
      "/hook/subscribed",
    ]);

    // Paused: it ends as it begins. Deleted: there is nowhere to send it.
    const params = { webhook_id: webhook.webhook_id };
    await client.call("updateWebhook", { params, body: { active: false } });
    const subscribed = page.deliveries.find((delivery) => delivery.webhook_id !== null)?.delivery_id ?? "";
    const paused = await client.call("resendDelivery", { params: { delivery_id: subscribed }, body: {} });
    expect(await client.call("getDelivery", { params: paused })).toMatchObject({
      status: "failed",
      failure: "paused",
      attempt_count: 0,
      attempts: [],
      planned: [],
      resend_of: subscribed,
    });
    await client.call("deleteWebhook", { params });
    const deleted = await server.request("POST", `/deliveries/${subscribed}/resend`, {
      key: organization.apiKey,
      body: "{}",
    });
    expect(deleted.status).toBe(409);
    expect(receiver.requests).toHaveLength(4);
    await receiver.close();
  });
});

describe("a delivery's id", () => {
  it("of another organisation is as unknown as one that never was", async () => {
    await using server = await startTestServer();
    const receiver = await startReceiver();
    const mine = await server.addOrganization();
    const other = await server.addOrganization();
    await mine.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await sendAndSettle(server, mine, [eventOf(mine)]);
    const page = await mine.client.call("listDeliveries", { query: {} });
    const own = page.deliveries[0]?.delivery_id ?? "";
    const unknown = own.slice(0, -4) + (own.endsWith("0000") ? "1111" : "0000");
    for (const id of [own, unknown, "dlv_", own.replace("dlv_", "evt_")]) {
      for (const [method, path] of [
        ["GET", `/deliveries/${id}`],
        ["POST", `/deliveries/${id}/resend`],
      ] as const) {
        const answer = await server.request(method, path, {
          key: other.apiKey,
          ...(method === "POST" ? { body: "{}" } : {}),
        });
        expect(answer.status).toBe(404);
        expect(await answer.json()).toMatchObject({ success: false, error: "not_found" });
      }
    }
    expect(receiver.requests).toHaveLength(1);
    await receiver.close();
  });

  it("that is older than the log is gone, though its row is still there; one whose event is, cannot be resent", async () => {
    await using server = await startTestServer({ env: { OVERTEN_LOG_RETENTION_DAYS: "2" } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const { client, apiKey } = organization;
    await client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    for (const daysAgo of [4, 3, 2]) await addOldDay(server, daysAgo);
    const events = [eventOf(organization, { task_id: "old" }), eventOf(organization, { task_id: "older event" })];
    await sendAndSettle(server, organization, events);
    const page = await client.call("listDeliveries", { query: {} });
    const idOf = (taskId: string): string =>
      page.deliveries.find((delivery) => delivery.task_id === taskId)?.delivery_id ?? "";

    const old = await moveBack(server, idOf("old"), 3);
    for (const [method, path] of [
      ["GET", `/deliveries/${old}`],
      ["POST", `/deliveries/${old}/resend`],
    ] as const) {
      const answer = await server.request(method, path, {
        key: apiKey,
        ...(method === "POST" ? { body: "{}" } : {}),
      });
      expect(answer.status).toBe(410);
      expect(await answer.json()).toMatchObject({ error: "gone", message: expect.stringContaining("2 days") });
    }
    const left = await client.call("listAttempts", { query: {} });
    expect(left.attempts.map((attempt) => attempt.task_id)).toEqual(["older event"]);
    expect((await client.call("listDeliveries", { query: {} })).deliveries).toHaveLength(1);
    expect((await client.call("listDeliveries", { query: { task_id: "old" } })).deliveries).toEqual([]);

    // A delivery within the log of an event that is not: a resend of long ago.
    const kept = idOf("older event");
    await server.databases.cold.run(
      {
        name: "age",
        text: "update attempts set event_id = overlay(event_id::text placing '01900000' from 1 for 8)::uuid",
      },
      [],
    );
    expect(await client.call("getDelivery", { params: { delivery_id: kept } })).toMatchObject({ body: "" });
    const refused = await server.request("POST", `/deliveries/${kept}/resend`, { key: apiKey, body: "{}" });
    expect(refused.status).toBe(410);
    await receiver.close();
  });
});
