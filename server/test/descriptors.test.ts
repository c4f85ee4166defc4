import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import http from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "../../contract/src/index.ts";
import { type ChildNode, startChildNode } from "../../tests/support/child-node.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { testOperatorKey } from "../../tests/support/server.ts";

// A node that runs out of sockets (I9). What is short here is short for real: the limit of open files of its process.

const descriptors = 220;
let database: TestDatabase;
let node: ChildNode;
let receiver: Receiver;
let strangers: Socket[] = [];
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

async function start(): Promise<{ orgId: string; apiKey: string }> {
  database = await createTestDatabase();
  receiver = await startReceiver();
  node = await startChildNode({ connectionString: database.connectionString, descriptors });
  const operator = createClient({ baseUrl: node.url, apiKey: testOperatorKey });
  const made = await operator.call("createOrganization", { body: { name: "test" } });
  return { orgId: made.org_id, apiKey: made.api_key };
}

afterEach(async () => {
  for (const socket of strangers) socket.destroy();
  strangers = [];
  agent.destroy();
  await node?.[Symbol.asyncDispose]();
  await receiver?.close();
  await database?.drop();
});

/** Over one connection that stays open, as a client has that was there before. */
function ask(key: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const request = http.request(`${node.url}/api/v1${path}`, { method, agent, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(JSON.parse(text)));
    });
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function sendEvents(orgId: string, urls: readonly string[]): Promise<void> {
  const events = urls.map((webhookUrl, index) => ({
    org_id: orgId,
    event: "run.completed",
    run_id: "run",
    task_id: `task ${index} at ${performance.now()}`,
    agent_name: "agent",
    format: "excel",
    webhook_url: webhookUrl,
  }));
  expect(await ask(testOperatorKey, "/operator/events", { events })).toHaveProperty("events");
}

async function attempts(apiKey: string): Promise<unknown[]> {
  const { attempts: rows } = await ask(apiKey, "/attempts?limit=200");
  return (rows as Record<string, unknown>[]).map((row) => [row["attempt"], row["http_status"], row["error_code"]]);
}

const firstTry = [1, 200, null];

describe.skipIf(process.platform !== "linux")("a node with few descriptors", { timeout: 60_000 }, () => {
  it("delivers while a stranger holds as many sockets as it can get", async () => {
    const { orgId, apiKey } = await start();
    await ask(apiKey, "/verify");
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const socket = connect(Number(new URL(node.url).port), "127.0.0.1");
      socket.on("connect", () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n"));
      socket.on("error", () => {}).on("close", () => refused++);
      strangers.push(socket);
    }
    await expect.poll(() => refused, { timeout: 10_000 }).toBeGreaterThan(400 - descriptors);
    await sendEvents(orgId, Array<string>(20).fill(receiver.url));
    await receiver.waitFor(20);
    await expect.poll(() => attempts(apiKey)).toEqual(Array.from({ length: 20 }, () => firstTry));
  });

  it("delivers to more receivers than it has sockets, and hears its clients, whatever connections idle", async () => {
    const { orgId } = await start();
    let arrived = 0;
    const receivers = http.createServer((request, response) => {
      arrived++;
      request.resume().on("end", () => response.end());
    });
    receivers.listen(0, "0.0.0.0"); // each address of 127.0.0.0/8 is a receiver
    await once(receivers, "listening");
    const { port } = receivers.address() as AddressInfo;
    for (let round = 1; round <= 10; round++) {
      const urls = Array.from({ length: 40 }, (_, index) => `http://127.0.${round}.${index + 1}:${port}/`);
      await sendEvents(orgId, urls);
      await expect.poll(() => arrived, { timeout: 10_000 }).toBe(round * 40);
      expect((await readdir(`/proc/${node.pid}/fd`)).length).toBeLessThan(0.8 * descriptors);
      expect((await fetch(`${node.url}/livez`, { headers: { connection: "close" } })).status).toBe(200);
    }
    receivers.closeAllConnections();
    await new Promise((resolve) => receivers.close(resolve));
  });

  it("keeps what it cannot send for want of a socket: no attempt, no step, and sent when there are sockets again", async () => {
    const { orgId, apiKey } = await start();
    await sendEvents(orgId, Array<string>(1).fill(receiver.url));
    await receiver.waitFor(1);
    // Its connection to the receiver idles for 4 s and would be used again.
    receiver.answerWith((_, response) => response.setHeader("connection", "close").end());
    await sendEvents(orgId, Array<string>(1).fill(receiver.url));
    await receiver.waitFor(2);
    const limit = (count: number): void =>
      void execFileSync("prlimit", ["--pid", String(node.pid), `--nofile=${count}:`]);
    limit(16); // all numbers below are taken
    await sendEvents(orgId, Array<string>(3).fill(receiver.url));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await attempts(apiKey)).toEqual([firstTry, firstTry]);
    limit(descriptors);
    await receiver.waitFor(5);
    await expect.poll(() => attempts(apiKey)).toEqual(Array.from({ length: 5 }, () => firstTry));
  });
});
