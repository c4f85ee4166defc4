import type { ClaimedTask, Task } from "../../contract/src/index.ts";
import { decodeId } from "../src/domain/ids.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";

/** A node without built-in agents: the test is the agent. */
export function startWithoutAgents(env: Record<string, string> = {}): Promise<TestServer> {
  return startTestServer({ env: { OVERTEN_ROLES: "api,deliver", ...env } });
}

export interface QueuedTask {
  taskId: string;
  runId: string;
}

/** Queues a task and comes back at once. */
export async function queueTask(
  organization: TestOrganization,
  body: { prompt?: string; run_id?: string; webhook_url?: string; file_name?: string } = {},
): Promise<QueuedTask> {
  const queued = await organization.client.call("generate", {
    params: { format: "excel" },
    body: { prompt: "A table", async: true, ...body },
  });
  return { taskId: queued.task_id, runId: queued.run_id };
}

export function readTask(organization: TestOrganization, taskId: string): Promise<Task> {
  return organization.client.call("getTask", { params: { task_id: taskId } });
}

/** Claims one task that is known to be queued. */
export async function claimOne(server: TestServer, body: { lease_s?: number } = {}): Promise<ClaimedTask> {
  const { tasks } = await server.operator.call("claimTasks", { body: { wait_s: 5, ...body } });
  const [task] = tasks;
  if (task === undefined || tasks.length > 1) throw new Error(`claimed ${tasks.length} tasks instead of one`);
  return task;
}

export const exampleLinks = {
  download_url: "https://files.example.com/report.xlsx",
  edit_url: "https://app.example.com/edit/1",
  summary: "Made a report",
};

export async function completeWithLinks(
  server: TestServer,
  task: { task_id: string; lease_token: string },
  links: Partial<typeof exampleLinks> = {},
): Promise<void> {
  const { task_id: taskId, lease_token: leaseToken } = task;
  await server.operator.call("completeTask", {
    params: { task_id: taskId },
    body: { lease_token: leaseToken, ...exampleLinks, ...links },
  });
}

/** Completes with a file as multipart; gives the raw answer. */
export function completeWithFile(
  server: TestServer,
  task: { task_id: string; lease_token: string },
  file: { name: string; bytes: Uint8Array<ArrayBuffer>; type?: string },
): Promise<Response> {
  const form = new FormData();
  form.set("lease_token", task.lease_token);
  form.set("summary", "Made a file");
  form.set("file", new Blob([file.bytes], { type: file.type ?? "application/octet-stream" }), file.name);
  return fetch(`${server.url}/api/v1/operator/tasks/${task.task_id}/complete`, {
    method: "POST",
    headers: { "x-api-key": testOperatorKey },
    body: form,
  });
}

/** Moves a task's times into the past, in the database. */
export async function shiftTask(
  server: TestServer,
  taskId: string,
  column: "created_at" | "lease_expires_at",
  seconds: number,
): Promise<void> {
  await server.databases.cold.run(
    {
      name: `shift-${column}`,
      text: `update tasks set ${column} = ${column} - make_interval(secs => $2) where id = $1`,
    },
    [uuidOf("task", taskId), seconds],
  );
}

export function uuidOf(kind: "task" | "run" | "file", id: string): string {
  const uuid = decodeId(kind, id);
  if (uuid === null) throw new Error(`${id} is no ${kind}`);
  return uuid;
}

/** Numbers that one row of a query gives. */
export async function counts(
  server: TestServer,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, number>> {
  const rows = await server.databases.cold.run<Record<string, number>>({ name: "counts", text }, values);
  return rows[0] ?? {};
}

/** Asks until an answer is as it should be. */
export async function until<Value>(
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  withinMs = 5000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (isSo(value)) return value;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
