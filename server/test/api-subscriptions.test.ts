import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiError, type Client } from "../../contract/src/index.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";

const url = "http://127.0.0.1:9/hook";
const events = ["run.completed" as const];

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer({ env: { OVERTEN_MAX_SUBSCRIPTIONS: "20" } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}

const create = (client: Client, body: object = {}): Promise<{ webhook_id: string; secret: string }> =>
  client.call("createWebhook", { body: { url, events, ...body } });

describe("a subscription", () => {
  beforeAll(async () => {
    org = await server.addOrganization();
  });

  it("shows its secret when it is made and never again", async () => {
    const description = "  Übersicht 🦊\u200d\n";
    const created = await org.client.call("createWebhook", {
      body: { url: "HTTP://127.0.0.1:0009/a/../hook?x=ä", events: ["run.failed", "run.failed"], description },
    });
    const { secret, ...shown } = created;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toEqual({
      webhook_id: expect.stringMatching(/^whk_[0-9A-HJKMNP-TV-Z]{26}$/),
      url: "http://127.0.0.1:9/hook?x=%C3%A4",
      events: ["run.failed"],
      description,
      active: true,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const { webhook_id } = created;
    const one = await server.request("GET", `/webhooks/${webhook_id}`, { key: org.apiKey });
    const list = await server.request("GET", "/webhooks", { key: org.apiKey });
    const patched = await server.request("PATCH", `/webhooks/${webhook_id}`, { key: org.apiKey, body: "{}" });
    for (const answer of [one, list, patched]) {
      expect(answer.status).toBe(200);
      const text = await answer.text();
      expect(text).toContain(webhook_id);
      expect(text).not.toContain("secret");
      expect(text).not.toContain(secret);
    }
  });

  it("is refused at a URL that webhooks may not go to, with one message for all", async () => {
    const messages = new Set<string>();
    for (const refused of ["http://10.0.0.1/", "https://localhost.internal/", "ftp://example.com/", "nonsense", ""]) {
      const error = await errorOf(create(org.client, { url: refused }));
      expect(error).toMatchObject({ status: 422, code: "url_not_allowed" });
      expect(error.details).toMatchObject([{ path: "url" }]);
      messages.add(error.message);
    }
    expect(messages.size).toBe(1);
    const { webhook_id } = await create(org.client);
    const input = { params: { webhook_id }, body: { url: "http://169.254.169.254/" } };
    expect(await errorOf(org.client.call("updateWebhook", input))).toMatchObject({ code: "url_not_allowed" });
    expect(await org.client.call("getWebhook", { params: { webhook_id } })).toMatchObject({ url });
  });

  it.each([
    [{ events: [] }, "events"],
    [{ events: ["run.started"] }, "events.0"],
    [{ events: undefined }, "events"],
    [{ url: undefined }, "url"],
    [{ description: "x".repeat(501) }, "description"],
    [{ active: false }, "active"],
    [{ secret: "whsec_mine" }, "secret"],
  ])("is refused with %j", async (body, path) => {
    const response = await server.request("POST", "/webhooks", {
      key: org.apiKey,
      body: JSON.stringify({ url, events, ...body }),
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ success: false, error: "validation_failed", details: [{ path }] });
  });

  it("may have 500 characters of description, of whatever kind", async () => {
    const description = "🦊".repeat(500);
    const { webhook_id } = await create(org.client, { description });
    expect(await org.client.call("getWebhook", { params: { webhook_id } })).toMatchObject({ description });
  });

  it("changes as asked, and only that", async () => {
    const { webhook_id } = await create(org.client, { description: "first" });
    const params = { webhook_id };
    const changed = await org.client.call("updateWebhook", { params, body: { events: ["run.failed"] } });
    expect(changed).toMatchObject({ url, events: ["run.failed"], description: "first", active: true });
    expect(await org.client.call("updateWebhook", { params, body: { description: null } })).toMatchObject({
      events: ["run.failed"],
      description: null,
    });
    const moved = await org.client.call("updateWebhook", { params, body: { url: `${url}/new`, active: false } });
    expect(moved).toMatchObject({ url: `${url}/new`, active: false, events: ["run.failed"] });
    expect(await org.client.call("updateWebhook", { params, body: { active: true } })).toMatchObject({ active: true });
  });

  it("is gone once deleted, with its secret", async () => {
    const { webhook_id } = await create(org.client);
    const params = { webhook_id };
    await org.client.call("deleteWebhook", { params });
    const calls = [
      () => org.client.call("getWebhook", { params }),
      () => org.client.call("updateWebhook", { params, body: { active: true } }),
      () => org.client.call("deleteWebhook", { params }),
      () => org.client.call("testWebhook", { params, body: {} }),
    ];
    for (const call of calls) expect(await errorOf(call())).toMatchObject({ status: 404, code: "not_found" });
    const { webhooks } = await org.client.call("listWebhooks");
    expect(webhooks.map((webhook) => webhook.webhook_id)).not.toContain(webhook_id);
    const left = await server.databases.cold.run<{ left: boolean }>(
      {
        name: "secret-left",
        text: "select bool_or(secret is not null) as left from subscriptions where deleted_at is not null",
      },
      [],
    );
    expect(left).toEqual([{ left: false }]);
  });
});

describe("subscriptions", () => {
  it("have a limit, also when made at the same moment; a deleted one makes room", async () => {
    const { client } = await server.addOrganization();
    const made = await Promise.allSettled(Array.from({ length: 25 }, () => create(client)));
    const created = made.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const refused = made.flatMap((result) => (result.status === "rejected" ? [result.reason as ApiError] : []));
    expect(created).toHaveLength(20);
    expect(new Set(created.map((webhook) => webhook.secret)).size).toBe(20);
    expect(refused).toHaveLength(5);
    for (const error of refused) {
      expect(error).toMatchObject({ status: 409, code: "conflict" });
      expect(error.message).toContain("20 webhooks");
    }
    await client.call("deleteWebhook", { params: { webhook_id: created[0]?.webhook_id ?? "" } });
    await create(client);
  });

  it("are listed page by page, without skips or repeats while others come and go", async () => {
    const { client } = await server.addOrganization();
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.push((await create(client)).webhook_id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.call("listWebhooks", {
        query: cursor === undefined ? { limit: 2 } : { limit: 2, cursor },
      });
      expect(page.webhooks.length).toBeLessThanOrEqual(2);
      seen.push(...page.webhooks.map((webhook) => webhook.webhook_id));
      cursor = page.next_cursor ?? undefined;
      await create(client);
      // What the cursor was made of may be deleted: the next page begins behind it all the same.
      if (seen.length === 2) await client.call("deleteWebhook", { params: { webhook_id: seen[1] ?? "" } });
    } while (cursor !== undefined);
    expect(seen).toEqual(made.toReversed());
  });

  it("are listed with limit and cursor as the contract has them", async () => {
    const { client, apiKey } = await server.addOrganization();
    await create(client);
    expect(await client.call("listWebhooks", { query: { limit: 1 } })).toMatchObject({ next_cursor: null });
    const wrong = ["limit=0", "limit=501", "limit=x", "limit=1.5", "cursor=x", "cursor=%00", "offset=1"];
    wrong.push(`cursor=${"A".repeat(22)}%3D`, `cursor=${"A".repeat(43)}`, "cursor=");
    for (const query of wrong) {
      const response = await server.request("GET", `/webhooks?${query}`, { key: apiKey });
      expect([query, response.status]).toEqual([query, 422]);
      const path = query.split("=")[0];
      expect(await response.json()).toMatchObject({ error: "validation_failed", details: [{ path }] });
    }
  });
});
