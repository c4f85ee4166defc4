import { verify } from "../../sdk/src/index.ts";
import { describe, expect, it } from "vitest";
import { type ReceivedRequest, startReceiver } from "../../tests/support/receiver.ts";
import type { TestServer } from "../../tests/support/server.ts";
import {
  claimOne,
  completeWithFile,
  completeWithLinks,
  counts,
  exampleLinks,
  queueTask,
  readTask,
  shiftTask,
  startWithoutAgents,
  until,
} from "./task-worker.ts";

function verified(request: ReceivedRequest | undefined, secret: string): Promise<unknown> {
  if (request === undefined) throw new Error("nothing was received");
  return verify({ body: request.body, headers: request.headers, secret });
}

async function failOne(server: TestServer): Promise<void> {
  const { task_id: taskId, lease_token: leaseToken } = await claimOne(server);
  await server.operator.call("failTask", {
    params: { task_id: taskId },
    body: { lease_token: leaseToken, error: { code: "no_data", message: "There is no data" } },
  });
}

describe.each(["1", "4"])("the end of a task, with %s buckets", (buckets) => {
  it("reaches its own URL and the subscriptions, each signed with its secret", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const subscription = await organization.client.call("createWebhook", {
      body: { url: `${receiver.url}/subscribed`, events: ["run.completed", "run.failed"] },
    });
    const webhookUrl = `${receiver.url}/own`;

    const { taskId, runId } = await queueTask(organization, { webhook_url: webhookUrl });
    await completeWithLinks(server, await claimOne(server));
    await receiver.waitFor(2);
    const names = { run_id: runId, task_id: taskId, agent_name: "excel_agent_api", format: "excel" };
    const completed = { event: "run.completed", ...names, status: "completed", ...exampleLinks };
    const own = receiver.requests.find((request) => request.path.endsWith("/own"));
    const subscribed = receiver.requests.find((request) => request.path.endsWith("/subscribed"));
    expect(await verified(own, organization.secret)).toEqual({ ...completed, occurred_at_ms: expect.any(Number) });
    expect(await verified(subscribed, subscription.secret)).toMatchObject(completed);
    await expect(verified(own, subscription.secret)).rejects.toMatchObject({ code: "no_match" });
    expect(own?.body.equals(subscribed?.body ?? Buffer.of())).toBe(true);

    const failing = await queueTask(organization, { webhook_url: webhookUrl });
    await failOne(server);
    await receiver.waitFor(4);
    const failed = {
      event: "run.failed",
      run_id: failing.runId,
      task_id: failing.taskId,
      agent_name: "excel_agent_api",
      format: "excel",
      error: { code: "no_data", message: "There is no data" },
      occurred_at_ms: expect.any(Number),
    };
    const later = receiver.requests.slice(2);
    const secretOf = (request: ReceivedRequest): string =>
      request.path.endsWith("/own") ? organization.secret : subscription.secret;
    expect(later.map((request) => request.path).toSorted()).toEqual(["/hook/own", "/hook/subscribed"]);
    for (const request of later) expect(await verified(request, secretOf(request))).toEqual(failed);
    await receiver.close();
  });

  it("by expiry, by death and with a file has its event too, a cancel has none", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    const webhookUrl = receiver.url;
    const cancelled = await queueTask(organization, { webhook_url: webhookUrl });
    await organization.client.call("cancelTask", { params: { task_id: cancelled.taskId }, body: {} });
    const expiring = await queueTask(organization, { webhook_url: webhookUrl });
    await shiftTask(server, expiring.taskId, "created_at", 24 * 3600);
    await receiver.waitFor(1);
    expect(await verified(receiver.requests[0], organization.secret)).toMatchObject({
      event: "run.failed",
      task_id: expiring.taskId,
      error: { code: "expired" },
    });

    const dying = await queueTask(organization, { webhook_url: webhookUrl });
    for (let death = 0; death < 3; death++) {
      expect((await claimOne(server)).task_id).toBe(dying.taskId);
      await shiftTask(server, dying.taskId, "lease_expires_at", 3600);
    }
    await receiver.waitFor(2);
    expect(await verified(receiver.requests[1], organization.secret)).toMatchObject({
      event: "run.failed",
      task_id: dying.taskId,
      error: { code: "internal_error" },
    });

    const { taskId, runId } = await queueTask(organization, { webhook_url: webhookUrl });
    await completeWithFile(server, await claimOne(server), { name: "a.xlsx", bytes: new Uint8Array(9) });
    await receiver.waitFor(3);
    const event = (await verified(receiver.requests[2], organization.secret)) as Record<string, string>;
    expect(event).toMatchObject({ event: "run.completed", run_id: runId, task_id: taskId, summary: "Made a file" });
    expect((await (await fetch(event["download_url"] ?? "")).arrayBuffer()).byteLength).toBe(9);
    expect((await fetch(event["edit_url"] ?? "")).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.requests).toHaveLength(3);
    await receiver.close();
  });

  it("of a suspended organisation leaves its event, with deliveries that ended as paused", async () => {
    await using server = await startWithoutAgents({ OVERTEN_BUCKETS: buckets });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await queueTask(organization, { webhook_url: `${receiver.url}/own` });
    const suspend = (suspended: boolean): Promise<unknown> =>
      server.operator.call("updateOrganization", { params: { org_id: organization.id }, body: { suspended } });
    await suspend(true);
    const claimed = await claimOne(server);
    await completeWithLinks(server, claimed);
    const left = `select (select count(*)::int from events) as events, (select count(*)::int from due) as due,
      (select count(*)::int from endings where status = 'failed' and failure = 'paused' and url like 'http%') as paused,
      (select count(*)::int from endings where subscription_id is null) as own`;
    expect(await counts(server, left)).toEqual({ events: 1, due: 0, paused: 2, own: 1 });
    await suspend(false);
    expect(await readTask(organization, claimed.task_id)).toMatchObject({ status: "completed" });
    expect(receiver.requests).toHaveLength(0);
    await receiver.close();
  });
});

describe("a task's end and its event", () => {
  it("are there together or not at all", async () => {
    await using server = await startWithoutAgents();
    const organization = await server.addOrganization();
    const { taskId } = await queueTask(organization);
    const claimed = await claimOne(server);
    const { cold } = server.databases;
    await cold.run({ name: "break", text: "alter table events rename to events_away" }, []);
    await expect(completeWithLinks(server, claimed)).rejects.toMatchObject({ status: 500 });
    expect(await readTask(organization, taskId)).toMatchObject({ status: "running", result: null });
    await cold.run({ name: "mend", text: "alter table events_away rename to events" }, []);
    await completeWithLinks(server, claimed);
    expect(await counts(server, "select count(*)::int as n from events")).toEqual({ n: 1 });
  });

  it("happen many at a time, with few connections", async () => {
    await using server = await startWithoutAgents({ OVERTEN_DATABASE_CONNECTIONS: "5" });
    const organizations = await Promise.all(Array.from({ length: 30 }, () => server.addOrganization()));
    await Promise.all(organizations.map((organization) => queueTask(organization)));
    const { tasks } = await server.operator.call("claimTasks", { body: { max: 100 } });
    expect(tasks).toHaveLength(30);
    await Promise.all(tasks.map((task) => completeWithLinks(server, task)));
    await until(
      () => counts(server, "select count(*)::int as n from events"),
      ({ n }) => n === 30,
    );
  });
});
