import { describe, expect, it } from "vitest";
import { startReceiver } from "../../tests/support/receiver.ts";
import { startTestServer, type TestOrganization } from "../../tests/support/server.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { allPages, eventOf, sendAndSettle, until } from "./log-fixtures.ts";

function pagesOf(organization: TestOrganization, query: object = {}, onPage = (_rows: number): void => {}) {
  return {
    attempts: () =>
      allPages(async (cursor) => {
        const page = await organization.client.call("listAttempts", { query: { limit: 7, ...query, cursor } });
        onPage(page.attempts.length);
        return { rows: page.attempts, next: page.next_cursor };
      }),
    deliveries: () =>
      allPages(async (cursor) => {
        const page = await organization.client.call("listDeliveries", { query: { limit: 7, ...query, cursor } });
        onPage(page.deliveries.length);
        return { rows: page.deliveries, next: page.next_cursor };
      }),
  };
}

describe.each([1, 4])("the log, with %i buckets", (buckets) => {
  it("lists attempts and deliveries newest first, whatever became of them, and by every filter", async () => {
    await using server = await startTestServer({
      env: { OVERTEN_BUCKETS: String(buckets), OVERTEN_RETRY_SCHEDULE: "600" },
    });
    const receiver = await startReceiver();
    receiver.answerWith((request, response) => {
      const status = Number(request.path.slice("/hook/".length));
      response.writeHead(status, { "content-type": "text/plain", "x-other": "not kept" }).end(`said ${status}`);
    });
    const organization = await server.addOrganization();
    const subscribe = async (status: number) =>
      organization.client.call("createWebhook", {
        body: { url: `${receiver.url}/${status}`, events: ["run.completed"] },
      });
    const good = await subscribe(200);
    const bad = await subscribe(400);
    const retried = await subscribe(500);
    const paused = await subscribe(201);
    await organization.client.call("updateWebhook", {
      params: { webhook_id: paused.webhook_id },
      body: { active: false },
    });
    const events = Array.from({ length: 10 }, (_, n) => eventOf(organization, { task_id: `task ${n}` }));
    await server.operator.call("ingestEvents", { body: { events } });
    await server.operator.call("ingestEvents", {
      body: eventOf(organization, { task_id: "one-off", run_id: "a run", webhook_url: `${receiver.url}/204` }),
    });
    await until(
      () => pagesOf(organization).attempts(),
      (attempts) => attempts.length === 34,
    );

    const attempts = await pagesOf(organization).attempts();
    expect(attempts).toHaveLength(34);
    expect(attempts.map((attempt) => attempt.attempt_id)).toEqual(
      attempts.map((attempt) => attempt.attempt_id).sort((a, b) => (a < b ? 1 : -1)),
    );
    expect(attempts.find((attempt) => attempt.webhook_id === bad.webhook_id)).toMatchObject({
      outcome: "failed",
      http_status: 400,
      error_code: null,
      response_body: "said 400",
      response_truncated: false,
      attempt: 1,
      url: `${receiver.url}/400`,
      remaining_schedule: [],
    });
    const headers = attempts.find((attempt) => attempt.webhook_id === bad.webhook_id)?.response_headers;
    expect(Object.keys(headers ?? {}).sort()).toEqual(["content-type", "date"]);
    expect(attempts.find((attempt) => attempt.webhook_id === retried.webhook_id)?.remaining_schedule).toHaveLength(1);

    const deliveries = await pagesOf(organization).deliveries();
    expect(deliveries).toHaveLength(45);
    expect(new Set(deliveries.map((delivery) => delivery.delivery_id)).size).toBe(45);
    expect(deliveries.map((delivery) => delivery.delivery_id)).toEqual(
      deliveries.map((delivery) => delivery.delivery_id).sort((a, b) => (a < b ? 1 : -1)),
    );
    const countOf = async (query: object): Promise<[number, number]> => {
      const pages = pagesOf(organization, query);
      return [(await pages.attempts()).length, (await pages.deliveries()).length];
    };
    expect(await countOf({ webhook_id: good.webhook_id })).toEqual([11, 11]);
    expect(await countOf({ webhook_id: retried.webhook_id })).toEqual([11, 11]);
    expect(await countOf({ webhook_id: paused.webhook_id })).toEqual([0, 11]);
    expect(await countOf({ webhook_id: "whk_of another look" })).toEqual([0, 0]);
    expect(await countOf({ status: "pending" })).toEqual([0, 11]);
    expect(await countOf({ status: "succeeded" })).toEqual([12, 12]);
    expect(await countOf({ status: "failed" })).toEqual([22, 22]);
    expect(await countOf({ status: "cancelled" })).toEqual([0, 0]);
    expect(await countOf({ event: "run.completed" })).toEqual([34, 45]);
    expect(await countOf({ event: "run.failed" })).toEqual([0, 0]);
    expect(await countOf({ task_id: "task 3" })).toEqual([3, 4]);
    expect(await countOf({ run_id: "a run" })).toEqual([4, 5]);
    expect(await countOf({ run_id: "a\0run" })).toEqual([0, 0]);
    expect(await countOf({ http_status: 500 })).toEqual([11, 11]);
    expect(await countOf({ http_status: 204, webhook_id: good.webhook_id })).toEqual([0, 0]);
    expect(await countOf({ error_code: "timeout" })).toEqual([0, 0]);
    expect(await countOf({ until: new Date(Date.now() - 60_000).toISOString() })).toEqual([0, 0]);
    expect(await countOf({ since: new Date(Date.now() - 60_000).toISOString() })).toEqual([34, 45]);

    await organization.client.call("deleteWebhook", { params: { webhook_id: retried.webhook_id } });
    const cancelled = await until(
      () => pagesOf(organization, { status: "cancelled", webhook_id: retried.webhook_id }).deliveries(),
      (rows) => rows.length === 11,
    );
    expect(cancelled).toHaveLength(11);
    expect(cancelled[0]).toMatchObject({ failure: null, attempt_count: 1, next_attempt_at: null });
    await receiver.close();
  });

  it("shows each row once to whoever walks its pages while others arrive", async () => {
    await using server = await startTestServer({ env: { OVERTEN_BUCKETS: String(buckets) } });
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    const batch = () => Array.from({ length: 30 }, () => eventOf(organization));
    await sendAndSettle(server, organization, batch());
    const before = new Set((await pagesOf(organization).deliveries()).map((delivery) => delivery.delivery_id));
    expect(before.size).toBe(30);

    const walked = { attempts: [] as string[], deliveries: [] as string[] };
    await allPages(async (cursor) => {
      const page = await organization.client.call("listDeliveries", { query: { limit: 4, cursor } });
      walked.deliveries.push(...page.deliveries.map((delivery) => delivery.delivery_id));
      await server.operator.call("ingestEvents", { body: { events: batch().slice(0, 5) } });
      return { rows: [], next: page.next_cursor };
    });
    await allPages(async (cursor) => {
      const page = await organization.client.call("listAttempts", { query: { limit: 9, cursor } });
      walked.attempts.push(...page.attempts.map((attempt) => attempt.delivery_id));
      await server.operator.call("ingestEvents", { body: { events: batch().slice(0, 5) } });
      return { rows: [], next: page.next_cursor };
    });
    for (const rows of [walked.deliveries, walked.attempts]) {
      expect(new Set(rows).size).toBe(rows.length);
      expect([...before].filter((id) => !rows.includes(id))).toEqual([]);
    }
    await receiver.close();
  });
});

