// Who may call what, for every route of the contract.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillPath, type RouteName, routeNamed, routeNames } from "../../contract/src/index.ts";
import { encodeId, type IdKind } from "../src/domain/ids.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";

const kindOfParam: Readonly<Record<string, IdKind>> = {
  webhook_id: "subscription",
  key_id: "apiKey",
  org_id: "organization",
  delivery_id: "delivery",
  recovery_id: "recovery",
  task_id: "task",
  run_id: "run",
};

/** Bodies that each route takes, so that nothing but the id or the key is wrong. */
const bodies: Partial<Record<RouteName, object>> = {
  createWebhook: { url: "http://127.0.0.1:9/hook", events: ["run.completed"] },
  updateWebhook: { description: "mine now" },
  recoverWebhook: { since: "2026-01-01T00:00:00Z" },
  createApiKey: { name: "made" },
  createOrganization: { name: "made" },
  updateOrganization: { suspended: false },
  createOrganizationApiKey: { name: "made" },
  generate: { prompt: "a report", async: true },
};

let server: TestServer;
let org: TestOrganization;
let stranger: TestOrganization;
/** Ids of what `org` owns, by parameter. */
const owned: Record<string, string> = { format: "excel" };
/** The same of what never existed. */
const unknown: Record<string, string> = { format: "excel" };
let viewerKey = "";

const send = async (name: RouteName, options: { key?: string; params?: Record<string, string> }): Promise<Response> => {
  const { method, path, body } = routeNamed(name);
  return server.request(method, fillPath(path, options.params ?? owned), {
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(body === undefined ? {} : { body: JSON.stringify(bodies[name] ?? {}) }),
  });
};

/** Status and body, for what must not differ. */
const answerOf = async (response: Promise<Response>): Promise<string> => {
  const { status, body } = await response.then(async (got) => ({ status: got.status, body: await got.text() }));
  return `${status} ${body}`;
};

const statusesOf = async (names: readonly RouteName[], key: string): Promise<Record<string, number>> => {
  const statuses: Record<string, number> = {};
  for (const name of names) statuses[name] = (await send(name, { key })).status;
  return statuses;
};

const allAre = (names: readonly RouteName[], status: number): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, status]));

const insertRows = async (): Promise<void> => {
  const id = (param: string): string => {
    const uuid = uuidv7(Date.now());
    owned[param] = encodeId(kindOfParam[param] ?? "run", uuid);
    return uuid;
  };
  const run = async (text: string, values: readonly unknown[]): Promise<void> => {
    await server.databases.cold.run({ name: "test-insert", text }, values);
  };
  const runId = id("run_id");
  await run("insert into runs (bucket, id, org_id, format) values ($1, $2, $3, 'excel')", [
    org.bucket,
    runId,
    org.orgId,
  ]);
  await run(
    "insert into tasks (bucket, id, org_id, run_id, format, agent_name, prompt) values ($1, $2, $3, $4, 'nobody', 'a', 'p')",
    [org.bucket, id("task_id"), org.orgId, runId],
  );
  await run(
    `insert into recoveries (bucket, id, org_id, subscription_id, since, until, dry_run, status)
      values ($1, $2, $3, $2, now(), now(), true, 'completed')`,
    [org.bucket, id("recovery_id"), org.orgId],
  );
};

