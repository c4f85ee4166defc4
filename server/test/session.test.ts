// Signing in: a cookie in place of a key, what it may do, and how it ends.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Session, Webhook } from "../../contract/src/index.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";

const ours = { "x-overten-session": "1" };
const hook = JSON.stringify({ url: "http://127.0.0.1:9/hook", events: ["run.completed"] });

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  org = await server.addOrganization("Acme");
});

const signIn = async (body: object, headers: Record<string, string> = ours): Promise<Response> =>
  server.request("POST", "/session", { headers, body: JSON.stringify(body) });

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(";")[0] ?? "";

const signedIn = async (apiKey: string): Promise<Record<string, string>> => {
  const response = await signIn({ api_key: apiKey });
  expect(response.status).toBe(200);
  return { cookie: cookieOf(response), ...ours };
};

const statusOf = async (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<number> => (await server.request(method, path, { headers, ...(body === undefined ? {} : { body }) })).status;

describe("signing in", () => {
  it("by an API key gives a cookie that no script reads and no other site sends, for twelve hours", async () => {
    const response = await signIn({ api_key: ` ${org.apiKey}\n` });
    const session = (await response.json()) as Session;
    expect(session).toMatchObject({
      kind: "customer",
      role: "admin",
      organization: { org_id: org.id, name: "Acme" },
      api_key: { prefix: org.apiKey.slice(0, 12) },
      server: { environment: "development", log_retention_days: 30 },
    });
    expect(Date.parse(session.expires_at) - Date.parse(session.created_at)).toBe(12 * 3_600_000);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^overten-session-\d+=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(JSON.stringify(session)).not.toContain(org.apiKey);
  });

  it("by one key happens so many times at once, and leaves so many sessions, the newest", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await signIn({ api_key: org.apiKey })).status),
    );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(9);
    const refused = await signIn({ api_key: org.apiKey });
    expect([refused.status, await refused.json()]).toEqual([429, expect.objectContaining({ error: "rate_limited" })]);
    expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);

    const [, oldest] = await Promise.all([signIn({ api_key: testOperatorKey }), signedIn(testOperatorKey)]);
    for (let i = 0; i < 60; i++) await signedIn(testOperatorKey);
    const newest = await signedIn(testOperatorKey);
    expect([await statusOf("GET", "/session", oldest), await statusOf("GET", "/session", newest)]).toEqual([401, 200]);
    const text = "select count(*)::int as count from sessions where key_id is null";
    expect(await server.databases.cold.run({ name: "count-sessions", text }, [])).toEqual([{ count: 50 }]);
  });

  it("over https the cookie is for https and this host alone", async () => {
    await using secure = await startTestServer({ env: { PUBLIC_URL: "https://hooks.example/overten" } });
    const { apiKey } = await secure.addOrganization();
    const body = JSON.stringify({ api_key: apiKey });
    const response = await secure.request("POST", "/session", { headers: ours, body });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^__Host-overten-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  it("with a wrong key, another's prefix or none is 401 or 422 and gives no cookie", async () => {
    for (const [body, status] of [
      [{ api_key: `sk_live_${"x".repeat(28)}` }, 401],
      [{ api_key: `op_live_${"x".repeat(28)}` }, 401],
      [{ api_key: "" }, 401],
      [{ sign_in_token: "guessed" }, 401],
      [{}, 422],
      [{ api_key: org.apiKey, sign_in_token: "both" }, 422],
    ] as const) {
      const response = await signIn(body);
      expect([body, response.status]).toEqual([body, status]);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  it("by a one-time link works once, and as the operator", async () => {
    const link = new URL(server.signInLink());
    expect(link.pathname).toBe("/sign-in");
    const first = await signIn({ sign_in_token: link.hash.slice(1) });
    expect(await first.json()).toMatchObject({ kind: "operator", organization: null, role: "admin" });
    expect((await signIn({ sign_in_token: link.hash.slice(1) })).status).toBe(401);
  });

  it("again ends the session before", async () => {
    const before = await signedIn(org.apiKey);
    const again = await signIn({ api_key: org.apiKey }, before);
    expect(again.status).toBe(200);
    expect(await statusOf("GET", "/session", before)).toBe(401);
  });
});

describe("a session", () => {
  it("does what its key does: reads, changes, and follows the log", async () => {
    const headers = await signedIn(org.apiKey);
    expect(await statusOf("POST", "/webhooks", headers, hook)).toBe(201);
    expect(await (await server.request("GET", "/webhooks", { headers })).json()).toMatchObject({ webhooks: [{}] });
    expect(await (await server.request("GET", "/verify", { headers })).json()).toMatchObject({ org_id: org.id });
    const stream = await server.request("GET", "/attempts/stream", { headers });
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    expect(await statusOf("GET", "/operator/organizations", headers)).toBe(403);
  });

  it("changes nothing without our header, which no other site can send", async () => {
    const { cookie = "" } = await signedIn(org.apiKey);
    expect(await statusOf("GET", "/webhooks", { cookie })).toBe(200);
    for (const [method, path, body] of [
      ["POST", "/webhooks", hook],
      ["POST", "/verify/rotate-webhook-secret", "{}"],
      ["DELETE", "/session", undefined],
    ] as const) {
      expect([path, await statusOf(method, path, { cookie }, body)]).toEqual([path, 403]);
    }
    expect((await signIn({ api_key: org.apiKey }, {})).status).toBe(403);
  });

  it("of a viewer's key reads and changes nothing", async () => {
    const viewer = await org.client.call("createApiKey", { body: { name: "looks", role: "viewer" } });
    const headers = await signedIn(viewer.api_key);
    expect(await (await server.request("GET", "/session", { headers })).json()).toMatchObject({ role: "viewer" });
    expect(await statusOf("GET", "/webhooks", headers)).toBe(200);
    expect(await statusOf("POST", "/webhooks", headers, hook)).toBe(403);
    expect(await (await server.request("GET", "/verify", { headers })).json()).toMatchObject({ webhook_secret: null });
  });

  it("of the operator acts for the organisation that a header names, and for none without", async () => {
    const headers = await signedIn(testOperatorKey);
    expect(await statusOf("GET", "/operator/organizations", headers)).toBe(200);
    expect(await statusOf("GET", "/webhooks", headers)).toBe(403);
    const acting = { ...headers, "x-overten-organization": org.id };
    expect(await statusOf("POST", "/webhooks", acting, hook)).toBe(201);
    const { webhooks } = await org.client.call("listWebhooks");
    expect(webhooks).toHaveLength(1);
    expect(await (await server.request("GET", "/verify", { headers: acting })).json()).toMatchObject({
      org_name: "Acme",
      webhook_secret: org.secret,
    });
    expect(await statusOf("GET", "/webhooks", { ...headers, "x-overten-organization": "org_nobody" })).toBe(404);
  });

  it("of the operator reads and tidies up for a suspended organisation, but generates and sends nothing", async () => {
    const acting = { ...(await signedIn(testOperatorKey)), "x-overten-organization": org.id };
    const created = await server.request("POST", "/webhooks", { headers: acting, body: hook });
    const { webhook_id } = (await created.json()) as Webhook;
    const params = { webhook_id };
    const { delivery_id } = await org.client.call("testWebhook", { params });
    const waiting = await org.client.call("generate", {
      params: { format: "excel" },
      body: { prompt: "Five rows of sales by month", async: true },
    });
    await server.operator.call("updateOrganization", { params: { org_id: org.id }, body: { suspended: true } });
    const message = "This organisation is suspended. Ask whoever runs the platform to end the suspension.";
    for (const [path, body] of [
      ["/excel/generate", { prompt: "a report", async: true }],
      [`/webhooks/${webhook_id}/test`, {}],
      [`/webhooks/${webhook_id}/recover`, { since: "2026-01-01T00:00:00Z" }],
      [`/deliveries/${delivery_id}/resend`, {}],
    ] as const) {
      const refused = await server.request("POST", path, { headers: acting, body: JSON.stringify(body) });
      const answer = { success: false, error: "forbidden", message };
      expect([path, refused.status, await refused.json()]).toEqual([path, 403, answer]);
    }
    expect(await statusOf("GET", "/deliveries", acting)).toBe(200);
    expect(await statusOf("GET", `/tasks/${waiting.task_id}`, acting)).toBe(200);
    expect(await statusOf("PATCH", `/webhooks/${webhook_id}`, acting, '{"description":"left by Acme"}')).toBe(200);
    expect(await statusOf("DELETE", `/webhooks/${webhook_id}`, acting)).toBe(204);
  });

  it("of a customer reaches no other organisation by that header", async () => {
    const other = await server.addOrganization("Other");
    const headers = { ...(await signedIn(org.apiKey)), "x-overten-organization": other.id };
    const verified = await server.request("GET", "/verify", { headers });
    expect(await verified.json()).toMatchObject({ org_id: org.id });
  });
});

describe("a session ends", () => {
  it("with signing out, at once", async () => {
    const headers = await signedIn(org.apiKey);
    const out = await server.request("DELETE", "/session", { headers });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^overten-session-\d+=; Max-Age=0; /);
    expect(await statusOf("GET", "/webhooks", headers)).toBe(401);
  });

  it("with its key", async () => {
    const second = await org.client.call("createApiKey", { body: { name: "second" } });
    const headers = await signedIn(second.api_key);
    expect(await statusOf("GET", "/webhooks", headers)).toBe(200);
    await org.client.call("deleteApiKey", { params: { key_id: second.key_id } });
    expect(await statusOf("GET", "/webhooks", headers)).toBe(401);
    expect(await statusOf("GET", "/session", headers)).toBe(401);
  });

  it("after twelve hours, and is removed with the next sign-in", async () => {
    const headers = await signedIn(org.apiKey);
    await server.databases.cold.run(
      { name: "age", text: `update sessions set expires_at = now() - interval '1 s'` },
      [],
    );
    expect(await statusOf("GET", "/webhooks", headers)).toBe(401);
    await signedIn(org.apiKey);
    const rows = await server.databases.cold.run({ name: "count", text: `select id from sessions` }, []);
    expect(rows).toHaveLength(1);
  });

  it("and so does its stream of attempts", async () => {
    const headers = await signedIn(org.apiKey);
    const stream = await server.request("GET", "/attempts/stream", { headers });
    await server.request("DELETE", "/session", { headers });
    expect(await stream.text()).toContain("may not read any more");
  });

  it("with a suspension as long as it lasts", async () => {
    const headers = await signedIn(org.apiKey);
    const params = { org_id: org.id };
    await server.operator.call("updateOrganization", { params, body: { suspended: true } });
    expect(await statusOf("GET", "/webhooks", headers)).toBe(403);
    await server.operator.call("updateOrganization", { params, body: { suspended: false } });
    expect(await statusOf("GET", "/webhooks", headers)).toBe(200);
  });

  it("of the operator with another operator's key", async () => {
    const headers = await signedIn(testOperatorKey);
    await server.databases.cold.run(
      {
        name: "other-key",
        text: `update sessions set operator_key_hash = '\\x00' where operator_key_hash is not null`,
      },
      [],
    );
    expect(await statusOf("GET", "/operator/organizations", headers)).toBe(401);
    expect(await statusOf("GET", "/session", headers)).toBe(401);
  });
});

it("a key in the request counts before the cookie, and needs no header of ours", async () => {
  const other = await server.addOrganization("Other");
  const { cookie = "" } = await signedIn(org.apiKey);
  const created = await server.request("POST", "/webhooks", { key: other.apiKey, headers: { cookie }, body: hook });
  expect(created.status).toBe(201);
  expect((await other.client.call("listWebhooks")).webhooks).toHaveLength(1);
});

it("the verdicts are for everybody", async () => {
  const response = await server.request("GET", "/verdicts");
  const { verdicts } = (await response.json()) as { verdicts: { code: string }[] };
  expect(verdicts.map((verdict) => verdict.code)).toEqual(expect.arrayContaining(["timeout", "308", "5xx"]));
});