describe("the log's pages", () => {
  it("look at a bounded number of rows a request, and go on until a rare one is found", async () => {
    await using server = await startTestServer();
    const receiver = await startReceiver();
    const organization = await server.addOrganization();
    await organization.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    receiver.answerWith((_request, response) => void response.writeHead(418).end());
    await sendAndSettle(server, organization, [eventOf(organization, { task_id: "the rare one" })]);
    const newer = Array.from({ length: 12_000 }, (_, n) => uuidv7(Date.now() + n / 1000));
    const copy = {
      name: "copy",
      text: `insert into attempts select (jsonb_populate_record(a, jsonb_build_object('id', t.id, 'delivery_id', t.id, 'http_status', 200))).*
        from attempts a cross join unnest($1::text[]) as t(id)`,
    };
    await server.databases.cold.run(copy, [newer]);
    for (const list of ["attempts", "deliveries"] as const) {
      const pageSizes: number[] = [];
      const found = await pagesOf(organization, { http_status: 418, limit: 50 }, (rows) => pageSizes.push(rows))[
        list
      ]();
      expect(found.map((row) => row.task_id)).toEqual(["the rare one"]);
      expect(pageSizes).toEqual([0, 0, 1]);
    }
    await receiver.close();
  });

  it("show nobody else's rows", async () => {
    await using server = await startTestServer();
    const receiver = await startReceiver();
    const mine = await server.addOrganization();
    const other = await server.addOrganization();
    const webhook = await mine.client.call("createWebhook", { body: { url: receiver.url, events: ["run.completed"] } });
    await sendAndSettle(server, mine, [eventOf(mine, { task_id: "mine", run_id: "mine" })]);
    for (const path of ["/attempts", "/deliveries"]) {
      for (const query of [
        "",
        `?webhook_id=${webhook.webhook_id}`,
        "?run_id=mine",
        "?task_id=mine",
        "?status=succeeded",
      ]) {
        const answer = await server.request("GET", path + query, { key: other.apiKey });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toEqual({ [path.slice(1)]: [], next_cursor: null });
      }
    }
    await receiver.close();
  });
});
