// Two nodes behind a pooler with five sessions for both: one takes requests, the other sends and makes documents. They find each other by polling.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { readAttempts, waitForNothingDue } from "../support/delivery-log.ts";
import { startTestServer, type TestOrganization, type TestServer } from "../support/server.ts";
import { readLeftovers } from "./leftovers.ts";

let taking: TestServer;
let sending: TestServer;
let receiver: Receiver;

const env = { OVERTEN_RETRY_SCHEDULE: "1,1,1" };

beforeAll(async () => {
  taking = await startTestServer({ env: { ...env, OVERTEN_ROLES: "api" } });
  sending = await startTestServer({ env, connectionString: taking.connectionString });
  receiver = await startReceiver();
});

afterAll(async () => {
  await receiver.close();
  await sending[Symbol.asyncDispose]();
  await taking[Symbol.asyncDispose]();
});

function eventsOf(organization: TestOrganization, names: readonly string[]) {
  const common = { org_id: organization.id, event: "run.completed", run_id: "run", agent_name: "agent" } as const;
  return names.map((name) => ({ ...common, task_id: name, format: "excel" }) as const);
}

async function subscribe(organization: TestOrganization, path: string): Promise<{ webhook_id: string }> {
  const { webhook_id: webhookId } = await organization.client.call("createWebhook", {
    body: { url: `${receiver.url}/${path}`, events: ["run.completed", "run.failed"] },
  });
  return { webhook_id: webhookId };
}

const arrivedAt = (path: string) => receiver.requests.filter((request) => request.path.endsWith(`/${path}`));

describe("nodes behind a pooler", () => {
  it("know it", () => {
    expect(taking.databases.pooled).toBe(true);
  });

  it("send what another took, each once, and try again on schedule", async () => {
    const organization = await taking.addOrganization();
    await subscribe(organization, "flaky");
    const refused = new Set<string>();
    receiver.answerWith((request, response) => {
      const delivery = request.headers["x-overten-delivery"] ?? "";
      const isFirst = !refused.has(delivery);
      refused.add(delivery);
      response.writeHead(isFirst ? 503 : 200).end();
    });
    const names = Array.from({ length: 60 }, (_, n) => `task ${n}`);
    await taking.operator.call("ingestEvents", { body: { events: eventsOf(organization, names) } });
    await receiver.waitFor(120);
    await waitForNothingDue(taking);
    const attempts = await readAttempts(taking);
    expect(attempts).toHaveLength(120);
    expect(
      new Set(attempts.filter((row) => row.final && row.outcome === "succeeded").map((row) => row.taskId)),
    ).toEqual(new Set(names));
    expect(arrivedAt("flaky")).toHaveLength(120);
    receiver.answerWith((_request, response) => void response.end());
  });

  it("start nothing after a delete has answered elsewhere, and end what waited", { timeout: 60_000 }, async () => {
    const organization = await taking.addOrganization();
    const params = await subscribe(organization, "deleted");
    receiver.answerWith((_request, response) => void response.writeHead(503).end());
    const names = Array.from({ length: 40 }, (_, n) => `deleted ${n}`);
    await taking.operator.call("ingestEvents", { body: { events: eventsOf(organization, names) } });
    await expect.poll(() => arrivedAt("deleted").length, { timeout: 10_000 }).toBeGreaterThanOrEqual(40);
    await organization.client.call("deleteWebhook", { params });
    const answeredAtMs = performance.now();
    await expect
      .poll(
        async () => (await organization.client.call("listDeliveries", { query: { status: "pending" } })).deliveries,
        {
          timeout: 45_000,
        },
      )
      .toEqual([]);
    expect(arrivedAt("deleted").filter((request) => request.arrivedAtMs > answeredAtMs)).toEqual([]);
    const { deliveries } = await organization.client.call("listDeliveries", { query: { limit: 100 } });
    expect(deliveries.map(({ status }) => status)).toEqual(names.map(() => "cancelled"));
    receiver.answerWith((_request, response) => void response.end());
  });

  it("show on the stream of one what another records", async () => {
    const organization = await taking.addOrganization();
    await subscribe(organization, "streamed");
    const abort = new AbortController();
    const response = await fetch(`${taking.url}/api/v1/attempts/stream`, {
      headers: { "x-api-key": organization.apiKey },
      signal: abort.signal,
    });
    const names = Array.from({ length: 10 }, (_, n) => `streamed ${n}`);
    await taking.operator.call("ingestEvents", { body: { events: eventsOf(organization, names) } });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      if (names.every((name) => text.includes(`"task_id":"${name}"`))) break;
    }
    abort.abort();
    expect(text.match(/"task_id"/g)).toHaveLength(names.length);
  });

  it("make a document that any of them serves, and tell of it", async () => {
    const organization = await taking.addOrganization();
    await subscribe(organization, "documents");
    const made = await organization.client.call("generate", {
      params: { format: "excel" },
      body: { prompt: "A sales report with 12 rows" },
    });
    if (made.status !== "completed") throw new Error(`the task is ${made.status}`);
    const file = await fetch(made.download_url);
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
    await expect.poll(() => arrivedAt("documents").length, { timeout: 10_000 }).toBe(1);
    expect(arrivedAt("documents")[0]?.body.toString()).toContain(made.run_id);
  });

  it("leave nothing on the pooler's sessions", async () => {
    const leftovers = await readLeftovers(taking.connectionString);
    expect(new Set(leftovers.map(({ pid }) => pid)).size).toBe(5);
    for (const { pid, ...left } of leftovers) {
      const nothing = { prepared: 0, channels: 0, advisoryLocks: 0, cursors: 0, temporary: false, settings: [] };
      expect({ pid, ...left }).toEqual({ pid, ...nothing });
    }
  });
});
