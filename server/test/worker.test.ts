import { describe, expect, it } from "vitest";
import { startTestServer, testOperatorKey, type TestServer } from "../../tests/support/server.ts";
import {
  claimOne,
  completeWithFile,
  completeWithLinks,
  counts,
  queueTask,
  readTask,
  startWithoutAgents,
} from "./task-worker.ts";

describe("a claim that waits", () => {
  it("gets a task the moment it is queued here, and soon when it is queued on another node", async () => {
    await using server = await startWithoutAgents();
    await using other = await startTestServer({
      connectionString: server.connectionString,
      env: { OVERTEN_ROLES: "api" },
    });
    const organization = await server.addOrganization();
    for (const [node, withinMs] of [
      [server, 200],
      [other, 800],
    ] as const) {
      const waiting = node.operator.call("claimTasks", { body: { wait_s: 10 } });
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { taskId } = await queueTask(organization);
      const queuedAtMs = performance.now();
      const { tasks } = await waiting;
      expect(performance.now() - queuedAtMs).toBeLessThan(withinMs);
      expect(tasks.map((task) => task.task_id)).toEqual([taskId]);
    }
  });

  it("is answered with nothing when its time is over", async () => {
    await using server = await startWithoutAgents();
    const startedMs = performance.now();
    expect(await server.operator.call("claimTasks", { body: { wait_s: 1 } })).toEqual({ tasks: [] });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1000);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(await server.operator.call("claimTasks", { body: {} })).toEqual({ tasks: [] });
  });

  it("takes nothing once its client is gone", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const gone = new AbortController();
    const waiting = server.operator.call("claimTasks", { body: { wait_s: 30 }, signal: gone.signal });
    const failed = waiting.then(
      () => false,
      () => true,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    gone.abort();
    expect(await failed).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { taskId } = await queueTask(organization);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await readTask(organization, taskId)).toMatchObject({ status: "queued" });
  });

  it("ends when its node stops", async () => {
    await using server = await startWithoutAgents();
    const waiting = server.operator.call("claimTasks", { body: { wait_s: 30 } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const startedMs = performance.now();
    const stopped = server.stop();
    expect(await waiting).toEqual({ tasks: [] });
    await stopped;
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });

  it("shares what comes among those that wait", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const waiting = Array.from({ length: 5 }, () => claimOne(server));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const queued = await Promise.all(waiting.map(() => queueTask(organization)));
    const claimed = await Promise.all(waiting);
    expect(claimed.map((task) => task.task_id).toSorted()).toEqual(queued.map((task) => task.taskId).toSorted());
  });
});

describe("what the worker API refuses", () => {
  it("is an organisation's key, and fields out of bounds", async () => {
    await using server = await startWithoutAgents();
    const { apiKey } = await server.addOrganization();
    const claim = (body: object, key: string): Promise<Response> =>
      server.request("POST", "/operator/tasks/claim", { key, body: JSON.stringify(body) });
    expect((await claim({}, apiKey)).status).toBe(403);
    for (const bad of [
      { max: 0 },
      { max: 101 },
      { lease_s: 0 },
      { lease_s: 3601 },
      { wait_s: 31 },
      { formats: [] },
      { x: 1 },
    ]) {
      expect((await claim(bad, testOperatorKey)).status).toBe(422);
    }
  });
});

const mebibyte = 1024 * 1024;

