// Who sends how much, for whoever runs the platform.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrganizationWithTraffic, TrafficOrder } from "../../contract/src/index.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";
import { allPages, eventOf, rollUpNow, sendAndSettle } from "./log-fixtures.ts";

const nothing = {
  succeeded: 0,
  failed: 0,
  success_rate: null,
  destinations: 0,
  failing_destinations: 0,
  pending: 0,
  oldest_pending_at: null,
};

const run = (server: TestServer, text: string, values: unknown[] = []) =>
  server.databases.cold.run({ name: "traffic-test", text }, values);

/** One row of the roll-up, of an organisation's per-request URLs. */
async function addStats(
  server: TestServer,
  { orgId, bucket }: TestOrganization,
  input: { ago: string; grain?: "minute" | "hour"; succeeded?: number; exhausted?: number },
): Promise<void> {
  const { ago, grain = "hour", succeeded = 0, exhausted = 0 } = input;
  await run(
    server,
    `insert into stats select $1, $2, $2, null, $3, date_bin('1 hour', now() - $4::interval, '2000-01-01T00:00:00Z'), $5, $6, 0, 0, 0, $5::int + $6::int, '{}'`,
    [bucket, orgId, grain, ago, succeeded, exhausted],
  );
}

describe.each([1, 4])("traffic, with %i buckets", (buckets) => {
  let server: TestServer;
  let receiver: Receiver;
  beforeAll(async () => {
    server = await startTestServer({ env: { OVERTEN_BUCKETS: String(buckets), OVERTEN_RETRY_SCHEDULE: "3600" } });
    receiver = await startReceiver();
    receiver.answerWith((request, response) => {
      response.writeHead(Number(request.path.slice("/hook/".length))).end();
    });
  });
  afterAll(async () => {
    await receiver.close();
    await server[Symbol.asyncDispose]();
  });

  const list = async (query: { name?: string; order?: TrafficOrder } = {}): Promise<OrganizationWithTraffic[]> =>
    (await server.operator.call("listTraffic", { query })).organizations;
  const shown = (organization: TestOrganization): Promise<OrganizationWithTraffic> =>
    server.operator.call("getOrganization", { params: { org_id: organization.id } });
  const subscribe = async (organization: TestOrganization, status: number): Promise<string> => {
    const body = { url: `${receiver.url}/${status}`, events: ["run.completed" as const] };
    return (await organization.client.call("createWebhook", { body })).webhook_id;
  };

  it("is for the operator alone", async () => {
    const organization = await server.addOrganization();
    for (const path of ["/operator/traffic", `/operator/organizations/${organization.id}`]) {
      expect((await server.request("GET", path, { key: organization.apiKey })).status).toBe(403);
      expect((await server.request("GET", path, { key: testOperatorKey })).status).toBe(200);
    }
  });

  it("counts what each organisation sent, what of it failed, and what waits", async () => {
    const [good, bad, quiet] = [
      await server.addOrganization("Good"),
      await server.addOrganization("Bad"),
      await server.addOrganization("Quiet"),
    ];
    await server.addOrganization("Idle");
    await subscribe(good, 200);
    await subscribe(bad, 200);
    await subscribe(bad, 422);
    await sendAndSettle(server, good, [eventOf(good), eventOf(good), eventOf(good)]);
    await sendAndSettle(server, bad, [eventOf(bad), eventOf(bad)]);
    const beganMs = Date.now() - 1000;
    const webhook_url = `${receiver.url}/500`;
    for (let sent = 0; sent < 2; sent++) {
      await server.operator.call("ingestEvents", { body: eventOf(quiet, { webhook_url }) });
    }
    await receiver.waitFor(9);
    const pending = await quiet.client.call("listDeliveries", { query: { status: "pending" } });
    for (const { bucket } of [good, bad, quiet]) await rollUpNow(server, bucket);

    const expected = {
      [good.id]: { ...nothing, succeeded: 3, success_rate: 1, destinations: 1 },
      [bad.id]: { ...nothing, succeeded: 2, failed: 2, success_rate: 0.5, destinations: 2, failing_destinations: 1 },
      [quiet.id]: {
        ...nothing,
        destinations: 1,
        failing_destinations: 1,
        pending: 2,
        oldest_pending_at: pending.deliveries.at(-1)?.created_at,
      },
    };
    expect(Date.parse(expected[quiet.id]?.oldest_pending_at ?? "")).toBeGreaterThan(beganMs);
    const listed = await list();
    for (const organization of [good, bad, quiet]) {
      const { traffic } = await shown(organization);
      expect(traffic).toEqual(expected[organization.id]);
      expect(listed.find((one) => one.org_id === organization.id)).toEqual(await shown(organization));
    }
    // Two have one failing destination each: of them the one with more failed deliveries comes first. Who sends comes before who does not.
    expect(listed.map((one) => one.name).slice(0, 4)).toEqual(["Bad", "Quiet", "Good", "Idle"]);
    expect((await list({ order: "busiest" })).map((one) => one.name).slice(0, 2)).toEqual(["Bad", "Good"]);
    const newest = (await list({ order: "newest" })).map((one) => one.org_id);
    expect(newest).toEqual(newest.toSorted().toReversed());
    expect((await list({ name: "UIE" })).map((one) => one.org_id)).toEqual([quiet.id]);
    expect(await list({ name: "100 % nobody_" })).toEqual([]);
  });

  it("counts a destination as failing only while it is live", async () => {
    const organization = await server.addOrganization("Live");
    const ids = [await subscribe(organization, 422), await subscribe(organization, 404)];
    await sendAndSettle(server, organization, [eventOf(organization)]);
    await rollUpNow(server, organization.bucket);
    const failing = async (): Promise<number[]> => {
      const { traffic } = await shown(organization);
      return [traffic.destinations, traffic.failing_destinations, traffic.failed];
    };
    expect(await failing()).toEqual([2, 2, 2]);
    const [first = "", second = ""] = ids;
    await organization.client.call("updateWebhook", { params: { webhook_id: first }, body: { active: false } });
    expect(await failing()).toEqual([1, 1, 2]);
    await organization.client.call("updateWebhook", { params: { webhook_id: first }, body: { active: true } });
    await organization.client.call("deleteWebhook", { params: { webhook_id: second } });
    expect(await failing()).toEqual([1, 1, 2]);
    const params = { org_id: organization.id };
    await server.operator.call("updateOrganization", { params, body: { suspended: true } });
    expect(await failing()).toEqual([0, 0, 2]);
    expect(await shown(organization)).toMatchObject({ suspended: true });
    expect((await list({ name: "Live" }))[0]).toMatchObject({ suspended: true });
  });

  it("reads the roll-up and nothing of the history: hours that are over, and the minutes since", async () => {
    const organization = await server.addOrganization("Rolled up");
    await run(server, "update stats_progress set hours_until = date_bin('1 hour', now(), '2000-01-01T00:00:00Z')");
    const million = 1_000_000;
    await addStats(server, organization, { ago: "23 hours", succeeded: million });
    await addStats(server, organization, { ago: "0 hours", grain: "minute", exhausted: 3 });
    // Older than a day, a minute of an hour that was added up, and an hour that was not yet.
    await addStats(server, organization, { ago: "26 hours", succeeded: 5 });
    await addStats(server, organization, { ago: "2 hours", grain: "minute", succeeded: 7 });
    await addStats(server, organization, { ago: "0 hours", succeeded: 9 });
    const { traffic } = await shown(organization);
    expect(traffic).toMatchObject({ succeeded: million, failed: 3, destinations: 1, failing_destinations: 0 });
  });

  it("goes page by page without a gap, while figures grow", async () => {
    for (let n = 0; n < 7; n++) {
      const organization = await server.addOrganization(`Paged ${n}`);
      await addStats(server, organization, { ago: "3 hours", succeeded: n % 3, exhausted: n % 2 });
    }
    for (const order of ["failing", "busiest", "newest"] as const) {
      const found = await allPages(async (cursor) => {
        const query = { name: "paged", order, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
        const page = await server.operator.call("listTraffic", { query });
        return { rows: page.organizations, next: page.next_cursor };
      });
      expect(found).toEqual(await list({ name: "paged", order }));
      expect(new Set(found.map((one) => one.org_id)).size).toBe(7);
    }
    const { next_cursor } = await server.operator.call("listTraffic", { query: { limit: 1, order: "busiest" } });
    for (const query of [`cursor=${next_cursor ?? ""}`, "cursor=abc", "order=loudest", "name=%00", "limit=0"]) {
      const refused = await server.request("GET", `/operator/traffic?${query}`, { key: testOperatorKey });
      expect([query, refused.status]).toEqual([query, 422]);
    }
  });
});
