import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiError, createClient, type Client } from "../../contract/src/index.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

let first: TestServer;
let second: TestServer;
beforeAll(async () => {
  first = await startTestServer();
  second = await startTestServer({ connectionString: first.connectionString });
});
afterAll(async () => {
  await second[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
});

const clientOf = (apiKey: string, node = first): Client => createClient({ baseUrl: node.url, apiKey });

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.code}`;
    throw error;
  }
}

describe("an API key", () => {
  it("is shown once, kept as its hash, and opens its organisation on every node", async () => {
    const org = await first.addOrganization();
    const made = await org.client.call("createApiKey", { body: { name: "Büro" } });
    expect(made).toEqual({
      key_id: expect.stringMatching(/^key_[0-9A-HJKMNP-TV-Z]{26}$/),
      name: "Büro",
      role: "admin",
      prefix: made.api_key.slice(0, 12),
      api_key: expect.stringMatching(/^sk_live_[A-Za-z0-9]{28}$/),
      created_at: expect.stringMatching(/Z$/),
    });
    expect(await clientOf(made.api_key, second).call("verifyKey")).toMatchObject({
      org_id: org.id,
      api_key: { prefix: made.prefix, name: "Büro", created_at: made.created_at },
    });
    const list = await first.request("GET", "/api-keys", { key: org.apiKey });
    const listed = await list.text();
    expect(listed).toContain(made.key_id);
    expect(listed).not.toContain(made.api_key.slice(12));
    const rows = await first.databases.cold.run<{ hash: Buffer; all: string }>(
      { name: "key-rows", text: `select k.hash, k::text as all from api_keys k where prefix = $1` },
      [made.prefix],
    );
    expect(rows.map((row) => row.hash.equals(createHash("sha256").update(made.api_key).digest()))).toEqual([true]);
    expect(rows[0]?.all).not.toContain(made.api_key.slice(12));
  });

  it("is refused at once on every node when it is revoked", async () => {
    const org = await first.addOrganization();
    const { api_key, key_id } = await org.client.call("createApiKey", { body: { name: "short-lived" } });
    for (const node of [first, second]) await clientOf(api_key, node).call("listWebhooks");
    await org.client.call("deleteApiKey", { params: { key_id } });
    for (const node of [second, first]) {
      expect(await outcomeOf(clientOf(api_key, node).call("listWebhooks"))).toBe("401 invalid_api_key");
    }
    expect(await outcomeOf(org.client.call("deleteApiKey", { params: { key_id } }))).toBe("404 not_found");
  });

  it("is one of a hundred at most, whoever makes it", async () => {
    const org = await first.addOrganization();
    const make = (): Promise<string> => outcomeOf(org.client.call("createApiKey", { body: { name: "one more" } }));
    const outcomes = await Promise.all(Array.from({ length: 105 }, make));
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(99);
    expect(outcomes.filter((outcome) => outcome === "409 conflict")).toHaveLength(6);
    const minted = first.operator.call("createOrganizationApiKey", {
      params: { org_id: org.id },
      body: { name: "the operator's" },
    });
    await expect(minted).rejects.toMatchObject({ status: 409, message: expect.stringContaining("has 100 API keys") });
    const [key] = (await org.client.call("listApiKeys")).api_keys;
    await org.client.call("deleteApiKey", { params: { key_id: key?.key_id ?? "" } });
    expect(await make()).toBe("done");
  });

  it("stays when it is the last admin's, and says why", async () => {
    const org = await first.addOrganization();
    await org.client.call("createApiKey", { body: { name: "a viewer", role: "viewer" } });
    const { api_keys } = await org.client.call("listApiKeys");
    const last = api_keys.find((key) => key.role === "admin");
    const response = await first.request("DELETE", `/api-keys/${last?.key_id}`, { key: org.apiKey });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: "conflict", message: expect.stringContaining("last key") });
    expect(await org.client.call("verifyKey")).toMatchObject({ org_id: org.id });
  });

  it("stays when the other admin's key is deleted at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const org = await first.addOrganization();
      const other = await org.client.call("createApiKey", { body: { name: "other" } });
      const { api_keys } = await org.client.call("listApiKeys");
      const own = api_keys.find((key) => key.key_id !== other.key_id);
      const outcomes = await Promise.all([
        outcomeOf(org.client.call("deleteApiKey", { params: { key_id: other.key_id } })),
        outcomeOf(clientOf(other.api_key, second).call("deleteApiKey", { params: { key_id: own?.key_id ?? "" } })),
      ]);
      // The one who comes second may find its own key gone before it is heard.
      expect([
        ["409 conflict", "done"],
        ["401 invalid_api_key", "done"],
      ]).toContainEqual(outcomes.toSorted());
      const working = await Promise.all(
        [org.apiKey, other.api_key].map((key) => outcomeOf(clientOf(key).call("verifyKey"))),
      );
      expect(working.toSorted()).toEqual(["401 invalid_api_key", "done"]);
    }
  });

  it.each([
    [{}],
    [{ name: "" }],
    [{ name: "x".repeat(201) }],
    [{ name: "x", role: "owner" }],
    [{ name: "x", key: "y" }],
  ])("is not made from %j", async (body) => {
    const org = await first.addOrganization();
    const response = await first.request("POST", "/api-keys", { key: org.apiKey, body: JSON.stringify(body) });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: "validation_failed" });
  });

  it("is listed page by page while others are made", async () => {
    const { client } = await first.addOrganization();
    for (let n = 0; n < 4; n++) await client.call("createApiKey", { body: { name: `key ${n}` } });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { api_keys: { name: string }[]; next_cursor: string | null } = await client.call("listApiKeys", {
        query: { limit: 2, ...(cursor === null ? {} : { cursor }) },
      });
      names.push(...page.api_keys.map((key) => key.name));
      cursor = page.next_cursor;
      await client.call("createApiKey", { body: { name: "newer" } });
    } while (cursor !== null);
    expect(names).toEqual(["key 3", "key 2", "key 1", "key 0", "test"]);
  });
});

describe("GET /verify", () => {
  it("shows an admin the organisation's secret, and a viewer everything but that", async () => {
    const org = await first.addOrganization("Muster & Söhne");
    const viewer = await org.client.call("createApiKey", { body: { name: "eyes", role: "viewer" } });
    const shown = { org_id: org.id, org_name: "Muster & Söhne" };
    expect(await org.client.call("verifyKey")).toMatchObject({ ...shown, webhook_secret: org.secret });
    const seen = await clientOf(viewer.api_key).call("verifyKey");
    expect(seen).toMatchObject({ ...shown, webhook_secret: null, api_key: { name: "eyes", prefix: viewer.prefix } });
  });

  it("shows the new secret on every node after a rotation, also after two at once", async () => {
    const org = await first.addOrganization();
    const rotated = await Promise.all([
      org.client.call("rotateWebhookSecret"),
      clientOf(org.apiKey, second).call("rotateWebhookSecret"),
    ]);
    const secrets = rotated.map((answer) => answer.webhook_secret);
    expect(new Set([...secrets, org.secret]).size).toBe(3);
    for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = [await org.client.call("verifyKey"), await clientOf(org.apiKey, second).call("verifyKey")];
    expect(secrets).toContain(shown[0]?.webhook_secret);
    expect(shown[1]).toEqual(shown[0]);
  });
});
