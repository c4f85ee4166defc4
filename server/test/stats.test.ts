import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";
import { decodeId } from "../src/domain/ids.ts";
import { readSubscriptionHealth } from "../src/storage/stats/read-subscription-health.ts";
import { eventOf, rollUpNow, sendAndSettle } from "./log-fixtures.ts";

const hourMs = 3_600_000;

async function run<Row>(server: TestServer, text: string, values: unknown[] = []): Promise<Row[]> {
  return server.databases.cold.run<Row>({ name: "stats-test", text }, values);
}

const sumOf = (points: readonly Record<string, unknown>[], name: string): number =>
  points.reduce((sum, point) => sum + Number(point[name]), 0);

describe.each([1, 4])("stats, with %i buckets", (buckets) => {
  it("count what ended and how long it took, by minute or hour, for all and for one webhook", async () => {
    await using server = await startTestServer({ env: { OVERTEN_BUCKETS: String(buckets) } });
    const receiver = await startReceiver();
    receiver.answerWith((request, response) => {
      const status = Number(request.path.slice("/hook/".length));
      setTimeout(() => response.writeHead(status).end(), 30);
    });
    const organization = await server.addOrganization();
    const other = await server.addOrganization();
    const { client, bucket } = organization;
    const subscribe = (status: number) =>
      client.call("createWebhook", { body: { url: `${receiver.url}/${status}`, events: ["run.completed"] } });
    const good = await subscribe(200);
    const bad = await subscribe(422);
    const paused = await subscribe(201);
    await client.call("updateWebhook", { params: { webhook_id: paused.webhook_id }, body: { active: false } });
    const events = Array.from({ length: 8 }, () => eventOf(organization));
    await sendAndSettle(server, organization, [
      ...events,
      eventOf(organization, { webhook_url: `${receiver.url}/204` }),
    ]);
    for (let round = 0; round < 3; round++) await rollUpNow(server, bucket);

    const since = new Date(Date.now() - hourMs).toISOString();
    for (const span of [{ since }, {}, { since: new Date(Date.now() - 20 * hourMs).toISOString() }]) {
      const stats = await client.call("getStats", { query: span });
      expect(stats.interval_s).toBe("since" in span && span.since === since ? 60 : 3600);
      const totals = ["succeeded", "failed", "rejected", "exhausted", "paused", "cancelled", "attempts"].map((name) =>
        sumOf(stats.points, name),
      );
      expect(totals).toEqual([10, 18, 9, 0, 9, 0, 19]);
      for (const point of stats.points) {
        expect(point.latency_p50_ms).toBeGreaterThanOrEqual(27);
        expect(point.latency_p50_ms).toBeLessThanOrEqual(point.latency_p99_ms ?? 0);
      }
    }
    const ofGood = await client.call("getStats", { query: { since, webhook_id: good.webhook_id } });
    expect([sumOf(ofGood.points, "succeeded"), sumOf(ofGood.points, "attempts")]).toEqual([9, 9]);
    for (const [organizationAsking, webhookId] of [
      [other, good.webhook_id],
      [organization, "whk_other"],
    ] as const) {
      const query = { since, webhook_id: webhookId };
      expect((await organizationAsking.client.call("getStats", { query })).points).toEqual([]);
    }
    const health = await readSubscriptionHealth(server.databases.cold, {
      bucket,
      subscriptionId: decodeId("subscription", bad.webhook_id) ?? "",
      sinceMs: Date.now() - 24 * hourMs,
    });
    expect(health).toMatchObject({ lastSuccessAtMs: null, attempts: 9, succeededAttempts: 0 });
    expect(health.lastFailureAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect(health.p95Ms).toBeGreaterThanOrEqual(27);
    const wrong = await server.request("GET", `/stats?since=${since}&until=${since}`, { key: organization.apiKey });
    expect(wrong.status).toBe(422);
    await receiver.close();
  });

  it("count what waits of one organisation, and since when", async () => {
    await using server = await startTestServer({
      env: { OVERTEN_BUCKETS: String(buckets), OVERTEN_RETRY_SCHEDULE: "3600" },
    });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void response.writeHead(500).end());
    const [organization, other] = [await server.addOrganization(), await server.addOrganization()];
    expect(await organization.client.call("getBacklog", {})).toEqual({ pending: 0, oldest_created_at: null });
    const beganMs = Date.now() - 1000;
    for (let sent = 0; sent < 3; sent++) {
      await server.operator.call("ingestEvents", { body: eventOf(organization, { webhook_url: receiver.url }) });
    }
    await receiver.waitFor(3);
    const { deliveries } = await organization.client.call("listDeliveries", { query: { status: "pending" } });
    const backlog = await organization.client.call("getBacklog", {});
    expect(backlog.pending).toBe(3);
    expect(backlog.oldest_created_at).toBe(deliveries.at(-1)?.created_at);
    expect(Date.parse(backlog.oldest_created_at ?? "")).toBeGreaterThan(beganMs);
    expect(await other.client.call("getBacklog", {})).toEqual({ pending: 0, oldest_created_at: null });
    await receiver.close();
  });

  it("make hours of minutes that are over, and count again what an outage held back", async () => {
    await using server = await startTestServer({
      env: { OVERTEN_BUCKETS: String(buckets), OVERTEN_ROLES: "api,deliver" },
    });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const { client, bucket } = organization;
    await client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await sendAndSettle(
      server,
      organization,
      Array.from({ length: 4 }, () => eventOf(organization)),
    );
    await rollUpNow(server, bucket);
    // As if it had happened three hours ago, when the roll-up was there as well.
    await run(server, "update stats set slot = slot - interval '3 hours'");
    await run(
      server,
      "update stats_progress set minutes_until = minutes_until - interval '3 hours', hours_until = hours_until - interval '3 hours'",
    );
    const query = { since: new Date(Date.now() - 20 * hourMs).toISOString() };
    const totals = async (): Promise<[number, number]> => {
      const { points } = await client.call("getStats", { query });
      return [sumOf(points, "succeeded"), sumOf(points, "attempts")];
    };
    const kinds = async (): Promise<{ hours: number; progress: number }> => {
      const [row] = await run<{ hours: number; progress: number }>(
        server,
        `select (select count(*)::int from stats where grain = 'hour' and org_id = $2) as hours,
          (select (extract(epoch from minutes_until) * 1000)::float8 from stats_progress where bucket = $1) as progress`,
        [bucket, organization.orgId],
      );
      return row ?? { hours: -1, progress: 0 };
    };
    const { progress } = await kinds();
    await rollUpNow(server, bucket, false);
    expect((await kinds()).progress).toBe(progress); // not settled: the next round begins there again
    expect(await totals()).toEqual([4, 4]);
    for (let round = 0; round < 3; round++) await rollUpNow(server, bucket);
    expect((await kinds()).hours).toBeGreaterThan(0);
    expect((await kinds()).progress).toBeGreaterThan(Date.now() - 2 * 60_000);
    // The three hours ago and, counted anew, where the attempts really are.
    expect(await totals()).toEqual([8, 8]);
    await receiver.close();
  });
});
