// What receivers get, byte for byte: contract §7.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../sdk/src/index.ts";
import { readAttempts, waitForAttempts, waitForNothingDue } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../../tests/support/receiver.ts";
import { encodeId } from "../src/domain/ids.ts";
import { payloadBytes } from "../src/domain/payload.ts";
import { nativeSignature, signingKeys, standardSignature } from "../src/domain/signing.ts";

let test: TestEngine;
let receiver: Receiver;
/** Secrets by the path that they sign for. */
const secrets = new Map<string, string>();
let eventId = "";

const failedBody = payloadBytes({
  kind: "run.failed",
  runId: "run 2",
  taskId: "task 2",
  agentName: "agent",
  format: "excel",
  error: { code: "agent_crashed", message: "Der Agent hörte auf — 🧾" },
  occurredAtMs: 1_780_000_000_001,
});

// One event to two subscriptions, of which one fails twice, and a per-request URL.
beforeAll(async () => {
  test = await startTestEngine({ schedule: [1, 0.05] });
  receiver = await startReceiver();
  receiver.answerWith((request, response) => {
    const bad = request.path === "/hook/flaky" && Number(request.headers["x-overten-attempt"]) < 3;
    response.writeHead(bad ? 503 : 200).end();
  });
  const { orgId, secret } = await test.addOrganization();
  for (const path of ["steady", "flaky"])
    secrets.set(`/hook/${path}`, (await test.addSubscription(orgId, `${receiver.url}/${path}`)).secret);
  const webhookUrl = `${receiver.url}/once?a=1&b=%20x`;
  secrets.set("/hook/once?a=1&b=%20x", secret);
  const accepted = await test.engine.acceptor.accept(completedEvent(orgId, "a task", { webhookUrl }));
  if (accepted.outcome !== "accepted") throw new Error(accepted.outcome);
  eventId = accepted.eventId;
  await receiver.waitFor(5);
  await waitForNothingDue(test);
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await receiver.close();
});

const named = (request: ReceivedRequest): Record<string, string> => {
  const { rawHeaders } = request;
  const pairs: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return Object.fromEntries(pairs);
};
const secretOf = (request: ReceivedRequest): string => secrets.get(request.path) ?? "";

