import { describe, expect, it } from "vitest";
import {
  claimOne,
  completeWithLinks,
  exampleLinks,
  queueTask,
  readTask,
  shiftTask,
  startWithoutAgents,
  until,
} from "./task-worker.ts";

const conflict = expect.objectContaining({ status: 409, code: "conflict" });
const notFound = expect.objectContaining({ status: 404, code: "not_found" });

describe.each(["1", "4"])("a task, with %s buckets", (buckets) => {
  it("goes from the queue through a lease to its end", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const organization = await server.addOrganization();
    const { taskId, runId } = await queueTask(organization, { prompt: "A budget", file_name: "b.xlsx" });
    expect(await readTask(organization, taskId)).toMatchObject({
      status: "queued",
      agent_name: "excel_agent_api",
      format: "excel",
      started_at: null,
      finished_at: null,
      result: null,
      error: null,
    });
    const claimed = await claimOne(server);
    expect(claimed).toMatchObject({
      task_id: taskId,
      run_id: runId,
      org_id: organization.id,
      format: "excel",
      prompt: "A budget",
      file_name: "b.xlsx",
      previous: null,
    });
    const { lease_token: leaseToken } = claimed;
    const beat = await server.operator.call("heartbeatTask", {
      params: { task_id: taskId },
      body: { lease_token: leaseToken, phase: "thinking", progress: 0.4 },
    });
    expect(beat.cancelled).toBe(false);
    expect(Date.parse(beat.lease_expires_at)).toBeGreaterThanOrEqual(Date.parse(claimed.lease_expires_at));
    expect(await readTask(organization, taskId)).toMatchObject({ status: "running", phase: "thinking", progress: 0.4 });
    await server.operator.call("heartbeatTask", { params: { task_id: taskId }, body: { lease_token: leaseToken } });
    expect(await readTask(organization, taskId)).toMatchObject({ phase: "thinking", progress: 0.4 });

    await completeWithLinks(server, claimed);
    const ended = await readTask(organization, taskId);
    expect(ended).toMatchObject({ status: "completed", result: exampleLinks, error: null, progress: 1, phase: null });
    expect(Date.parse(ended.finished_at ?? "")).toBeGreaterThanOrEqual(Date.parse(ended.started_at ?? ""));
  });

  it("fails after three leases ran out, and not after two", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    for (let death = 1; death <= 3; death++) {
      const claimed = await claimOne(server);
      expect(claimed.task_id).toBe(taskId);
      await shiftTask(server, taskId, "lease_expires_at", 3600);
      const lost = { lease_token: claimed.lease_token };
      await expect(server.operator.call("heartbeatTask", { params: { task_id: taskId }, body: lost })).rejects.toEqual(
        conflict,
      );
    }
    const failed = await until(
      () => readTask(organization, taskId),
      (task) => task.status !== "running",
    );
    expect(failed).toMatchObject({ status: "failed", error: { code: "internal_error" }, result: null });
    const { tasks } = await server.operator.call("claimTasks", { body: {} });
    expect(tasks).toEqual([]);
  });

  it("waits for one of each other organisation, not for all sixty", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const [busy, quiet, third] = [
      await server.addOrganization(),
      await server.addOrganization(),
      await server.addOrganization(),
    ];
    await Promise.all(Array.from({ length: 60 }, () => queueTask(busy)));
    const order: string[] = [];
    const claimNext = async (): Promise<void> => void order.push((await claimOne(server)).org_id);
    for (let n = 0; n < 3; n++) await claimNext();
    await queueTask(quiet);
    await queueTask(third);
    for (let n = 0; n < 3; n++) await claimNext();
    expect(order.slice(0, 3)).toEqual([busy.id, busy.id, busy.id]);
    expect(order.slice(3)).toEqual(expect.arrayContaining([quiet.id, third.id]));
    // And it is one behind the other for whoever has several.
    await queueTask(quiet);
    await queueTask(quiet);
    order.length = 0;
    for (let n = 0; n < 4; n++) await claimNext();
    expect(order.filter((id) => id === quiet.id)).toHaveLength(2);
    expect(order.filter((id) => id === busy.id)).toHaveLength(2);
  });

  it("expires after a day in the queue", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const { taskId: younger } = await queueTask(organization);
    await shiftTask(server, taskId, "created_at", 24 * 3600);
    await shiftTask(server, younger, "created_at", 23 * 3600);
    const expired = await until(
      () => readTask(organization, taskId),
      (task) => task.status !== "queued",
    );
    expect(expired).toMatchObject({ status: "expired", error: { code: "expired" } });
    expect((await claimOne(server)).task_id).toBe(younger);
  });
});

