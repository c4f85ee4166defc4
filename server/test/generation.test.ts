import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";
import {
  claimOne,
  completeWithLinks,
  counts,
  exampleLinks,
  queueTask,
  readTask,
  startWithoutAgents,
  until,
} from "./task-worker.ts";

const excel = { format: "excel" };

describe("POST /excel/generate", () => {
  it("makes a workbook while the caller waits, and carries on from it", async () => {
    await using server = await startTestServer();
    const { client } = await server.addOrganization();
    const made = await client.call("generate", {
      params: excel,
      body: { prompt: "A sales report with 12 rows and totals", file_name: "Umsätze" },
    });
    if (made.status !== "completed") throw new Error(`the task is ${made.status}`);
    expect(made.summary).toContain("12-row");
    expect(made.duration_ms).toBeGreaterThan(0);
    expect(new URL(made.edit_url).pathname).toBe(`/edit/${made.run_id}`);
    const file = await fetch(made.download_url);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toContain("filename*=UTF-8''Ums%C3%A4tze.xlsx");
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");

    const next = await client.call("generate", {
      params: excel,
      body: { prompt: "add a column tax = revenue * 0.19", run_id: made.run_id },
    });
    if (next.status !== "completed") throw new Error(`the task is ${next.status}`);
    expect(next.run_id).toBe(made.run_id);
    expect(next.summary).toContain("Tax");
    expect(decodeURIComponent(next.download_url)).toContain("/Umsätze.xlsx?");
    expect(await client.call("getRun", { params: { run_id: made.run_id } })).toMatchObject({
      last_task_id: next.task_id,
      last_task_status: "completed",
      summary: next.summary,
    });
  });

  it("says in the answer why it failed", async () => {
    await using server = await startTestServer();
    const { client } = await server.addOrganization();
    const failed = await client
      .call("generate", { params: excel, body: { prompt: "Write a poem about the sea" } })
      .then(() => null)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({
      status: 502,
      code: "generation_failed",
      body: {
        run_id: expect.stringMatching(/^run_/),
        task_id: expect.stringMatching(/^task_/),
        task_error: { code: "unsupported_request", message: expect.stringContaining("planner") },
      },
    });
  });

  it("answers 202 at the ceiling, and the task goes on", async () => {
    await using server = await startWithoutAgents({ OVERTEN_SYNC_CEILING_MS: "400" });
    const organization = await server.addOrganization();
    const { client } = organization;
    const promoted = await client.call("generate", { params: excel, body: { prompt: "A table" } });
    const { task_id: taskId } = promoted;
    expect(promoted).toEqual({
      run_id: expect.any(String),
      task_id: taskId,
      status: "queued",
      message: "Sync ceiling (0.4s) exceeded; continuing asynchronously.",
    });
    await completeWithLinks(server, await claimOne(server));
    expect(await readTask(organization, taskId)).toMatchObject({ status: "completed" });
  });

  it("tells a waiting caller of an end on another node", async () => {
    await using server = await startWithoutAgents();
    await using other = await startTestServer({
      connectionString: server.connectionString,
      env: { OVERTEN_ROLES: "api" },
    });
    const { client } = await server.addOrganization();
    const waiting = client.call("generate", { params: excel, body: { prompt: "A table" } });
    const claimed = await claimOne(other);
    const endedAtMs = performance.now();
    await completeWithLinks(other, claimed);
    expect(await waiting).toMatchObject({ status: "completed", ...exampleLinks });
    expect(performance.now() - endedAtMs).toBeLessThan(1000);
  });

  it("answers 409 when the task is cancelled meanwhile", async () => {
    await using server = await startWithoutAgents();
    const { client } = await server.addOrganization();
    const waiting = client
      .call("generate", { params: excel, body: { prompt: "A table" } })
      .catch((error: unknown) => error);
    const { task_id: taskId } = await claimOne(server);
    await client.call("cancelTask", { params: { task_id: taskId }, body: {} });
    expect(await waiting).toMatchObject({ status: 409, code: "conflict" });
  });

  it("goes on when the caller hangs up", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    await hangUpAfterSending(server, organization.apiKey);
    const claimed = await claimOne(server);
    expect(await readTask(organization, claimed.task_id)).toMatchObject({ status: "running" });
    await completeWithLinks(server, claimed);
    expect(await readTask(organization, claimed.task_id)).toMatchObject({ status: "completed" });
  });

  it("answers at once when its node stops, with the present state", async () => {
    await using server = await startWithoutAgents();
    const { client } = await server.addOrganization();
    const waiting = client.call("generate", { params: excel, body: { prompt: "A table" } });
    await until(
      () => counts(server, "select count(*)::int as n from tasks"),
      ({ n }) => n === 1,
    );
    const startedMs = performance.now();
    const stopped = server.stop();
    expect(await waiting).toMatchObject({ status: "queued", message: expect.stringContaining("shutting down") });
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await stopped;
  });
});