describe("a request", () => {
  it("has these headers, with this spelling, and no others", () => {
    expect(receiver.requests).toHaveLength(5);
    for (const request of receiver.requests) {
      expect(request.method).toBe("POST");
      expect(named(request)).toEqual({
        "Content-Type": "application/json",
        "X-Overten-Signature": expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
        "X-Overten-Timestamp": expect.stringMatching(/^\d{10}$/),
        "X-Overten-Event": "run.completed",
        "User-Agent": "Overten-Webhook/1.0",
        "webhook-id": encodeId("event", eventId),
        "webhook-timestamp": request.headers["x-overten-timestamp"],
        "webhook-signature": expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
        "X-Overten-Delivery": expect.stringMatching(/^dlv_[0-9A-Z]{26}$/),
        "X-Overten-Attempt": expect.stringMatching(/^[123]$/),
        host: new URL(receiver.url).host,
        connection: "keep-alive",
        "content-length": String(request.body.length),
      });
    }
  });

  it("has the same bytes for every receiver and attempt, keys in the contract's order", () => {
    const expected =
      '{"event":"run.completed","run_id":"run of a task","task_id":"a task","agent_name":"test_agent","format":"excel","status":"completed",' +
      '"download_url":"https://files.example.com/report.xlsx","edit_url":null,"summary":"Created a 12-row report","occurred_at_ms":1780000000000}';
    for (const request of receiver.requests) expect(request.body.toString("utf8")).toBe(expected);
    expect(failedBody.toString("utf8")).toBe(
      '{"event":"run.failed","run_id":"run 2","task_id":"task 2","agent_name":"agent","format":"excel",' +
        '"error":{"code":"agent_crashed","message":"Der Agent hörte auf — 🧾"},"occurred_at_ms":1780000000001}',
    );
  });

  it("is signed anew for each attempt, with the time of that attempt", async () => {
    const flaky = receiver.requests.filter((request) => request.path === "/hook/flaky");
    expect(flaky.map((request) => request.headers["x-overten-attempt"])).toEqual(["1", "2", "3"]);
    const [first, second] = flaky;
    // The second attempt came more than a second after the first, so its time is another.
    expect(second?.headers["x-overten-timestamp"]).not.toBe(first?.headers["x-overten-timestamp"]);
    expect(second?.headers["x-overten-signature"]).not.toBe(first?.headers["x-overten-signature"]);
    expect(second?.headers["webhook-signature"]).not.toBe(first?.headers["webhook-signature"]);
    expect(new Set(flaky.map((request) => request.headers["x-overten-delivery"])).size).toBe(1);
    for (const row of await readAttempts(test)) {
      const request = receiver.requests.find(
        ({ headers }) =>
          headers["x-overten-delivery"] === encodeId("delivery", row.deliveryId) &&
          headers["x-overten-attempt"] === String(row.attempt),
      );
      expect(Number(request?.headers["x-overten-timestamp"])).toBe(row.signedAtS);
      expect(row.signedAtS).toBe(Math.floor(row.startedAtMs / 1000));
      expect(Math.abs(row.startedAtMs - Date.now())).toBeLessThan(60_000);
    }
  });

  it("verifies with its own secret and no other: natively, with Standard Webhooks, and with the SDK", async () => {
    for (const request of receiver.requests) {
      const native = { body: request.body, headers: request.headers };
      expect(await verify({ ...native, secret: secretOf(request) })).toMatchObject({ event: "run.completed" });
      const standard = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => name.startsWith("webhook-")),
      );
      expect(await verify({ body: request.body, headers: standard, secret: secretOf(request) })).toMatchObject({
        task_id: "a task",
      });
      expect(new Webhook(secretOf(request)).verify(request.body.toString("utf8"), standard)).toMatchObject({
        task_id: "a task",
      });
      for (const [path, secret] of secrets) {
        if (path === request.path) continue;
        await expect(verify({ ...native, secret })).rejects.toMatchObject({ code: "no_match" });
        expect(() => new Webhook(secret).verify(request.body.toString("utf8"), standard)).toThrow(
          "No matching signature found",
        );
      }
    }
  });
});

describe("an event of 64 KiB with every kind of character", () => {
  it("arrives as it was stored", async () => {
    const big = await startReceiver();
    const { orgId } = await test.addOrganization();
    const { secret } = await test.addSubscription(orgId, big.url);
    const before = (await readAttempts(test)).length;
    const summary = `\u2028 " \\ \u0001 🧾 ${"é".repeat(30_000)}`;
    const body = payloadBytes({
      kind: "run.completed",
      runId: "r",
      taskId: "t",
      agentName: "a",
      format: "f",
      occurredAtMs: 0,
      downloadUrl: null,
      editUrl: null,
      summary,
    });
    await test.engine.acceptor.accept(completedEvent(orgId, "t", { body }));
    await big.waitFor(1);
    expect(big.requests[0]?.body.equals(body)).toBe(true);
    expect(await verify({ body, headers: big.requests[0]?.headers ?? {}, secret })).toMatchObject({ summary });
    await waitForAttempts(test, before + 1);
    await big.close();
  });
});

interface Vector {
  name: string;
  secret: string;
  timestamp_s: number;
  webhook_id: string;
  body_base64: string;
  x_overten_signature: string;
  webhook_signature: string;
}
const vectors: Vector[] = JSON.parse(readFileSync(new URL("../../sdk/test/vectors.json", import.meta.url), "utf8"));

describe("the server's signatures", () => {
  it.each(vectors)("are those of the shared vectors: $name", (vector) => {
    const keys = signingKeys(vector.secret);
    const body = Buffer.from(vector.body_base64, "base64");
    const request = { eventId: vector.webhook_id, timestampS: vector.timestamp_s, body };
    expect(nativeSignature(keys, request)).toBe(vector.x_overten_signature);
    expect(standardSignature(keys, request)).toBe(vector.webhook_signature);
  });
});
