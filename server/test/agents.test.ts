import { afterEach, describe, expect, it } from "vitest";
import { startTestEngine, testSealing, type TestEngine } from "../../tests/support/engine.ts";
import { startTestServer } from "../../tests/support/server.ts";
import { createDocumentLinks } from "../src/domain/links.ts";
import { createClock } from "../src/runtime/clock.ts";
import { createDatabaseHealth } from "../src/runtime/database-health.ts";
import { createLogger } from "../src/runtime/logger.ts";
import { createReleasers } from "../src/runtime/releasers.ts";
import { createFileStore, type FileStore } from "../src/storage/files/file-store.ts";
import { findTask } from "../src/storage/tasks/find-task.ts";
import type { TaskRow } from "../src/storage/tasks/task-row.ts";
import type { Agent, AgentContext, AgentResult, AgentTask } from "../src/tasks/agents/agent.ts";
import { createExcelThreads } from "../src/tasks/agents/excel-threads.ts";
import { startAgent } from "../src/tasks/agents/run-agent.ts";
import { startTaskQueue, type TaskQueue } from "../src/tasks/task-queue.ts";
import { until } from "./task-worker.ts";

const releasers: { release: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of releasers.splice(0)) await one.release();
});

interface TestQueue {
  queue: TaskQueue;
  files: FileStore;
  enqueue: (runId?: string) => Promise<TaskRow>;
  read: (task: TaskRow) => Promise<TaskRow>;
  deaths: () => Promise<number>;
  runAgent: (
    work: (context: AgentContext, task: AgentTask) => Promise<AgentResult>,
    files?: FileStore,
  ) => { stop: () => Promise<void> };
}