beforeAll(async () => {
  server = await startTestServer();
  org = await server.addOrganization("owner");
  stranger = await server.addOrganization("stranger");
  const body = { url: "http://127.0.0.1:9/hook", events: ["run.completed" as const] };
  owned["org_id"] = org.id;
  owned["webhook_id"] = (await org.client.call("createWebhook", { body })).webhook_id;
  owned["key_id"] = (await org.client.call("createApiKey", { body: { name: "owned" } })).key_id;
  const params = { webhook_id: owned["webhook_id"] };
  owned["delivery_id"] = (await org.client.call("testWebhook", { params })).delivery_id;
  await insertRows();
  viewerKey = (await org.client.call("createApiKey", { body: { name: "viewer", role: "viewer" } })).api_key;
  for (const [param, kind] of Object.entries(kindOfParam)) unknown[param] = encodeId(kind, uuidv7(Date.now()));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const those = (test: (name: RouteName) => boolean): RouteName[] => {
  const found = routeNames.filter(test);
  expect(found).not.toEqual([]);
  return found;
};
const isCustomers = (name: RouteName): boolean => routeNamed(name).key === "customer";
const isOperators = (name: RouteName): boolean => routeNamed(name).key === "operator";
const hasId = (name: RouteName): boolean => /_id\}/.test(routeNamed(name).path);

describe("a request", () => {
  it("of every route of the contract is served", async () => {
    // Without a key: what is served asks for one, or does not need it, before it looks for anything.
    const statuses = await Promise.all(routeNames.map(async (name) => [name, (await send(name, {})).status] as const));
    expect(statuses.filter(([, status]) => status === 404)).toEqual([]);
  });

  it("needs a key on every route", async () => {
    for (const name of those((one) => isCustomers(one) || isOperators(one))) {
      const response = await send(name, {});
      expect([name, response.status]).toEqual([name, 401]);
      expect(await response.json()).toMatchObject({ success: false, error: "invalid_api_key" });
    }
  });

  it("with the operator's key is 403 on the customers' routes", async () => {
    const names = those(isCustomers);
    expect(await statusesOf(names, testOperatorKey)).toEqual(allAre(names, 403));
  });

  it("with a customer's key is 403 on the operator's routes", async () => {
    const names = those(isOperators);
    expect(await statusesOf(names, org.apiKey)).toEqual(allAre(names, 403));
  });

  it("with a viewer's key is 403 where something changes", async () => {
    const names = those((name) => isCustomers(name) && routeNamed(name).changes);
    expect(await statusesOf(names, viewerKey)).toEqual(allAre(names, 403));
    const { webhooks } = await org.client.call("listWebhooks");
    expect(webhooks).toHaveLength(1);
  });

  it("with a viewer's key reads what an admin reads, but no secret", async () => {
    const names = those((name) => isCustomers(name) && !routeNamed(name).changes && name !== "streamAttempts");
    for (const name of names) {
      const [viewers, admins] = [await send(name, { key: viewerKey }), await send(name, { key: org.apiKey })];
      expect([name, viewers.status]).toEqual([name, admins.status]);
      expect([name, (await viewers.text()).includes("whsec_")]).toEqual([name, false]);
    }
  });
});

describe("another organisation's id", () => {
  it("is on every route and method the same as one that never existed", async () => {
    for (const name of those((one) => isCustomers(one) && hasId(one))) {
      const foreign = await answerOf(send(name, { key: stranger.apiKey, params: owned }));
      expect([name, foreign]).toEqual([name, await answerOf(send(name, { key: stranger.apiKey, params: unknown }))]);
      expect([name, foreign]).toEqual([name, expect.stringMatching(/^404 \{"success":false,"error":"not_found"/)]);
    }
  });

  it("is in none of their lists", async () => {
    const ids = Object.values(owned).filter((id) => id !== "excel");
    const found: string[] = [];
    for (const name of those((one) => isCustomers(one) && /^list/.test(one))) {
      const listed = await (await send(name, { key: stranger.apiKey })).text();
      found.push(...ids.filter((id) => listed.includes(id)));
    }
    expect(found).toEqual([]);
  });

  it("changed nothing for its owner, who still finds all of it", async () => {
    for (const name of those((one) => isCustomers(one) && hasId(one) && /^get/.test(one))) {
      expect([name, (await send(name, { key: org.apiKey })).status]).toEqual([name, 200]);
    }
    const params = { webhook_id: owned["webhook_id"] ?? "" };
    expect(await org.client.call("getWebhook", { params })).toMatchObject({ description: null, active: true });
    const { api_keys } = await org.client.call("listApiKeys");
    expect(api_keys.map((key) => key.key_id)).toContain(owned["key_id"]);
  });
});
