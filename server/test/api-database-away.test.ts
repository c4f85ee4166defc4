import { afterEach, describe, expect, it } from "vitest";
import { errorBodySchema, fillPath, type RouteName, routeNamed, routeNames } from "../../contract/src/index.ts";
import { openDatabaseWay } from "../../tests/support/database-way.ts";
import { createTestDatabase } from "../../tests/support/postgres.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";
import { encodeId } from "../src/domain/ids.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { eventOf } from "./log-fixtures.ts";
import { atEnd, endPeers } from "./loopback-peers.ts";

const webhook = { url: "http://127.0.0.1:9/hook", events: ["run.completed"] };

/** They say what is the same for everybody, whatever the database does. */
const needNoDatabase: ReadonlySet<RouteName> = new Set(["listVerdicts"]);

/** Of the right look, so that each route goes as far as the database to find out that there is none. */
const id = uuidv7(Date.now());
const params = {
  webhook_id: encodeId("subscription", id),
  key_id: encodeId("apiKey", id),
  org_id: encodeId("organization", id),
  delivery_id: encodeId("delivery", id),
  recovery_id: encodeId("recovery", id),
  task_id: encodeId("task", id),
  run_id: encodeId("run", id),
  format: "excel",
};
const lease = { lease_token: id };
const link = "https://files.example/document.xlsx";

/** What each route takes. */
const bodies = (owner: TestOrganization): Partial<Record<RouteName, object>> => ({
  createWebhook: webhook,
  updateWebhook: { description: "another" },
  recoverWebhook: { since: "2026-01-01T00:00:00Z" },
  createApiKey: { name: "x" },
  generate: { prompt: "a report", async: true },
  createOrganization: { name: "x" },
  updateOrganization: { suspended: true },
  createOrganizationApiKey: { name: "x" },
  ingestEvents: eventOf(owner),
  heartbeatTask: lease,
  completeTask: { ...lease, download_url: link, edit_url: link, summary: "" },
  failTask: { ...lease, error: { code: "x", message: "x" } },
  createSession: { api_key: owner.apiKey },
});

const signIn = async (node: TestServer, apiKey: string): Promise<string> => {
  const headers = { "x-overten-session": "1" };
  const response = await node.request("POST", "/session", { headers, body: JSON.stringify({ api_key: apiKey }) });
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
};

afterEach(endPeers);

describe("a database that is away", () => {
  it("is 503 with Retry-After on every route, nothing half done, and recovers by itself", async () => {
    const database = await createTestDatabase();
    atEnd(database.drop);
    await using way = await openDatabaseWay(database.connectionString);
    await using node = await startTestServer({ connectionString: way.connectionString });
    const owner = await node.addOrganization();
    const request = (method: string, path: string, body?: object): Promise<Response> =>
      node.request(method, path, { key: owner.apiKey, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    expect((await request("POST", "/webhooks", webhook)).status).toBe(201);
    const cookie = await signIn(node, owner.apiKey);
    way.cut();
    for (const name of routeNames.filter((one) => !needNoDatabase.has(one))) {
      const { method, path, key, body } = routeNamed(name);
      const response = await node.request(method, fillPath(path, params), {
        ...(key === "none" ? { headers: { cookie, "x-overten-session": "1" } } : {}),
        ...(key === "operator" ? { key: testOperatorKey } : {}),
        ...(key === "customer" ? { key: owner.apiKey } : {}),
        ...(body === undefined ? {} : { body: JSON.stringify(bodies(owner)[name] ?? {}) }),
      });
      expect([name, response.status]).toEqual([name, 503]);
      expect([name, response.headers.get("retry-after")]).toEqual([name, expect.stringMatching(/^[1-9]\d*$/)]);
      expect(errorBodySchema.strict().parse(await response.json())).toMatchObject({ error: "unavailable" });
    }
    for (const name of needNoDatabase) {
      const { method, path } = routeNamed(name);
      expect([name, (await node.request(method, path)).status]).toEqual([name, 200]);
    }
    expect((await fetch(`${node.url}/livez`)).status).toBe(200);
    way.restore();
    const listed = await request("GET", "/webhooks");
    expect(listed.status).toBe(200);
    expect(await listed.json()).toMatchObject({ webhooks: [{}], next_cursor: null });
  });
});
