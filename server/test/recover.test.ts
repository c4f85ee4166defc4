import { describe, expect, it } from "vitest";
import type { Receiver } from "../../tests/support/receiver.ts";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { decodeId } from "../src/domain/ids.ts";
import { startRecoverer } from "../src/engine/recoverer.ts";
import { createClock } from "../src/runtime/clock.ts";
import { createDatabaseHealth } from "../src/runtime/database-health.ts";
import { createLogger } from "../src/runtime/logger.ts";
import { eventOf, sendAndSettle, until } from "./log-fixtures.ts";

const anHourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString();

async function recoveryOf(
  organization: TestOrganization,
  webhookId: string,
  body: { since: string; until?: string; dry_run?: boolean } = { since: anHourAgo() },
) {
  const params = { webhook_id: webhookId };
  const { recovery_id: recoveryId } = await organization.client.call("recoverWebhook", { params, body });
  return until(
    () => organization.client.call("getRecovery", { params: { recovery_id: recoveryId } }),
    (recovery) => recovery.status === "completed" || recovery.status === "cancelled",
  );
}

/** A subscription whose receiver refused `count` events, and takes what comes from now on. */
async function failed(server: TestServer, receiver: Receiver, count: number) {
  const organization = await server.addOrganization();
  const webhook = await organization.client.call("createWebhook", {
    body: { url: receiver.url, events: ["run.completed"] },
  });
  receiver.answerWith((_request, response) => void response.writeHead(410).end());
  const events = Array.from({ length: count }, () => eventOf(organization));
  await sendAndSettle(server, organization, events);
  receiver.answerWith((_request, response) => void response.end("ok"));
  return { organization, webhookId: webhook.webhook_id };
}

