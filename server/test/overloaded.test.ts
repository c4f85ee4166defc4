// A server that cannot take an event now says 503, and what waits for it stays as it is: an end of a task too, whose agent can come back with its lease.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { startTestEngine, testSealing, type TestEngine } from "../../tests/support/engine.ts";
import { encodeId } from "../src/domain/ids.ts";
import { createDocumentLinks } from "../src/domain/links.ts";
import { createApp } from "../src/http/create-app.ts";
import { HttpError } from "../src/http/http-error.ts";
import { sendError } from "../src/http/render-error.ts";
import { subscriptionTestRoute } from "../src/http/subscription-test-route.ts";
import { workerRoutes } from "../src/http/worker-routes.ts";
import { createClock } from "../src/runtime/clock.ts";
import { createDatabaseHealth } from "../src/runtime/database-health.ts";
import { createLogger } from "../src/runtime/logger.ts";
import { createFileStore } from "../src/storage/files/file-store.ts";
import { findTask } from "../src/storage/tasks/find-task.ts";
import type { TaskRow } from "../src/storage/tasks/task-row.ts";
import { startAgent } from "../src/tasks/agents/run-agent.ts";
import { startTaskQueue, type TaskQueue } from "../src/tasks/task-queue.ts";
import { exampleLinks, until } from "./task-worker.ts";

const log = createLogger({ level: "silent" });
const clock = createClock();
/** How many more events are not taken. */
let refusals = 0;
const refuses = (): boolean => refusals > 0 && refusals-- > 0;

let test: TestEngine;
let organization: { orgId: string; bucket: number };
let queue: TaskQueue;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  test = await startTestEngine();
  organization = await test.addOrganization();
  const { databases, engine } = test;
  const files = createFileStore({ database: databases.cold, clock });
  const links = createDocumentLinks({
    keys: testSealing,
    publicUrl: () => "http://x",
    nowMs: clock.nowMs,
    lifeMs: 1000,
  });
  const overloaded = { outcome: "overloaded" };
  queue = startTaskQueue(
    {
      databases,
      clock,
      log,
      files,
      links,
      health: createDatabaseHealth(clock),
      acceptWithin: async (connection, event) =>
        refuses() ? { result: overloaded, committed: () => {} } : engine.acceptor.acceptWithin(connection, event),
    },
    { buckets: 1 },
  );
  app = createApp({
    log,
    findCaller: (_request, route) =>
      route.key === "operator"
        ? { kind: "operator" }
        : { kind: "customer", ...organization, keyId: null, role: "admin", sessionId: null },
    limitRate: () => {},
    acceptsRequests: () => true,
    handlers: {
      ...workerRoutes({ ...queue, links, stopping: new AbortController().signal }),
      ...subscriptionTestRoute({
        database: databases.cold,
        clock,
        accept: async (event) => (refuses() ? overloaded : engine.acceptor.accept(event)),
      }),
    },
    answerUnknown: (_request, reply) => sendError(reply, new HttpError("not_found")),
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/api/v1`;
});
afterAll(async () => {
  await app.close();
  await queue.stop();
  await test[Symbol.asyncDispose]();
});
beforeEach(() => {
  refusals = 0;
});

async function queueTask(): Promise<TaskRow> {
  const none = { fileName: null, webhookUrl: null, runId: null, idempotencyKey: null, fingerprintOf: null };
  const queued = await queue.enqueue({ ...organization, format: "excel", prompt: "A table", ...none });
  if (!("task" in queued)) throw new Error(queued.outcome);
  return queued.task;
}

const read = (taskId: string): Promise<TaskRow | null> => findTask(test.databases.cold, { ...organization, taskId });

const count = async (text: string): Promise<number> =>
  (await test.databases.cold.run<{ count: number }>({ name: "count", text }, []))[0]?.count ?? -1;

const post = (path: string, body: object): Promise<Response> => {
  const isForm = body instanceof FormData;
  return fetch(`${url}${path}`, {
    method: "POST",
    ...(isForm ? {} : { headers: { "content-type": "application/json" } }),
    body: isForm ? body : JSON.stringify(body),
  });
};

function fileForm(leaseToken: string): FormData {
  const form = new FormData();
  form.set("lease_token", leaseToken);
  form.set("summary", "Made a file");
  form.set("file", new Blob([new Uint8Array(9)]), "a.xlsx");
  return form;
}

describe("while no event can be taken", () => {
  it.each([
    {
      how: "complete",
      with: "links",
      status: "completed",
      body: (lease_token: string) => ({ lease_token, ...exampleLinks }),
    },
    { how: "complete", with: "a file", status: "completed", body: fileForm },
    {
      how: "fail",
      with: "an error",
      status: "failed",
      body: (lease_token: string) => ({ lease_token, error: { code: "no_data", message: "There is no data" } }),
    },
  ])("an agent's $how with $with is 503, and counts when it comes again", async ({ how, status, body }) => {
    const { taskId } = await queueTask();
    const none = { formats: null, max: 1, leaseSeconds: 60, waitMs: 0 };
    const [leased] = await queue.claim(none, new AbortController().signal);
    const path = `/operator/tasks/${encodeId("task", taskId)}/${how}`;
    const events = await count("select count(*)::int as count from events");
    refusals = 1;
    const refused = await post(path, body(leased?.leaseToken ?? ""));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    const message = expect.stringContaining("The server is overloaded");
    expect(await refused.json()).toMatchObject({ success: false, error: "unavailable", message });
    expect(await read(taskId)).toMatchObject({ status: "running" });
    const again = await post(path, body(leased?.leaseToken ?? ""));
    expect(again.status).toBe(200);
    expect(await read(taskId)).toMatchObject({ status });
    expect(await count("select count(*)::int as count from events")).toBe(events + 1);
    expect(
      await count(
        "select count(*)::int as count from file_pieces p where not exists (select from files f where f.id = p.file_id)",
      ),
    ).toBe(0);
  });

  it("the built-in agent comes again, and that is no death", async () => {
    const { taskId } = await queueTask();
    refusals = 2;
    const agent = {
      format: "excel",
      run: async () => ({ outcome: "refused" as const, code: "no_data", message: "There is no data" }),
      stop: async () => {},
    };
    const files = createFileStore({ database: test.databases.cold, clock });
    const running = startAgent({ queue, files, agent, clock, log, isUnavailable: () => false }, { concurrency: 1 });
    await until(
      () => read(taskId),
      (task) => task?.status === "failed",
    );
    await running.stop();
    expect(refusals).toBe(0);
    expect(await count("select max(deaths)::int as count from tasks")).toBe(0);
  });

  it("the test of a webhook is 503", async () => {
    const { subscriptionId } = await test.addSubscription(organization.orgId, "http://127.0.0.1:9/hook");
    const path = `/webhooks/${encodeId("subscription", subscriptionId)}/test`;
    refusals = 1;
    const refused = await post(path, {});
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await post(path, {})).status).toBe(202);
  });
});
