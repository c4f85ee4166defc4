// What an error says to whoever reads it: what is wrong, by which limit or rule, and what to do instead.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ErrorBody, errorBodySchema } from "../../contract/src/index.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer();
  org = await server.addOrganization();
});
afterAll(() => server[Symbol.asyncDispose]());

const said = async (
  method: string,
  path: string,
  options: { key?: string; body?: string | FormData; headers?: Record<string, string> } = {},
): Promise<string> => {
  const { key = org.apiKey, body, headers = {} } = options;
  const isForm = body instanceof FormData;
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      "x-api-key": key,
      ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const { error, message }: ErrorBody = errorBodySchema.parse(await response.json());
  return `${response.status} ${error}: ${message}`;
};

const spaces = (bytes: number): string => " ".repeat(bytes);

describe("what is too large is told its limit", () => {
  it.each([
    ["a request", "/webhooks", 256 * 1024 + 1, "The body is larger than 256 KiB"],
    ["a batch of events", "/operator/events", 8 * 1024 ** 2 + 1, "The body is larger than 8 MiB"],
    ["an address that is none", "/nothing", 2 * 1024 ** 2, "The body is larger than 1 MiB"],
  ])("%s", async (_, path, bytes, message) => {
    const key = path.startsWith("/operator") ? testOperatorKey : org.apiKey;
    expect(await said("POST", path, { key, body: spaces(bytes) })).toBe(
      `413 payload_too_large: ${message}, which is the limit. Send less at once.`,
    );
  });

  it("one event", async () => {
    const event = { org_id: org.id, event: "run.completed", run_id: "r", task_id: "t", agent_name: "a", format: "f" };
    const body = JSON.stringify(event).padEnd(256 * 1024 + 1);
    expect(await said("POST", "/operator/events", { key: testOperatorKey, body })).toContain(
      "A request with one event is larger than 256 KiB",
    );
  });

  it("the fields of a form", async () => {
    const { task_id } = await org.client.call("generate", {
      params: { format: "excel" },
      body: { prompt: "Five rows of sales by month", async: true },
    });
    const path = `/operator/tasks/${task_id}/complete`;
    const form = new FormData();
    for (let n = 0; n < 12; n++) form.set(`field_${n}`, "x");
    expect(await said("POST", path, { key: testOperatorKey, body: form })).toContain("more than 10 fields");
    const long = new FormData();
    long.set("summary", "x".repeat(64 * 1024 + 1));
    expect(await said("POST", path, { key: testOperatorKey, body: long })).toContain("`summary` is larger than 64 KiB");
  });
});

describe("a key of the wrong kind is told the right one", () => {
  it("an organisation's", async () => {
    expect(await said("GET", "/operator/organizations")).toMatch(/^403 forbidden: .*Use the operator's \(op_live_…\)/);
  });

  it("the operator's", async () => {
    expect(await said("GET", "/webhooks", { key: testOperatorKey })).toMatch(
      /^403 forbidden: .*\(sk_live_…\); POST \/operator\/organizations\/\{org_id\}\/api-keys makes one/,
    );
  });
});

describe("a method that an address does not have", () => {
  it.each([
    ["PUT", "/webhooks", "/api/v1/webhooks has no PUT. Use one of its methods: POST, GET."],
    [
      "PUT",
      "/webhooks/whk_1?x=1",
      "/api/v1/webhooks/{webhook_id} has no PUT. Use one of its methods: GET, PATCH, DELETE.",
    ],
    ["GET", "/excel/generate", "/api/v1/{format}/generate has no GET. Use one of its methods: POST."],
    ["GET", "/nothing", "There is nothing at this address for your key. Check the path and the id."],
  ])("%s %s", async (method, path, message) => {
    expect(await said(method, path)).toBe(`404 not_found: ${message}`);
  });
});
