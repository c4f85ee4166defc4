// What stands behind the `?`: nothing in it is ignored, and nothing is read as something else than was sent.
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorBodySchema, routeNamed, routeNames } from "../../contract/src/index.ts";
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
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe("a name in a query", () => {
  it.each(routeNames.map((name) => ({ name, ...routeNamed(name) })))(
    "that is not known is 422: $method $path",
    async ({ method, path, key, body }) => {
      const filled = path.replace("{format}", "excel").replaceAll(/\{\w+\}/g, "nothing");
      const response = await server.request(method, `${filled}?webhook=x`, {
        ...(key === "none" ? {} : { key: key === "operator" ? testOperatorKey : org.apiKey }),
        ...(body === undefined ? {} : { body: "{}" }),
      });
      expect(response.status).toBe(422);
      const { error, details } = errorBodySchema.strict().parse(await response.json());
      expect([error, details?.[0]?.path]).toEqual(["validation_failed", "webhook"]);
    },
  );
});

describe("the text of a query", () => {
  const statusOf = async (query: string): Promise<number> => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const head = `GET /api/v1/attempts?${query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: ${org.apiKey}\r\n\r\n`;
    socket.write(Buffer.from(head, "latin1"));
    return Number((await text(socket)).slice(9, 12));
  };

  it.each([
    ["the escape of a byte that is no UTF-8", "run_id=%FF"],
    ["a cut character", "run_id=%C3"],
    ["a surrogate", "run_id=%ED%A0%80"],
    ["half an escape", "run_id=%4"],
    ["a bare percent sign", "run_id=50%"],
    ["a broken name", "%FF=x"],
    ["a name twice", "run_id=a&run_id=b"],
    ["a name that objects have", "__proto__=x"],
  ])("is refused with %s", async (_, query) => {
    expect(await statusOf(query)).toBe(422);
  });

  it("is no HTTP with a letter beyond ASCII as it is", async () => {
    for (const letter of ["\u00C3\u00A9", "\u00E9"]) expect(await statusOf(`run_id=${letter}`)).toBe(400);
  });

  it.each([
    ["escapes of UTF-8", "run_id=%C3%A9%F0%9F%98%80"],
    ["a NUL, which no run has", "run_id=%00&task_id=%00&webhook_id=%00"],
    ["a plus sign for a space", "run_id=a+b%2B"],
    ["nothing", ""],
  ])("is taken with %s", async (_, query) => {
    expect(await statusOf(query)).toBe(200);
  });
});