describe("a finished file", () => {
  it("is kept and linked", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId, runId } = await queueTask(organization);
    const task = await claimOne(server);
    const bytes = randomBytes(3 * mebibyte + 17);
    const response = await completeWithFile(server, task, { name: "C:\\docs\\Bericht 1.xlsx", bytes });
    expect(await response.json()).toEqual({ task_id: taskId, run_id: runId, status: "completed" });
    expect(response.status).toBe(200);
    const { result } = await readTask(organization, taskId);
    expect(result?.summary).toBe("Made a file");
    const file = await fetch(result?.download_url ?? "");
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="Bericht 1.xlsx"');
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await counts(server, "select count(*)::int as n from file_pieces")).toEqual({ n: 4 });
  });

  it("is refused above 100 MiB, and nothing of it stays", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const task = await claimOne(server);
    const response = await completeWithFile(server, task, { name: "big", bytes: new Uint8Array(100 * mebibyte + 1) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ success: false, error: "payload_too_large" });
    expect(await counts(server, "select count(*)::int as n from file_pieces")).toEqual({ n: 0 });
    expect(await readTask(organization, taskId)).toMatchObject({ status: "running" });
  }, 60_000);

  it("leaves nothing when its upload breaks off", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    await breakOffUpload(server, await claimOne(server));
    expect(await counts(server, "select count(*)::int as n from file_pieces")).toEqual({ n: 0 });
    expect(await readTask(organization, taskId)).toMatchObject({ status: "running" });
  });

  it("with a stale token is refused, and nothing of it stays", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    await queueTask(organization);
    const task = await claimOne(server);
    await completeWithLinks(server, task);
    const response = await completeWithFile(server, task, { name: "x.xlsx", bytes: randomBytes(2 * mebibyte) });
    expect(response.status).toBe(409);
    expect(await counts(server, "select count(*)::int as n from file_pieces")).toEqual({ n: 0 });
  });

  it("wants its fields and a file", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    await queueTask(organization);
    const task = await claimOne(server);
    const send = async (fill: (form: FormData) => void): Promise<unknown> => {
      const form = new FormData();
      fill(form);
      const response = await fetch(`${server.url}/api/v1/operator/tasks/${task.task_id}/complete`, {
        method: "POST",
        headers: { "x-api-key": testOperatorKey },
        body: form,
      });
      return { status: response.status, ...((await response.json()) as object) };
    };
    const file = new Blob(["x"]);
    const refused = (path: string): object => ({ status: 422, details: [expect.objectContaining({ path })] });
    expect(await send((form) => form.set("file", file, "x"))).toMatchObject({ status: 422 });
    expect(await send((form) => form.set("lease_token", task.lease_token))).toMatchObject(refused("file"));
    const noSummary = (form: FormData): void => {
      form.set("lease_token", task.lease_token);
      form.set("file", file, "x");
    };
    expect(await send(noSummary)).toMatchObject(refused("summary"));
    const otherPart = (form: FormData): void => {
      form.set("lease_token", task.lease_token);
      form.set("summary", "x");
      form.set("document", file, "x");
    };
    expect(await send(otherPart)).toMatchObject(refused("document"));
    const broken = await server.request("POST", `/operator/tasks/${task.task_id}/complete`, {
      key: testOperatorKey,
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: "--x\r\nnonsense",
    });
    expect(broken.status).toBe(422);
    expect(await counts(server, "select count(*)::int as n from file_pieces")).toEqual({ n: 0 });
  });
});

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 4096) bytes[at] = at % 251;
  return bytes;
}

/** Sends two pieces of a file that was said to be longer, and hangs up; comes back once the server has noticed. */
async function breakOffUpload(server: TestServer, task: { task_id: string; lease_token: string }): Promise<void> {
  const head = ["lease_token", task.lease_token, "summary", "x"];
  const field = (name = "", value = ""): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const start = `${field(head[0], head[1])}${field(head[2], head[3])}--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n`;
  const gone = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(start));
      for (let piece = 0; piece < 3; piece++) controller.enqueue(new Uint8Array(mebibyte));
    },
  });
  const sending = fetch(`${server.url}/api/v1/operator/tasks/${task.task_id}/complete`, {
    method: "POST",
    headers: { "x-api-key": testOperatorKey, "content-type": "multipart/form-data; boundary=b" },
    body,
    duplex: "half",
    signal: gone.signal,
  }).catch(() => null);
  const pieces = async (): Promise<number> =>
    (await counts(server, "select count(*)::int as n from file_pieces"))["n"] ?? 0;
  const deadline = performance.now() + 10_000;
  while ((await pieces()) < 2 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await pieces()).toBeGreaterThanOrEqual(2);
  gone.abort();
  await sending;
  while ((await pieces()) > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}