describe.each([1, 4])("recover, with %i buckets", (buckets) => {
  it("counts, sends what failed and was not sent again since, once, under the same id and bytes", async () => {
    await using server = await startTestServer({ env: { OVERTEN_BUCKETS: String(buckets) } });
    const receiver = await startReceiver();
    const { organization, webhookId } = await failed(server, receiver, 12);
    await sendAndSettle(server, organization, [eventOf(organization)]); // succeeds
    const page = await organization.client.call("listDeliveries", { query: { status: "failed" } });
    expect(page.deliveries).toHaveLength(12);
    const first = page.deliveries[0];
    await organization.client.call("resendDelivery", { params: { delivery_id: first?.delivery_id ?? "" }, body: {} });
    await receiver.waitFor(14);

    const dry = await recoveryOf(organization, webhookId, { since: anHourAgo(), dry_run: true });
    expect(dry).toMatchObject({ status: "completed", matched: 11, done: 0 });
    expect(receiver.requests).toHaveLength(14);
    const future = await recoveryOf(organization, webhookId, {
      since: anHourAgo(),
      until: new Date(Date.now() - 1_800_000).toISOString(),
    });
    expect(future).toMatchObject({ status: "completed", matched: 0, done: 0 });

    const params = { webhook_id: webhookId };
    const started = await Promise.all(
      Array.from({ length: 3 }, () =>
        organization.client.call("recoverWebhook", { params, body: { since: anHourAgo() } }),
      ),
    );
    const ended = await Promise.all(
      started.map(({ recovery_id }) =>
        until(
          () => organization.client.call("getRecovery", { params: { recovery_id } }),
          (recovery) => recovery.status === "completed",
        ),
      ),
    );
    expect(ended.reduce((sum, recovery) => sum + recovery.done, 0)).toBe(11);
    await receiver.waitFor(25);
    const again = await until(
      () => organization.client.call("listDeliveries", { query: { status: "succeeded" } }),
      (found) => found.deliveries.length === 13,
    );
    expect(again.deliveries).toHaveLength(13);
    expect(receiver.requests).toHaveLength(25);
    const bodies = Map.groupBy(receiver.requests, (request) => request.headers["webhook-id"]);
    for (const requests of bodies.values()) {
      expect(new Set(requests.map((request) => request.body.toString("hex"))).size).toBe(1);
    }
    const failures = await organization.client.call("listDeliveries", { query: { status: "failed" } });
    const resends = new Map(again.deliveries.map((delivery) => [delivery.resend_of, delivery.delivery_id]));
    for (const delivery of failures.deliveries) {
      expect(delivery.superseded_by).toBe(resends.get(delivery.delivery_id));
    }
    await receiver.close();
  });

  it("brings back what a pause refused", async () => {
    await using server = await startTestServer({ env: { OVERTEN_BUCKETS: String(buckets) } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const body = { url: receiver.url, events: ["run.completed" as const] };
    const { webhook_id } = await organization.client.call("createWebhook", { body });
    await organization.client.call("updateWebhook", { params: { webhook_id }, body: { active: false } });
    await sendAndSettle(
      server,
      organization,
      Array.from({ length: 5 }, () => eventOf(organization)),
    );
    const path = `/webhooks/${webhook_id}/recover`;
    const refused = await server.request("POST", path, {
      key: organization.apiKey,
      body: JSON.stringify({ since: anHourAgo() }),
    });
    expect(refused.status).toBe(409);
    expect(await recoveryOf(organization, webhook_id, { since: anHourAgo(), dry_run: true })).toMatchObject({
      matched: 5,
    });
    await organization.client.call("updateWebhook", { params: { webhook_id }, body: { active: true } });
    expect(await recoveryOf(organization, webhook_id)).toMatchObject({ status: "completed", matched: 5, done: 5 });
    await receiver.waitFor(5);
    await receiver.close();
  });
});

describe("a recovery", () => {
  it("goes on where a node stopped between two batches, and sends nothing twice", async () => {
    // This node accepts and serves, but has no recoverer; two of the test's own take turns.
    await using server = await startTestServer();
    await using accepting = await startTestServer({
      env: { OVERTEN_ROLES: "api" },
      connectionString: server.connectionString,
    });
    const receiver = await startReceiver();
    const { organization, webhookId } = await failed(server, receiver, 40);
    await server.stop();
    const { recovery_id } = await accepting
      .request("POST", `/webhooks/${webhookId}/recover`, {
        key: organization.apiKey,
        body: JSON.stringify({ since: anHourAgo() }),
      })
      .then(async (response) => (await response.json()) as { recovery_id: string });

    const { databases } = accepting;
    const read = async (): Promise<{
      status: string;
      done: number;
      due: number;
      resends: number;
      distinct: number;
    }> => {
      const [row] = await databases.cold.run<{
        status: string;
        done: number;
        due: number;
        resends: number;
        distinct: number;
      }>(
        {
          name: "progress",
          text: `select status, done, (select count(*)::int from due) as due, (select count(*)::int from resends) as resends,
            (select count(distinct resend_of)::int from resends) as distinct from recoveries where id = $1`,
        },
        [decodeId("recovery", recovery_id)],
      );
      return row ?? { status: "", done: 0, due: 0, resends: 0, distinct: 0 };
    };
    const start = (afterBatches: number) => {
      const clock = createClock();
      let batches = 0;
      const loop = startRecoverer(
        {
          database: databases.cold,
          health: createDatabaseHealth(clock),
          clock,
          log: createLogger({ level: "silent" }),
          wake: () => {
            batches++;
            if (batches === afterBatches) void loop.stop();
          },
        },
        { logRetentionDays: 30, batchRows: 7 },
      );
      return loop;
    };
    const first = start(2);
    await until(read, (progress) => progress.done === 14);
    await first.stop();
    expect(await read()).toMatchObject({ status: "running", done: 14, due: 14, resends: 14 });

    const others = [start(100), start(100)];
    const done = await until(read, (progress) => progress.status === "completed");
    expect(done).toEqual({ status: "completed", done: 40, due: 40, resends: 40, distinct: 40 });
    await Promise.all(others.map((loop) => loop.stop()));
    await receiver.close();
  });

  it("stops between batches when it is cancelled, and ends with its subscription", async () => {
    await using server = await startTestServer({ env: { OVERTEN_ROLES: "api" } });
    await using delivering = await startTestServer({ connectionString: server.connectionString });
    const receiver = await startReceiver();
    const { organization, webhookId } = await failed(delivering, receiver, 3);
    await delivering.stop();
    const ask = async (method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> => {
      const response = await server.request(method, path, {
        key: organization.apiKey,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: response.status === 204 ? null : await response.json() };
    };
    const started = await ask("POST", `/webhooks/${webhookId}/recover`, { since: anHourAgo() });
    expect(started).toMatchObject({ status: 202, body: { matched: null } });
    const id = (started.body as { recovery_id: string }).recovery_id;
    expect(await ask("GET", `/recoveries/${id}`)).toMatchObject({
      body: { status: "counting", matched: null, done: 0 },
    });
    expect(await ask("POST", `/recoveries/${id}/cancel`, {})).toMatchObject({
      status: 200,
      body: { status: "cancelled" },
    });
    expect(await ask("POST", `/recoveries/${id}/cancel`, {})).toMatchObject({
      status: 200,
      body: { status: "cancelled" },
    });

    const second = await ask("POST", `/webhooks/${webhookId}/recover`, { since: anHourAgo() });
    const secondId = (second.body as { recovery_id: string }).recovery_id;
    expect((await ask("DELETE", `/webhooks/${webhookId}`)).status).toBe(204);
    const sent = receiver.requests.length;
    await using _again = await startTestServer({ connectionString: server.connectionString });
    const ended = await until(
      () => ask("GET", `/recoveries/${secondId}`),
      (answer) => (answer.body as { status: string }).status === "cancelled",
    );
    expect(ended.body).toMatchObject({ status: "cancelled", matched: 3, done: 0 });
    expect(receiver.requests).toHaveLength(sent);
    expect(await ask("POST", `/webhooks/${webhookId}/recover`, { since: anHourAgo() })).toMatchObject({
      status: 404,
      body: { error: "not_found" },
    });
    await receiver.close();
  });

  it("refuses what is wrong, and is nobody else's", async () => {
    await using server = await startTestServer();
    const receiver = await startReceiver();
    const { organization, webhookId } = await failed(server, receiver, 1);
    const other = await server.addOrganization();
    const body = { since: anHourAgo() };
    const { recovery_id } = await organization.client.call("recoverWebhook", {
      params: { webhook_id: webhookId },
      body,
    });
    const statusOf = async (key: string, method: string, path: string, sent?: object): Promise<number> =>
      (await server.request(method, path, { key, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) }))
        .status;
    for (const id of [webhookId, "whk_00000000000000000000000000", "nothing"]) {
      expect(await statusOf(other.apiKey, "POST", `/webhooks/${id}/recover`, body)).toBe(404);
    }
    for (const id of [recovery_id, "rec_00000000000000000000000000", "nothing"]) {
      expect(await statusOf(other.apiKey, "GET", `/recoveries/${id}`)).toBe(404);
      expect(await statusOf(other.apiKey, "POST", `/recoveries/${id}/cancel`, {})).toBe(404);
    }
    const path = `/webhooks/${webhookId}/recover`;
    for (const wrong of [
      {},
      { since: "yesterday" },
      { since: new Date(Date.now() + 60_000).toISOString() },
      { since: body.since, until: body.since },
    ]) {
      expect(await statusOf(organization.apiKey, "POST", path, wrong)).toBe(422);
    }
    await until(
      () => organization.client.call("getRecovery", { params: { recovery_id } }),
      (recovery) => recovery.status === "completed",
    );
    expect(await statusOf(organization.apiKey, "POST", `/recoveries/${recovery_id}/cancel`, {})).toBe(409);
    await receiver.close();
  });
});
