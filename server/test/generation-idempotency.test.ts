import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { claimOne, completeWithLinks, counts, exampleLinks, startWithoutAgents } from "./task-worker.ts";

const excel = { format: "excel" };

describe.each(["1", "4"])("the same idempotency key, with %s buckets", (buckets) => {
  it("makes one task of 50 parallel calls", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const { client } = await server.addOrganization();
    const body = { prompt: "A table", async: true, idempotency_key: "once" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => client.call("generate", { params: excel, body })),
    );
    expect(new Set(answers.map((answer) => `${answer.run_id} ${answer.task_id} ${answer.status}`)).size).toBe(1);
    const made = await counts(
      server,
      "select (select count(*)::int from tasks) as tasks, (select count(*)::int from runs) as runs",
    );
    expect(made).toEqual({ tasks: 1, runs: 1 });
  });

  it("tells the present state again, in the field or the header", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const { client } = await server.addOrganization();
    const body = { prompt: "A table", async: true };
    const headers = { "idempotency-key": "a key" };
    const first = await client.call("generate", { params: excel, body, headers });
    const claimed = await claimOne(server);
    expect(await client.call("generate", { params: excel, body: { ...body, idempotency_key: "a key" } })).toEqual({
      ...first,
      status: "running",
    });
    await completeWithLinks(server, claimed);
    expect(await client.call("generate", { params: excel, body, headers })).toMatchObject({
      task_id: first.task_id,
      status: "completed",
      ...exampleLinks,
    });
  });
});

describe("an idempotency key", () => {
  it("is a conflict with another body", async () => {
    await using server = await startWithoutAgents();
    const { client } = await server.addOrganization();
    const body = { prompt: "A table", async: true, idempotency_key: "once" };
    const { run_id: runId } = await client.call("generate", { params: excel, body });
    const conflict = { status: 409, code: "conflict" };
    for (const other of [{ prompt: "Another table" }, { file_name: "x.xlsx" }, { async: false }, { run_id: runId }]) {
      await expect(client.call("generate", { params: excel, body: { ...body, ...other } })).rejects.toMatchObject(
        conflict,
      );
    }
    expect(await counts(server, "select count(*)::int as n from tasks")).toEqual({ n: 1 });
  });

  it("is an organisation's own", async () => {
    await using server = await startWithoutAgents();
    const body = { prompt: "A table", async: true, idempotency_key: "once" };
    const first = await (await server.addOrganization()).client.call("generate", { params: excel, body });
    const second = await (await server.addOrganization()).client.call("generate", { params: excel, body });
    expect(second.task_id).not.toBe(first.task_id);
  });

  it("lets a sync caller wait for the same task again", async () => {
    await using server = await startWithoutAgents();
    const { client } = await server.addOrganization();
    const body = { prompt: "A table", idempotency_key: "once" };
    const waiting = [1, 2, 3].map(() => client.call("generate", { params: excel, body }));
    await completeWithLinks(server, await claimOne(server));
    const answers = await Promise.all(waiting);
    expect(new Set(answers.map((answer) => answer.task_id)).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual(["completed", "completed", "completed"]);
  });

  it("of a cancelled task leads to it for good, and the answer says to take a new one", async () => {
    await using server = await startWithoutAgents();
    const { client } = await server.addOrganization();
    const body = { prompt: "A table", async: true, idempotency_key: "once" };
    const { task_id } = await client.call("generate", { params: excel, body });
    await client.call("cancelTask", { params: { task_id }, body: {} });
    const again = client.call("generate", { params: excel, body });
    await expect(again).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("a new idempotency key"),
    });
    const fresh = await client.call("generate", { params: excel, body: { ...body, idempotency_key: "twice" } });
    expect(fresh.task_id).not.toBe(task_id);
  });

  it("is the same UTF-8 text in the header and in the field", async () => {
    await using server = await startWithoutAgents();
    const { client, apiKey } = await server.addOrganization();
    const body = { prompt: "A table", async: true };
    const inBody = await client.call("generate", { params: excel, body: { ...body, idempotency_key: "Größe 😀" } });
    const send = async (...keys: Buffer[]): Promise<{ status: number; body: unknown }> => {
      const sent = httpRequest(`${server.url}/api/v1/excel/generate`, { method: "POST" });
      sent.setHeader("content-type", "application/json").setHeader("x-api-key", apiKey);
      sent.setHeader(
        "idempotency-key",
        keys.map((key) => key.toString("latin1")),
      );
      const answered = once(sent, "response") as Promise<[IncomingMessage]>;
      sent.end(Buffer.from(JSON.stringify(body))); // a text would be sent in one piece with the head, both in one encoding
      const [response] = await answered;
      return { status: response.statusCode ?? 0, body: JSON.parse(await text(response)) };
    };
    expect(await send(Buffer.from("Größe 😀"))).toEqual({ status: 202, body: inBody });
    expect(await send(Buffer.from("Größe", "latin1"))).toMatchObject({ status: 422 });
    expect(await send(Buffer.from("one"), Buffer.from("two"))).toMatchObject({ status: 422 });
    expect(await counts(server, "select count(*)::int as n from tasks")).toEqual({ n: 1 });
  });

  it("is refused when header and field differ, and when it is empty", async () => {
    await using server = await startWithoutAgents();
    const { client } = await server.addOrganization();
    const body = { prompt: "A table", async: true };
    const differ = { params: excel, body: { ...body, idempotency_key: "a" }, headers: { "idempotency-key": "b" } };
    await expect(client.call("generate", differ)).rejects.toMatchObject({ status: 422 });
    const empty = { params: excel, body, headers: { "idempotency-key": "" } };
    await expect(client.call("generate", empty)).rejects.toMatchObject({ status: 422 });
  });
});
