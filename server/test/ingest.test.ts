// What `POST /operator/events` refuses (contract §2 and §6): alone with the field's name, in a batch with the item's place and nothing stored.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maxEventBatchBytes } from "../../contract/src/index.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";

let server: TestServer;
let org: TestOrganization;
let suspended: TestOrganization;
beforeAll(async () => {
  server = await startTestServer();
  org = await server.addOrganization();
  suspended = await server.addOrganization();
  await server.operator.call("updateOrganization", { params: { org_id: suspended.id }, body: { suspended: true } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const link = `https://example.com/${"x".repeat(4000)}`;

let made = 0;
function eventOf(more: object = {}): Record<string, unknown> {
  made += 1;
  const event = { org_id: org.id, event: "run.completed", run_id: "run 1", task_id: `task ${made}` };
  return { ...event, agent_name: "agent", format: "excel", ...more };
}

const send = (body: string | object): Promise<Response> =>
  server.request("POST", "/operator/events", {
    key: testOperatorKey,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** Status, code and the first wrong place of a refusal. */
async function refusalOf(response: Response): Promise<string> {
  const answer = (await response.json()) as { error: string; details: { path: string }[] };
  return `${response.status} ${answer.error} ${answer.details[0]?.path}`;
}

describe("POST /operator/events", () => {
  it("takes an event once", async () => {
    const event = eventOf();
    const first = await send(event);
    expect(first.status).toBe(202);
    const answer = (await first.json()) as object;
    expect(answer).toEqual({ event_id: expect.stringMatching(/^evt_[0-9A-Z]{26}$/), duplicate: false });
    const again = await send({ ...event, occurred_at_ms: 1, summary: "stamped anew" });
    expect(await again.json()).toEqual({ ...answer, duplicate: true });
  });

  it.each([
    ["422 validation_failed", "foo", () => ({ foo: 1 })],
    ["422 validation_failed", "task_id", () => ({ task_id: "" })],
    ["422 validation_failed", "error", () => ({ error: { code: "a", message: "b" } })],
    ["422 validation_failed", "org_id", () => ({ org_id: "org_of another look" })],
    ["422 validation_failed", "org_id", () => ({ org_id: `org_${"0".repeat(26)}` })],
    ["422 validation_failed", "org_id", () => ({ org_id: suspended.id })],
    ["422 url_not_allowed", "webhook_url", () => ({ webhook_url: "https://10.0.0.1/" })],
    ["422 url_not_allowed", "webhook_url", () => ({ webhook_url: "nonsense" })],
    ["413 payload_too_large", "", () => ({ summary: "\u0001".repeat(10_000), download_url: link, edit_url: link })],
    ["409 conflict", "idempotency_key", () => ({ idempotency_key: "taken", summary: "another body" })],
  ])("refuses with %s at %j, alone and in a batch, of which nothing stays", async (error, path, wrong) => {
    const taken = await send(eventOf({ task_id: "taken", idempotency_key: "taken" }));
    expect(taken.status).toBe(202);
    expect(await refusalOf(await send(eventOf(wrong())))).toBe(`${error} ${path}`);
    const good = eventOf();
    const place = path === "" ? "events.1" : `events.1.${path}`;
    expect(await refusalOf(await send({ events: [good, eventOf(wrong()), eventOf()] }))).toBe(`${error} ${place}`);
    expect(await (await send(good)).json()).toMatchObject({ duplicate: false });
  });

  it("takes what is small enough however its text is escaped, alone as in a batch", async () => {
    // 40 KB that a client which escapes everything but ASCII sends as 120 KB.
    const event = eventOf({ summary: "😀".repeat(10_000) });
    const escaped = JSON.stringify(event).replaceAll("😀", String.raw`\ud83d\ude00`);
    expect(escaped.length).toBeGreaterThan(120_000);
    expect((await send(escaped)).status).toBe(202);
    expect((await send(`{"events":[${escaped}]}`)).status).toBe(202);
  });

  it("takes 8 MiB of a batch and not a byte more, and 256 KiB of one event", async () => {
    const padded = (text: string, bytes: number): string => text + " ".repeat(bytes - text.length);
    const batch = JSON.stringify({ events: [eventOf()] });
    expect((await send(padded(batch, maxEventBatchBytes))).status).toBe(202);
    const tooMuch = await send(padded(batch, maxEventBatchBytes + 1));
    expect([tooMuch.status, await tooMuch.json()]).toMatchObject([413, { error: "payload_too_large" }]);
    const event = JSON.stringify(eventOf());
    expect((await send(padded(event, 256 * 1024))).status).toBe(202);
    const tooLong = await send(padded(event, 256 * 1024 + 1));
    expect([tooLong.status, await tooLong.json()]).toMatchObject([413, { error: "payload_too_large" }]);
  });

  it("holds 1 to 1,000 events in a batch, and answers them in their order", async () => {
    for (const events of [[], Array.from({ length: 1001 }, () => eventOf())]) {
      expect(await refusalOf(await send({ events }))).toBe("422 validation_failed events");
    }
    const first = eventOf();
    const alone = (await (await send(first)).json()) as { event_id: string };
    const response = await send({ events: [...Array.from({ length: 998 }, () => eventOf()), first, eventOf()] });
    expect(response.status).toBe(202);
    const { events } = (await response.json()) as { events: { event_id: string; duplicate: boolean }[] };
    expect(events).toHaveLength(1000);
    expect(events.flatMap((event, index) => (event.duplicate ? [[index, event.event_id]] : []))).toEqual([
      [998, alone.event_id],
    ]);
  });

  it.each([
    { event: "run.completed", summary: "a", occurred_at_ms: 5 },
    { event: "run.failed", error: { code: "c", message: "m" }, occurred_at_ms: 5 },
  ])("takes a $event again under its key, however its fields are ordered and null said", async (more) => {
    const event = eventOf({ ...more, idempotency_key: `again ${more.event}` });
    expect((await send(event)).status).toBe(202);
    const backwards = (value: object): object => Object.fromEntries(Object.entries(value).reverse());
    const { error } = more;
    const turned = { ...event, ...(error === undefined ? {} : { error: backwards(error) }) };
    const nulls = { webhook_url: null, status: null, download_url: null, edit_url: null };
    for (const same of [{ ...event, ...nulls }, backwards(turned), backwards({ ...nulls, ...turned })]) {
      const response = await send(same);
      expect([response.status, await response.json()]).toMatchObject([202, { duplicate: true }]);
    }
    for (const other of [{ occurred_at_ms: 6 }, { occurred_at_ms: null }, { agent_name: "another" }]) {
      expect(await refusalOf(await send({ ...event, ...other }))).toBe("409 conflict idempotency_key");
    }
  });

  it("is the operator's alone", async () => {
    const mine = org.client.call("ingestEvents", { body: { events: [] } });
    await expect(mine).rejects.toMatchObject({ status: 403, code: "forbidden" });
  });
});