/** A queue on a database of its own, for agents that the test writes. */
async function startQueue(): Promise<TestQueue> {
  const kept = createReleasers();
  releasers.push(kept);
  const test: TestEngine = await startTestEngine();
  kept.add(async () => test[Symbol.asyncDispose]());
  const { databases, engine } = test;
  const clock = createClock();
  const log = createLogger({ level: "silent" });
  const health = createDatabaseHealth(clock);
  const files = createFileStore({ database: databases.cold, clock });
  const links = createDocumentLinks({
    keys: testSealing,
    publicUrl: () => "http://x",
    nowMs: clock.nowMs,
    lifeMs: 1000,
  });
  const queue = startTaskQueue(
    { databases, clock, log, health, files, links, acceptWithin: engine.acceptor.acceptWithin },
    { buckets: 1 },
  );
  kept.add(() => queue.stop());
  const { orgId, bucket } = await test.addOrganization();
  const find = async (taskId: string): Promise<TaskRow> => {
    const row = await findTask(databases.cold, { bucket, orgId, taskId });
    if (row === null) throw new Error("the task is gone");
    return row;
  };
  return {
    queue,
    files,
    async enqueue(runId) {
      const none = {
        fileName: null,
        webhookUrl: null,
        runId: runId ?? null,
        idempotencyKey: null,
        fingerprintOf: null,
      };
      const queued = await queue.enqueue({ bucket, orgId, format: "excel", prompt: "A table", ...none });
      if (!("task" in queued)) throw new Error(queued.outcome);
      return queued.task;
    },
    read: (task) => find(task.taskId),
    async deaths() {
      const rows = await databases.cold.run<{ deaths: number }>(
        { name: "deaths", text: "select deaths from tasks" },
        [],
      );
      return rows[0]?.deaths ?? -1;
    },
    runAgent(work, read = files) {
      const agent: Agent = { format: "excel", run: (task, context) => work(context, task), stop: async () => {} };
      const deps = { queue, files: read, agent, clock, log, isUnavailable: health.failed };
      const running = startAgent(deps, { concurrency: 2 });
      kept.add(() => running.stop());
      return running;
    },
  };
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

describe("an agent", () => {
  it("tells phase and progress while it works, and hands its file over", async () => {
    const { enqueue, read, runAgent } = await startQueue();
    let finish = (): void => {};
    runAgent(async ({ onProgress }) => {
      onProgress("thinking", 0.25);
      await new Promise<void>((resolve) => (finish = resolve));
      return { outcome: "built", fileName: "a.xlsx", contentType: "x/y", file: new Uint8Array(5), summary: "made" };
    });
    const task = await enqueue();
    const isThinking = (row: TaskRow): boolean => row.phase === "thinking";
    expect(await until(() => read(task), isThinking)).toMatchObject({ status: "running", progress: 0.25 });
    finish();
    const isDone = (row: TaskRow): boolean => row.status === "completed";
    expect(await until(() => read(task), isDone)).toMatchObject({ documentName: "a.xlsx", summary: "made" });
  });

  it("fails a task that it refuses, and one that it breaks on", async () => {
    const { enqueue, read, runAgent } = await startQueue();
    let calls = 0;
    runAgent(async () => {
      calls += 1;
      if (calls > 1) throw new Error("a bug of the agent");
      return { outcome: "refused", code: "unsupported_request", message: "I cannot." };
    });
    const hasFailed = (row: TaskRow): boolean => row.status === "failed";
    const refused = await enqueue();
    expect(await until(() => read(refused), hasFailed)).toMatchObject({
      errorCode: "unsupported_request",
      errorMessage: "I cannot.",
    });
    const broken = await enqueue();
    const row = await until(() => read(broken), hasFailed);
    expect(row.errorCode).toBe("internal_error");
    expect(row.errorMessage).not.toContain("a bug of the agent");
  });

  it("stops soon after its task is cancelled", async () => {
    const { queue, enqueue, read, runAgent } = await startQueue();
    const stopped: string[] = [];
    runAgent(async ({ signal }) => {
      await untilAborted(signal);
      stopped.push("aborted");
      return { outcome: "refused", code: "x", message: "x" };
    });
    const task = await enqueue();
    await until(
      () => read(task),
      (row) => row.status === "running",
    );
    expect(await queue.cancel(task)).toBe(true);
    await until(
      async () => stopped,
      (all) => all.length === 1,
    );
    expect(await read(task)).toMatchObject({ status: "cancelled", errorCode: null });
  });

  it("gives its task back when its node stops, and that is no death", async () => {
    const { enqueue, read, deaths, runAgent } = await startQueue();
    const first = runAgent(async ({ signal }) => {
      await untilAborted(signal);
      throw new Error("called off");
    });
    const task = await enqueue();
    await until(
      () => read(task),
      (row) => row.status === "running",
    );
    await first.stop();
    expect(await read(task)).toMatchObject({ status: "queued", phase: null, startedAt: null });
    expect(await deaths()).toBe(0);
    runAgent(async () => ({ outcome: "refused", code: "x", message: "x" }));
    await until(
      () => read(task),
      (row) => row.status === "failed",
    );
  });
});

describe("an agent whose database is away", () => {
  const built = {
    outcome: "built",
    fileName: "a.xlsx",
    contentType: "x/y",
    file: new Uint8Array(5),
    summary: "made",
  } as const;
  const isDone = (row: TaskRow): boolean => row.status === "completed" || row.status === "failed";

  it("begins a task again that it could not begin, and that is neither a failure nor a death", async () => {
    const { files, enqueue, read, deaths, runAgent } = await startQueue();
    let reads = 0;
    const previous: number[] = [];
    const away: FileStore = {
      ...files,
      async *read(place) {
        reads += 1;
        if (reads === 1) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
        yield* files.read(place);
      },
    };
    runAgent(async (_context, task) => {
      previous.push(task.previous?.length ?? 0);
      return built;
    }, away);
    const first = await enqueue();
    await until(() => read(first), isDone);
    const second = await enqueue(first.runId);
    expect(await until(() => read(second), isDone)).toMatchObject({ status: "completed" });
    expect(previous).toEqual([0, 5]);
    expect(await deaths()).toBe(0);
  });

  it("stops soon all the same, and gives its task back", async () => {
    const { files, enqueue, read, runAgent } = await startQueue();
    let writes = 0;
    files.write = async () => {
      writes += 1;
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    };
    const running = runAgent(async () => built);
    const task = await enqueue();
    await until(
      async () => writes,
      (count) => count > 0,
    );
    const startedMs = performance.now();
    await running.stop();
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect((await read(task)).status).toBe("queued");
  });
});

describe("the thread of the planner", () => {
  const input = { fileName: null, previous: null, nowMs: Date.UTC(2026, 0, 1), onProgress: () => {} };

  it("builds without holding up the process", async () => {
    const threads = createExcelThreads({ threads: 1 });
    releasers.push({ release: () => threads.stop() });
    const signal = new AbortController().signal;
    let longestMs = 0;
    let lastMs = performance.now();
    const beat = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const built = await threads.build({ ...input, prompt: "A sales report with 10,000 rows", signal });
    clearInterval(beat);
    expect(built.outcome).toBe("built");
    expect(longestMs).toBeLessThan(250);
  });

  it("ends when its work is called off, and another takes its place", async () => {
    const threads = createExcelThreads({ threads: 1 });
    releasers.push({ release: () => threads.stop() });
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    const building = threads.build({
      ...input,
      prompt: "A sales report with 10,000 rows",
      signal: stop.signal,
      onProgress,
    });
    await expect(building).rejects.toThrow("called off");
    const { signal } = new AbortController();
    const built = await threads.build({ ...input, prompt: "A contact list with 5 rows", signal });
    if (built.outcome !== "built") throw new Error(built.message);
    const view = await threads.view(built.file, signal);
    expect(view.sheets[0]?.totalRows).toBe(5);
  });
});

describe("a node without the role agents", () => {
  it("takes tasks for others to work on", async () => {
    await using server = await startTestServer({ env: { OVERTEN_ROLES: "api" } });
    await using worker = await startTestServer({
      connectionString: server.connectionString,
      env: { OVERTEN_ROLES: "agents" },
    });
    expect(worker.url).not.toBe(server.url);
    const { client } = await server.addOrganization();
    const made = await client.call("generate", {
      params: { format: "excel" },
      body: { prompt: "A budget with 5 rows" },
    });
    expect(made.status).toBe("completed");
  });
});