describe("a format", () => {
  it("is taken when it is named, 501 while only known, and 404 for any other word", async () => {
    await using server = await startWithoutAgents({ OVERTEN_FORMATS: "excel,word" });
    const { client } = await server.addOrganization();
    const generate = (format: string): Promise<unknown> =>
      client.call("generate", { params: { format }, body: { prompt: "A letter", async: true } });
    await expect(generate("slides")).rejects.toMatchObject({ status: 501, code: "not_implemented" });
    await expect(generate("pdf")).rejects.toMatchObject({ status: 404, code: "not_found" });
    expect(await generate("word")).toMatchObject({ status: "queued" });
    expect(await generate("excel")).toMatchObject({ status: "queued" });
    const { tasks } = await server.operator.call("claimTasks", { body: { formats: ["word"], max: 10 } });
    expect(tasks.map((task) => task.format)).toEqual(["word"]);
    const task = await client.call("getTask", { params: { task_id: tasks[0]?.task_id ?? "" } });
    expect(task.agent_name).toBe("word_agent_api");
    // A run is of one format.
    const onWord = { prompt: "A table", async: true, run_id: tasks[0]?.run_id ?? "" };
    await expect(client.call("generate", { params: excel, body: onWord })).rejects.toMatchObject({ status: 404 });
  });
});

describe("what a generation refuses", () => {
  it("names the field", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { apiKey } = organization;
    const field = (path: string, error = "validation_failed"): object => ({
      error,
      details: [{ path, message: expect.any(String) }],
    });
    const refused: [object, number, object][] = [
      [{}, 422, field("prompt")],
      [{ prompt: "" }, 422, field("prompt")],
      [{ prompt: "x".repeat(10_001) }, 422, field("prompt")],
      [{ prompt: "x", more: 1 }, 422, field("more")],
      [{ prompt: "x", file_name: "../x" }, 422, field("file_name")],
      [{ prompt: "x", webhook_url: "http://10.0.0.1/x" }, 422, field("webhook_url", "url_not_allowed")],
      [{ prompt: "x", webhook_url: "nonsense" }, 422, field("webhook_url", "url_not_allowed")],
      [{ prompt: "x", run_id: "run_01HXYZ" }, 404, { error: "not_found" }],
    ];
    for (const [body, status, answer] of refused) {
      const response = await server.request("POST", "/excel/generate", { key: apiKey, body: JSON.stringify(body) });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ success: false, ...answer });
    }
    expect(await counts(server, "select count(*)::int as n from tasks")).toEqual({ n: 0 });
    const { runId } = await queueTask(organization);
    await organization.client.call("deleteRun", { params: { run_id: runId } });
    await expect(queueTask(organization, { run_id: runId })).rejects.toMatchObject({ status: 404 });
  });
});

/** Sends a sync request over a socket of its own and closes that once the task is there. */
async function hangUpAfterSending(server: TestServer, apiKey: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const body = JSON.stringify({ prompt: "A table" });
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /api/v1/excel/generate HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await until(
    () => counts(server, "select count(*)::int as n from tasks"),
    ({ n }) => n === 1,
  );
  socket.destroy();
}
