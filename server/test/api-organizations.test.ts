import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiError, createClient } from "../../contract/src/index.ts";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { encodeId } from "../src/domain/ids.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { OVERTEN_BUCKETS: "4" } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const unknownOrg = encodeId("organization", uuidv7(Date.now()));

describe("an organisation", () => {
  it("comes with a key and a secret, shown once, and works at once", async () => {
    const receiver = await startReceiver();
    const made = await server.operator.call("createOrganization", { body: { name: "Acme" } });
    expect(made).toEqual({
      org_id: expect.stringMatching(/^org_[0-9A-HJKMNP-TV-Z]{26}$/),
      api_key: expect.stringMatching(/^sk_live_[A-Za-z0-9]{28}$/),
      webhook_secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const client = createClient({ baseUrl: server.url, apiKey: made.api_key });
    expect(await client.call("verifyKey")).toMatchObject({
      org_id: made.org_id,
      org_name: "Acme",
      webhook_secret: made.webhook_secret,
    });
    await client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    const event = { event: "run.completed", run_id: "r", task_id: "t", agent_name: "a", format: "excel" } as const;
    await server.operator.call("ingestEvents", { body: { org_id: made.org_id, ...event } });
    await receiver.waitFor(1);
    await receiver.close();

    const params = { org_id: made.org_id };
    expect(await server.operator.call("getOrganization", { params })).toEqual({
      org_id: made.org_id,
      name: "Acme",
      suspended: false,
      created_at: expect.stringMatching(/Z$/),
      traffic: expect.any(Object),
    });
  });

  it("is suspended and back, as often as asked", async () => {
    const org = await server.addOrganization();
    const params = { org_id: org.id };
    const set = (suspended: boolean): Promise<{ suspended: boolean }> =>
      server.operator.call("updateOrganization", { params, body: { suspended } });
    const event = { event: "run.completed", run_id: "r", agent_name: "a", format: "excel" } as const;
    let tasks = 0;
    const status = async (): Promise<number[]> => {
      const body = JSON.stringify({ org_id: org.id, ...event, task_id: `task ${tasks++}` });
      return Promise.all([
        server.request("GET", "/verify", { key: org.apiKey }).then((response) => response.status),
        server.request("POST", "/operator/events", { key: testOperatorKey, body }).then((response) => response.status),
      ]);
    };
    expect(await status()).toEqual([200, 202]);
    expect(await set(true)).toMatchObject({ suspended: true });
    expect(await set(true)).toMatchObject({ suspended: true });
    expect(await status()).toEqual([403, 422]);
    expect(await server.operator.call("getOrganization", { params })).toMatchObject({ suspended: true });
    expect(await set(false)).toMatchObject({ suspended: false });
    expect(await set(false)).toMatchObject({ suspended: false });
    expect(await status()).toEqual([200, 202]);
  });

  it("has keys that the operator makes, lists and revokes, the last one too", async () => {
    const made = await server.operator.call("createOrganization", { body: { name: "keys" } });
    const params = { org_id: made.org_id };
    const key = await server.operator.call("createOrganizationApiKey", {
      params,
      body: { name: "second", role: "viewer" },
    });
    expect(key).toMatchObject({ name: "second", role: "viewer", prefix: key.api_key.slice(0, 12) });
    const { api_keys } = await server.operator.call("listOrganizationApiKeys", { params });
    expect(api_keys.map((one) => [one.role, one.prefix])).toEqual([
      ["viewer", key.prefix],
      ["admin", made.api_key.slice(0, 12)],
    ]);
    for (const { key_id } of api_keys) {
      await server.operator.call("deleteOrganizationApiKey", { params: { ...params, key_id } });
    }
    for (const apiKey of [made.api_key, key.api_key]) {
      expect((await server.request("GET", "/verify", { key: apiKey })).status).toBe(401);
    }
    expect(await server.operator.call("listOrganizationApiKeys", { params })).toEqual({
      api_keys: [],
      next_cursor: null,
    });
  });

  it("is listed newest first, page by page", async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      made.push((await server.operator.call("createOrganization", { body: { name: `listed ${n}` } })).org_id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    while (seen.length < 5) {
      const page: { organizations: { org_id: string }[]; next_cursor: string | null } = await server.operator.call(
        "listOrganizations",
        { query: { limit: 2, ...(cursor === null ? {} : { cursor }) } },
      );
      seen.push(...page.organizations.map((organization) => organization.org_id));
      cursor = page.next_cursor;
      if (cursor === null) break;
      await server.operator.call("createOrganization", { body: { name: "newer" } });
    }
    expect(seen.slice(0, 5)).toEqual(made.toReversed());
  });

  it.each([
    ["POST", "/operator/organizations", { name: "" }],
    ["POST", "/operator/organizations", { name: "x", plan: "gold" }],
    ["PATCH", `/operator/organizations/${unknownOrg}`, {}],
    ["PATCH", `/operator/organizations/${unknownOrg}`, { suspended: "yes" }],
    ["POST", `/operator/organizations/${unknownOrg}/api-keys`, { name: "x", role: "root" }],
  ])("is refused where fields are wrong: %s %s %j", async (method, path, body) => {
    const response = await server.request(method, path, { key: testOperatorKey, body: JSON.stringify(body) });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ success: false, error: "validation_failed" });
  });
});

