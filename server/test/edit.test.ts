import { describe, expect, it } from "vitest";
import { createClient } from "../../contract/src/index.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";
import {
  claimOne,
  completeWithFile,
  completeWithLinks,
  counts,
  exampleLinks,
  queueTask,
  readTask,
  startWithoutAgents,
  until,
} from "./task-worker.ts";

interface MadeRun {
  runId: string;
  page: string;
}

async function makeWorkbook(server: TestServer, prompt: string): Promise<MadeRun & { organizationId: string }> {
  const { client, id } = await server.addOrganization();
  const made = await client.call("generate", { params: { format: "excel" }, body: { prompt } });
  if (made.status !== "completed") throw new Error(`the task is ${made.status}`);
  return { runId: made.run_id, page: made.edit_url, organizationId: id };
}

async function readPage(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.text();
}

/** Sends the form as a browser does. */
function sendPrompt(page: string, prompt: string): Promise<Response> {
  return fetch(page, { method: "POST", body: new URLSearchParams({ prompt }), redirect: "manual" });
}

function stateOf(page: string): Promise<unknown> {
  const url = new URL(page);
  url.pathname += "/state";
  return fetch(url).then((response) => response.json());
}

describe("the page of a run", () => {
  it("shows the workbook and takes the next prompt", async () => {
    await using server = await startTestServer();
    const { page, runId } = await makeWorkbook(server, "A sales report with 12 rows and totals");
    const before = await readPage(page);
    expect(before).toContain("Revenue");
    expect(before).toMatch(/<th scope="row">13<\/th>/);
    expect(before).toMatch(/<a class="button strong" href="http[^"]*\/files\/file_/);

    const sent = await sendPrompt(page, "add a column tax = revenue * 0.19");
    expect(sent.status).toBe(303);
    const next = new URL(sent.headers.get("location") ?? "", page).href;
    expect(new URL(next).pathname).toBe(`/edit/${runId}`);
    await until(
      () => stateOf(next),
      (state) => (state as { open: boolean }).open === false,
      10_000,
    );
    const after = await readPage(next);
    expect(after).toContain("Tax");
    expect(after).toContain("add a column tax = revenue * 0.19");
    expect(await sendPrompt(next, "Write a poem").then((response) => response.status)).toBe(303);
    await until(
      () => stateOf(next),
      (state) => (state as { open: boolean }).open === false,
      10_000,
    );
    const failed = await readPage(next);
    expect(failed).toContain("cannot do this");
    expect(failed).toContain("Tax");
  });

  it("runs no script of anybody's and is framed by nobody", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const attack = `<script>alert(1)</script>"><img src=x onerror=alert(2)>`;
    const { taskId } = await queueTask(organization, { prompt: attack });
    const task = await claimOne(server);
    const form = { name: "<b>x</b>.html", bytes: new Uint8Array(3) };
    await completeWithFile(server, task, form);
    const { result } = await readTask(organization, taskId);
    const response = await fetch(result?.edit_url ?? "");
    const text = await response.text();
    expect(text).toContain("&lt;script&gt;alert(1)");
    expect(text).not.toMatch(
      /<script(?! src="assets\/edit\.js" defer>)|<img(?! src="assets\/mark\.svg")|<b>|<style|<[^>]* (style|on\w+)=/,
    );
    expect(text).toContain("cannot be shown");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    for (const [name, type] of [
      ["face.css", "text/css"],
      ["edit.css", "text/css"],
      ["edit.js", "text/javascript"],
    ] as const) {
      const asset = await fetch(new URL(`assets/${name}`, result?.edit_url));
      expect([asset.status, asset.headers.get("content-type")]).toEqual([200, `${type}; charset=utf-8`]);
      await asset.arrayBuffer();
    }
  });

  it("opens with its token alone", async () => {
    await using server = await startTestServer();
    const { page } = await makeWorkbook(server, "A budget with 3 rows");
    const { page: other } = await makeWorkbook(server, "A budget with 3 rows");
    const token = new URL(page).searchParams.get("token") ?? "";
    const withToken = (url: string, text: string | null): string => {
      const changed = new URL(url);
      if (text === null) changed.searchParams.delete("token");
      else changed.searchParams.set("token", text);
      return changed.href;
    };
    for (const bad of [
      withToken(page, null),
      withToken(page, ""),
      withToken(page, `9${token}`),
      withToken(other, token),
    ]) {
      for (const method of ["GET", "POST"]) {
        const body = method === "POST" ? { body: new URLSearchParams({ prompt: "add 3 rows" }) } : {};
        const response = await fetch(bad, { method, ...body });
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ success: false, error: "not_found" });
      }
      expect(await stateOf(bad)).toMatchObject({ error: "not_found" });
    }
  });

  it("takes nothing from a viewer, who sees the same", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { api_key: key } = await organization.client.call("createApiKey", { body: { name: "v", role: "viewer" } });
    const viewer = createClient({ baseUrl: server.url, apiKey: key });
    const { taskId } = await queueTask(organization, { webhook_url: `${server.url}/inbox/viewer` });
    await completeWithFile(server, await claimOne(server), { name: "a.xlsx", bytes: new Uint8Array(3) });
    const { result } = await viewer.call("getTask", { params: { task_id: taskId } });
    const page = result?.edit_url ?? "";
    const shown = await readPage(page);
    expect(shown).toContain("cannot change it");
    expect(shown).not.toMatch(/<form|<textarea/);
    expect(await stateOf(page)).toMatchObject({ open: false, status: "completed" });
    const sent = await sendPrompt(page, "add 3 rows");
    expect([sent.status, await sent.text()]).toEqual([403, expect.stringContaining("cannot change it")]);
    const [, signature] = (new URL(page).searchParams.get("token") ?? "").split(".");
    expect((await readTask(organization, taskId)).result?.edit_url).not.toContain(signature);

    const [delivery] = (await viewer.call("listDeliveries", { query: { task_id: taskId } })).deliveries;
    const ofDelivery = { delivery_id: delivery?.delivery_id ?? "" };
    const detail = await viewer.call("getDelivery", { params: ofDelivery });
    const event = JSON.parse(detail.body) as { run_id: string; edit_url: string };
    expect((await sendPrompt(event.edit_url, "add 3 rows")).status).toBe(403);
    const { body: signed } = await organization.client.call("getDelivery", { params: ofDelivery });
    const link = (JSON.parse(signed) as typeof event).edit_url;
    expect([event.edit_url === link, detail.body]).toEqual([false, signed.replace(link, event.edit_url)]);

    const outside = await queueTask(organization);
    await completeWithLinks(server, await claimOne(server));
    const params = { task_id: outside.taskId };
    expect((await viewer.call("getTask", { params })).result?.edit_url).toContain(`/edit/${outside.runId}?token=`);
    expect((await readTask(organization, outside.taskId)).result?.edit_url).toBe(exampleLinks.edit_url);
    expect(await counts(server, "select count(*)::int as n from tasks")).toEqual({ n: 2 });
  });

  it("takes one prompt at a time, and only what is one", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { runId, taskId } = await queueTask(organization);
    await completeWithFile(server, await claimOne(server), { name: "a.xlsx", bytes: new Uint8Array(3) });
    const page = (await readTask(organization, taskId)).result?.edit_url ?? "";
    const tasks = async (): Promise<number> => (await counts(server, "select count(*)::int as n from tasks"))["n"] ?? 0;

    for (const bad of ["", "  ", "x".repeat(10_001), "a\0b"]) {
      const response = await sendPrompt(page, bad);
      expect(response.status).toBe(422);
      expect(await response.text()).toMatch(/role="alert"[^]*1 to 10,000/);
    }
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const latin1 = await fetch(page, { method: "POST", headers, body: "prompt=Gr%F6%DFe" });
    expect([latin1.status, await latin1.json()]).toEqual([400, expect.objectContaining({ error: "invalid_json" })]);
    expect(await tasks()).toBe(1);

    expect((await sendPrompt(page, "one\r\ntwo")).status).toBe(303);
    const waiting = await readPage(page);
    expect(waiting).toContain("Waiting for an agent");
    expect(waiting).toContain('<meta http-equiv="refresh"');
    expect(await stateOf(page)).toEqual({ open: true, status: "queued", phase: null, progress: 0 });
    const second = await sendPrompt(page, "another");
    expect(second.status).toBe(409);
    expect(await second.text()).toContain("another</textarea");
    expect(await tasks()).toBe(2);
    expect((await claimOne(server)).prompt).toBe("one\ntwo");

    const suspend = { params: { org_id: organization.id }, body: { suspended: true } };
    await server.operator.call("updateOrganization", suspend);
    expect((await sendPrompt(page, "more")).status).toBe(403);
    expect(await readPage(page)).toContain("suspended");
    expect(runId).toMatch(/^run_/);
  });
});
