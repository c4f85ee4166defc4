import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { createClock } from "../src/runtime/clock.ts";
import { createFileStore } from "../src/storage/files/file-store.ts";
import { cleanFiles } from "../src/tasks/clean-files.ts";
import {
  claimOne,
  completeWithFile,
  completeWithLinks,
  counts,
  exampleLinks,
  queueTask,
  readTask,
  startWithoutAgents,
  uuidOf,
} from "./task-worker.ts";

interface MadeFile {
  taskId: string;
  runId: string;
  link: string;
}

async function makeFile(server: TestServer, organization: TestOrganization, name = "a.xlsx"): Promise<MadeFile> {
  const { taskId, runId } = await queueTask(organization);
  const bytes = new Uint8Array(100);
  const response = await completeWithFile(server, await claimOne(server), { name, bytes, type: "text/html" });
  expect(response.status).toBe(200);
  const { result } = await readTask(organization, taskId);
  return { taskId, runId, link: result?.download_url ?? "" };
}

describe("a file", () => {
  it("of 20 MiB goes in at one node and out at another", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: "4" });
    await using other = await startTestServer({
      connectionString: server.connectionString,
      env: { OVERTEN_ROLES: "api", OVERTEN_BUCKETS: "4" },
    });
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const bytes = new Uint8Array(randomBytes(20 * 1024 * 1024));
    const response = await completeWithFile(server, await claimOne(server), { name: "big.xlsx", bytes });
    expect(response.status).toBe(200);
    const { result } = await readTask(organization, taskId);
    const link = new URL(result?.download_url ?? "");
    const file = await fetch(other.url + link.pathname + link.search);
    expect(Number(file.headers.get("content-length"))).toBe(bytes.length);
    const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");
    expect(sha256(new Uint8Array(await file.arrayBuffer()))).toBe(sha256(bytes));
  });

  it("that is empty is refused, and the task goes on", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const task = await claimOne(server);
    const response = await completeWithFile(server, task, { name: "a.xlsx", bytes: new Uint8Array(0) });
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { error: "validation_failed", details: [{ path: "file" }] },
    ]);
    expect(await readTask(organization, taskId)).toMatchObject({ status: "running" });
    const again = await completeWithFile(server, task, { name: "a.xlsx", bytes: new Uint8Array(1) });
    expect(again.status).toBe(200);
  });

  it("is handed over as a download, whatever it claims to be", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { link } = await makeFile(server, organization, "Über uns; x.html");
    const file = await fetch(link);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      "content-type": "text/html",
      "content-length": "100",
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="_ber uns; x.html"; filename*=UTF-8''%C3%9Cber%20uns%3B%20x.html`,
      "content-security-policy": "default-src 'none'; sandbox",
    });
    const head = await fetch(link, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "100", ""]);
  });
});

describe("a link to a file", () => {
  it("is refused once anything in it was changed, and after its time", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { link } = await makeFile(server, organization);
    const changed = (change: (url: URL) => void): string => {
      const url = new URL(link);
      change(url);
      return url.href;
    };
    const later = (name: string, value: string): string => changed((url) => url.searchParams.set(name, value));
    for (const bad of [
      later("expires", "9999999999"),
      later("signature", "x"),
      changed((url) => url.searchParams.delete("signature")),
      changed((url) => (url.pathname = url.pathname.replace("a.xlsx", "b.xlsx"))),
      changed((url) => (url.pathname = url.pathname.replace(/file_../, "file_00"))),
      changed((url) => (url.pathname = "/files/x/a.xlsx")),
    ]) {
      const response = await fetch(bad);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ success: false, error: "not_found" });
    }
    const expires = Number(new URL(link).searchParams.get("expires"));
    const days = (expires - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(30.9);
    expect(days).toBeLessThan(31.1);
  });

  it("is dead at once when its run is deleted, and so is the page", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { link, runId, taskId } = await makeFile(server, organization);
    const { result } = await readTask(organization, taskId);
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(result?.edit_url ?? "")).status).toBe(200);
    await organization.client.call("deleteRun", { params: { run_id: runId } });
    for (const dead of [link, result?.edit_url ?? ""]) {
      const response = await fetch(dead);
      expect(response.status).toBe(410);
      expect(await response.json()).toMatchObject({ success: false, error: "gone" });
    }
    const left = "select (select count(*)::int from files) as files, (select count(*)::int from file_pieces) as pieces";
    expect(await counts(server, left)).toEqual({ files: 0, pieces: 0 });
    expect(await readTask(organization, taskId)).toMatchObject({ status: "completed", result: null });
  });
});

describe("runs", () => {
  it("are listed newest first, in pages", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const runIds: string[] = [];
    for (let made = 0; made < 5; made++) runIds.unshift((await queueTask(organization)).runId);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = cursor === null ? { limit: 2 } : { limit: 2, cursor };
      const page: { runs: { run_id: string }[]; next_cursor: string | null } = await organization.client.call(
        "listRuns",
        { query },
      );
      seen.push(...page.runs.map((run) => run.run_id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(runIds);
    const bad = organization.client.call("listRuns", { query: { cursor: "nonsense" } });
    await expect(bad).rejects.toMatchObject({ status: 422 });
  });

  it("keep the file name that was asked for until a turn asks for another", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const nameOf = async (runId: string): Promise<string | null> =>
      (await organization.client.call("getRun", { params: { run_id: runId } })).file_name;
    const { runId } = await queueTask(organization, { file_name: "Q4 plan für Anna.xlsx" });
    const turn = async (wish: object, outcome: "completed" | "failed"): Promise<string | null> => {
      await queueTask(organization, { run_id: runId, ...wish });
      const task = await claimOne(server);
      const { task_id, lease_token } = task;
      const error = { code: "x", message: "y" };
      if (outcome === "completed") await completeWithLinks(server, task);
      else await server.operator.call("failTask", { params: { task_id }, body: { lease_token, error } });
      return task.file_name;
    };
    await completeWithLinks(server, await claimOne(server));
    expect([await turn({}, "completed"), await nameOf(runId)]).toEqual(Array(2).fill("Q4 plan für Anna.xlsx"));
    expect(await turn({ file_name: "never.xlsx" }, "failed")).toBe("never.xlsx");
    expect([await turn({}, "completed"), await nameOf(runId)]).toEqual(Array(2).fill("Q4 plan für Anna.xlsx"));
    expect([await turn({ file_name: "Q1.xlsx" }, "completed"), await nameOf(runId)]).toEqual(Array(2).fill("Q1.xlsx"));
    expect([await turn({}, "completed"), await nameOf(runId)]).toEqual(Array(2).fill("Q1.xlsx"));
  });

  it("redirect to their newest document, wherever it is", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { client } = organization;
    const { runId } = await queueTask(organization);
    const download = (): Promise<{ location: string }> => client.call("downloadRun", { params: { run_id: runId } });
    await expect(download()).rejects.toMatchObject({ status: 404 });
    await completeWithLinks(server, await claimOne(server));
    expect(await download()).toEqual({ location: exampleLinks.download_url });

    for (const [link, location] of [
      [
        "https://files.example.com/übersicht-売上.xlsx?a=%20",
        "https://files.example.com/%C3%BCbersicht-%E5%A3%B2%E4%B8%8A.xlsx?a=%20",
      ],
      ["https://[売", "https://%5B%E5%A3%B2"],
    ] as const) {
      await queueTask(organization, { run_id: runId });
      await completeWithLinks(server, await claimOne(server), { download_url: link });
      expect(await download()).toEqual({ location });
    }

    await queueTask(organization, { run_id: runId });
    await completeWithFile(server, await claimOne(server), { name: "b.xlsx", bytes: new Uint8Array(7) });
    const { location } = await download();
    expect((await (await fetch(location)).arrayBuffer()).byteLength).toBe(7);
    expect(await client.call("getRun", { params: { run_id: runId } })).toMatchObject({
      file_name: "b.xlsx",
      summary: "Made a file",
      last_task_status: "completed",
    });
  });

  it("take their open tasks with them when they are deleted", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { runId, taskId } = await queueTask(organization);
    const second = await queueTask(organization, { run_id: runId });
    const claimed = await claimOne(server);
    await organization.client.call("deleteRun", { params: { run_id: runId } });
    await expect(completeWithLinks(server, claimed)).rejects.toMatchObject({ status: 409 });
    for (const id of [taskId, second.taskId]) {
      expect(await readTask(organization, id)).toMatchObject({ status: "cancelled" });
    }
    for (const call of ["getRun", "deleteRun", "downloadRun"] as const) {
      const gone = organization.client.call(call, { params: { run_id: runId } });
      await expect(gone).rejects.toMatchObject({ status: 404 });
    }
  });
});

describe("cleaning up", () => {
  it("removes what uploads and deletes left behind, and nothing else", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const clock = createClock();
    const database = server.databases.cold;
    const files = createFileStore({ database, clock });
    const kept = await makeFile(server, organization);
    const deleted = await makeFile(server, organization);
    const bytes = async function* (): AsyncIterable<Uint8Array> {
      yield new Uint8Array(10);
    };
    // One upload from the day before yesterday, and one of now.
    const dayMs = 86_400_000;
    const old = createFileStore({ database, clock: { ...clock, nowMs: () => clock.nowMs() - 2 * dayMs } });
    await old.write({ bucket: 0, bytes: bytes() });
    const young = await files.write({ bucket: 0, bytes: bytes() });
    await database.run(
      { name: "delete-half", text: "update runs set deleted_at = now() - interval '1 hour' where id = $1" },
      [uuidOf("run", deleted.runId)],
    );
    expect(await cleanFiles({ database, clock, files }, { bucket: 0 })).toBe(2);
    expect(await cleanFiles({ database, clock, files }, { bucket: 0 })).toBe(0);
    expect((await fetch(kept.link)).status).toBe(200);
    const left = await database.run<{ id: string }>(
      { name: "left", text: "select distinct file_id as id from file_pieces" },
      [],
    );
    expect(left.map((row) => row.id)).toContain(young.fileId);
    expect(left).toHaveLength(2);
    expect(young.fileId > uuidv7(clock.nowMs() - dayMs)).toBe(true);
  });
});