describe("an unknown organisation or key", () => {
  it.each([
    ["unknown", unknownOrg],
    ["of another look", "org_1"],
    ["of another kind", encodeId("subscription", uuidv7(Date.now()))],
  ])("is 404 on every route of the operator's: %s", async (_, org_id) => {
    const org = await server.addOrganization();
    const { api_keys } = await org.client.call("listApiKeys");
    const key_id = api_keys[0]?.key_id ?? "";
    const calls = [
      () => server.operator.call("getOrganization", { params: { org_id } }),
      () => server.operator.call("updateOrganization", { params: { org_id }, body: { suspended: true } }),
      () => server.operator.call("createOrganizationApiKey", { params: { org_id }, body: { name: "x" } }),
      () => server.operator.call("listOrganizationApiKeys", { params: { org_id } }),
      () => server.operator.call("deleteOrganizationApiKey", { params: { org_id, key_id } }),
      () => server.operator.call("deleteOrganizationApiKey", { params: { org_id: org.id, key_id: org_id } }),
    ];
    for (const call of calls) {
      const error = await call().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 404, code: "not_found" });
    }
    expect(await org.client.call("verifyKey")).toMatchObject({ org_id: org.id });
  });
});

describe("OVERTEN_BOOTSTRAP_API_KEY", () => {
  const apiKey = `sk_live_${"b".repeat(28)}`;
  const env = { OVERTEN_BOOTSTRAP_API_KEY: apiKey };

  it("makes one organisation with this key, also when two nodes start at once; a revoked key stays revoked", async () => {
    await using fresh = await startTestServer();
    const nodes = await Promise.all([
      startTestServer({ env, connectionString: fresh.connectionString }),
      startTestServer({ env, connectionString: fresh.connectionString }),
    ]);
    const client = createClient({ baseUrl: fresh.url, apiKey });
    const { organizations } = await fresh.operator.call("listOrganizations");
    expect(organizations.map((organization) => organization.name)).toEqual(["default"]);
    const verified = await client.call("verifyKey");
    expect(verified).toMatchObject({ org_name: "default", api_key: { prefix: "sk_live_bbbb" } });
    expect(verified.webhook_secret).toMatch(/^whsec_/);
    await client.call("createApiKey", { body: { name: "the next" } });
    const { api_keys } = await client.call("listApiKeys");
    await client.call("deleteApiKey", {
      params: { key_id: api_keys.find((key) => key.prefix === "sk_live_bbbb")?.key_id ?? "" },
    });
    nodes.push(await startTestServer({ env, connectionString: fresh.connectionString }));
    expect((await fresh.request("GET", "/verify", { key: apiKey })).status).toBe(401);
    expect((await fresh.operator.call("listOrganizations")).organizations).toHaveLength(1);
    for (const node of nodes) await node[Symbol.asyncDispose]();
  });
});