describe("a lease", () => {
  it("is given again within a second of its end, and its old token is stale", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    await queueTask(organization);
    const first = await claimOne(server, { lease_s: 1 });
    const expiresAtMs = Date.parse(first.lease_expires_at);
    const second = await claimOne(server);
    expect(second.task_id).toBe(first.task_id);
    expect(second.lease_token).not.toBe(first.lease_token);
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAtMs - 50);
    expect(Date.now()).toBeLessThan(expiresAtMs + 1000);
    await expect(completeWithLinks(server, first)).rejects.toEqual(conflict);
    await completeWithLinks(server, second);
  });

  it("is over for a holder that comes late, even when nobody else has the task", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const claimed = await claimOne(server);
    await shiftTask(server, taskId, "lease_expires_at", 60);
    await expect(completeWithLinks(server, claimed)).rejects.toEqual(conflict);
  });

  it("wants its own token, whatever the text looks like", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const { lease_token: leaseToken } = await claimOne(server);
    const error = { code: "x", message: "x" };
    for (const bad of ["", "x", "00000000-0000-7000-8000-000000000000", `${leaseToken}0`, leaseToken.toUpperCase()]) {
      const stale = { params: { task_id: taskId }, body: { lease_token: bad } };
      await expect(server.operator.call("heartbeatTask", stale)).rejects.toEqual(conflict);
      await expect(server.operator.call("failTask", { ...stale, body: { lease_token: bad, error } })).rejects.toEqual(
        conflict,
      );
      await expect(completeWithLinks(server, { task_id: taskId, lease_token: bad })).rejects.toEqual(conflict);
    }
    const unknown = { params: { task_id: "task_01HXYZ" }, body: { lease_token: leaseToken, error } };
    await expect(server.operator.call("failTask", unknown)).rejects.toEqual(notFound);
    await server.operator.call("failTask", { params: { task_id: taskId }, body: { lease_token: leaseToken, error } });
    await expect(
      server.operator.call("failTask", { params: { task_id: taskId }, body: { lease_token: leaseToken, error } }),
    ).rejects.toEqual(conflict);
    expect(await readTask(organization, taskId)).toMatchObject({ status: "failed", error });
  });

  it("is one of each for parallel claims over many buckets", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: "4" });
    const organizations = await Promise.all(Array.from({ length: 8 }, () => server.addOrganization()));
    expect(new Set(organizations.map((organization) => organization.bucket)).size).toBeGreaterThan(1);
    const queued = await Promise.all(
      Array.from({ length: 3 }, () => organizations.map((organization) => queueTask(organization))).flat(),
    );
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => server.operator.call("claimTasks", { body: { max: 3 } })),
    );
    const claimed = claims.flatMap(({ tasks }) => tasks.map((task) => task.task_id));
    expect(claimed.toSorted()).toEqual(queued.map(({ taskId }) => taskId).toSorted());
  });
});

describe("turns on one run", () => {
  it("are taken one after the other, each with what the last one left", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const first = await queueTask(organization);
    const second = await queueTask(organization, { run_id: first.runId });
    expect(second.runId).toBe(first.runId);
    const { tasks } = await server.operator.call("claimTasks", { body: { max: 10 } });
    expect(tasks.map((task) => task.task_id)).toEqual([first.taskId]);
    const waiting = claimOne(server);
    if (tasks[0] !== undefined) await completeWithLinks(server, tasks[0]);
    const { download_url: downloadUrl, summary } = exampleLinks;
    expect(await waiting).toMatchObject({
      task_id: second.taskId,
      previous: { download_url: downloadUrl, summary },
    });
  });
});

describe("cancel", () => {
  it("ends a queued task, and one under way, whose agent is told", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const queued = await queueTask(organization);
    const cancel = (taskId: string): Promise<unknown> =>
      organization.client.call("cancelTask", { params: { task_id: taskId }, body: {} });
    expect(await cancel(queued.taskId)).toMatchObject({ status: "cancelled", task_id: queued.taskId });
    await expect(cancel(queued.taskId)).rejects.toEqual(conflict);

    const running = await queueTask(organization);
    const claimed = await claimOne(server);
    expect(claimed.task_id).toBe(running.taskId);
    await cancel(running.taskId);
    const body = { lease_token: claimed.lease_token };
    const beat = await server.operator.call("heartbeatTask", { params: { task_id: running.taskId }, body });
    expect(beat.cancelled).toBe(true);
    await expect(completeWithLinks(server, claimed)).rejects.toEqual(conflict);
    expect(await readTask(organization, running.taskId)).toMatchObject({ status: "cancelled", result: null });
  });
});

describe("somebody else's", () => {
  it("tasks and runs are not found, on every route", async () => {
    await using server = await startWithoutAgents();
    const owner = await server.addOrganization();
    const other = await server.addOrganization();
    const { taskId, runId } = await queueTask(owner);
    const task = { params: { task_id: taskId } };
    const run = { params: { run_id: runId } };
    const { client } = other;
    await expect(client.call("getTask", task)).rejects.toEqual(notFound);
    await expect(client.call("cancelTask", { ...task, body: {} })).rejects.toEqual(notFound);
    await expect(client.call("getRun", run)).rejects.toEqual(notFound);
    await expect(client.call("downloadRun", run)).rejects.toEqual(notFound);
    await expect(client.call("deleteRun", run)).rejects.toEqual(notFound);
    await expect(queueTask(other, { run_id: runId })).rejects.toEqual(notFound);
    expect(await client.call("listRuns")).toEqual({ runs: [], next_cursor: null });
    expect(await readTask(owner, taskId)).toMatchObject({ status: "queued" });
    for (const path of [`/tasks/task_x`, `/runs/run_x`, `/tasks/${runId}`]) {
      expect((await server.request("GET", path, { key: owner.apiKey })).status).toBe(404);
    }
  });
});
