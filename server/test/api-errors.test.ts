// The error table of the contract (§2) where it is the same for every route, shown on a few.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { errorBodySchema } from "../../contract/src/index.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";
import { atEnd, endPeers } from "./loopback-peers.ts";

const webhook = { url: "http://127.0.0.1:9/hook", events: ["run.completed"] };

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer();
  org = await server.addOrganization();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
afterEach(endPeers);

/** Status and code of an answer whose whole body fits the contract's one format. */
async function errorOf(response: Response): Promise<string> {
  const body = errorBodySchema.strict().parse(await response.json());
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  expect(body.message.length).toBeGreaterThan(20);
  return `${response.status} ${body.error}`;
}

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
  server.request("POST", "/webhooks", { key: org.apiKey, body, headers });

const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;

describe("a body", () => {
  it.each([
    ["no JSON", "{"],
    ["JSON and more", "{}x"],
    ["a NUL byte", '{"url":"\0"}'],
    ["an escaped NUL", String.raw`{"url":"a\u0000b"}`],
    ["an escaped NUL in a name", String.raw`{"a\u0000":1}`],
    ["a name twice", '{"url":"a","url":"b"}'],
    ["65 levels", nested(65)],
    ["65 levels of lists", `${"[".repeat(65)}${"]".repeat(65)}`],
    ["100,000 levels", "[".repeat(100_000)],
    ["UTF-16", Buffer.from(JSON.stringify(webhook), "utf16le")],
    ["invalid UTF-8", Buffer.from('{"url":"\xff"}', "latin1")],
    [
      "UTF-8 cut in a character",
      Buffer.concat([Buffer.from('{"url":"'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')]),
    ],
    [
      "a surrogate in UTF-8",
      Buffer.concat([Buffer.from('{"url":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
  ])("with %s is 400", async (_, body) => {
    expect(await errorOf(await post(typeof body === "string" ? body : Uint8Array.from(body)))).toBe("400 invalid_json");
  });

  it("may have 64 levels, and an escape that only looks like a NUL's", async () => {
    expect(await errorOf(await post(nested(64)))).toBe("422 validation_failed");
    const description = String.raw`a\u0000b`;
    const response = await post(JSON.stringify({ ...webhook, description }));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ description });
  });

  it.each([["[]"], ["null"], ['"text"'], ["1"], [""]])("of %j instead of an object is 422", async (body) => {
    expect(await errorOf(await post(body))).toBe("422 validation_failed");
  });

  it("names every unknown field", async () => {
    const response = await post(JSON.stringify({ ...webhook, secret: "x", "": 1, __proto__x: 1 }));
    expect(response.status).toBe(422);
    const { details } = errorBodySchema.parse(await response.json());
    expect(details?.map((detail) => detail.path).toSorted()).toEqual(["", "__proto__x", "secret"]);
  });

  it("over 256 KiB is 413, said in advance or not", async () => {
    const exact = JSON.stringify({ ...webhook, description: "" });
    const padded = (bytes: number): string => exact.replace('""', `"${" ".repeat(bytes - exact.length)}"`);
    expect(await errorOf(await post(padded(256 * 1024)))).toBe("422 validation_failed");
    expect(await errorOf(await post(padded(256 * 1024 + 1)))).toBe("413 payload_too_large");
    const socket = await rawSocket();
    socket.write(head("transfer-encoding: chunked"));
    const chunk = `8000\r\n${" ".repeat(0x8000)}\r\n`;
    for (let n = 0; n < 9; n++) socket.write(chunk);
    expect(await firstLine(socket)).toBe("HTTP/1.1 413 Payload Too Large");
  });

  it.each([
    ["text/plain"],
    ["application/x-www-form-urlencoded"],
    ["application/jsonx"],
    ["multipart/form-data; boundary=x"],
  ])("of the type %s is 415", async (type) => {
    expect(await errorOf(await post(JSON.stringify(webhook), { "content-type": type }))).toBe(
      "415 unsupported_media_type",
    );
  });

  it("that is compressed is 415, and says so", async () => {
    const packed = Uint8Array.from(gzipSync(JSON.stringify(webhook)));
    for (const encoding of ["gzip", "br"]) {
      const response = await post(packed, { "content-encoding": encoding });
      expect(await response.clone().text()).toContain("compressed");
      expect(await errorOf(response)).toBe("415 unsupported_media_type");
    }
    expect((await post(JSON.stringify(webhook), { "content-encoding": "identity" })).status).toBe(201);
  });

  it("of JSON may say its charset", async () => {
    const response = await post(JSON.stringify(webhook), { "content-type": "Application/JSON; charset=utf-8" });
    expect(response.status).toBe(201);
  });
});

describe("a key", () => {
  it("is taken in both headers", async () => {
    for (const headers of [{ "x-api-key": org.apiKey }, { authorization: `Bearer ${org.apiKey}` }]) {
      expect((await server.request("GET", "/verify", { headers })).status).toBe(200);
    }
    const headers = { authorization: `bearer ${testOperatorKey}` };
    expect((await server.request("GET", "/operator/organizations", { headers })).status).toBe(200);
  });

  it.each([
    ["missing", {}],
    ["empty", { "x-api-key": "" }],
    ["malformed", { "x-api-key": "sk_live_short" }],
    ["unknown", { "x-api-key": `sk_live_${"x".repeat(28)}` }],
    ["an unknown operator's", { "x-api-key": `op_live_${"x".repeat(28)}` }],
    ["in the scheme Basic", { authorization: "Basic c2tfbGl2ZV8=" }],
  ])("that is %s is 401", async (_, headers) => {
    for (const path of ["/verify", "/operator/organizations"]) {
      expect(await errorOf(await server.request("GET", path, { headers }))).toBe("401 invalid_api_key");
    }
  });

  it("and a secret are not repeated in an error", async () => {
    const secret = `whsec_${"s".repeat(43)}=`;
    const key = `sk_live_${"k".repeat(28)}`;
    const answers = [
      await server.request("GET", "/verify", { key }),
      await post(JSON.stringify({ ...webhook, secret, api_key: key })),
      await post(JSON.stringify({ ...webhook, url: `https://${key}:${secret}@example.com/` })),
      await post(JSON.stringify({ ...webhook, events: [secret] })),
      await post(`{"secret":"${secret}"`),
    ];
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).not.toMatch(/s{43}|k{28}/);
    }
  });

  it("is asked for before the body is read", async () => {
    const socket = await rawSocket();
    socket.write(head("content-length: 200000").replace(org.apiKey, "sk_live_wrong"));
    expect(await firstLine(socket)).toBe("HTTP/1.1 401 Unauthorized");
  });

  it("is limited to so many requests a second, the operator's never", async () => {
    await using limited = await startTestServer({ env: { OVERTEN_RATE_LIMIT: "5" } });
    const { apiKey, client } = await limited.addOrganization();
    const other = await limited.addOrganization();
    await sleep(1000); // a key has at once what it gathered since it was made
    const read = (key: string, path: string): Promise<Response> => limited.request("GET", path, { key });
    const responses = await Promise.all(Array.from({ length: 20 }, () => read(apiKey, "/verify")));
    const refused = responses.filter((response) => response.status !== 200);
    expect(refused.length).toBeGreaterThanOrEqual(13);
    for (const response of refused) {
      expect(response.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
      expect(await errorOf(response)).toBe("429 rate_limited");
    }
    expect((await read(other.apiKey, "/verify")).status).toBe(200);
    const operators = await Promise.all(
      Array.from({ length: 20 }, () => read(testOperatorKey, "/operator/organizations")),
    );
    expect(new Set(operators.map((response) => response.status))).toEqual(new Set([200]));
    await sleep(Number(refused[0]?.headers.get("retry-after")) * 1000);
    expect((await read(apiKey, "/verify")).status).toBe(200);
    await sleep(1000);
    const fresh = await client.call("createApiKey", { body: { name: "one after another" } });
    const first = await Promise.all(Array.from({ length: 5 }, () => read(fresh.api_key, "/verify")));
    expect(first.filter((response) => response.status === 200).length).toBeLessThanOrEqual(2);
  });
});

describe("a bug", () => {
  it("is 500, and says nothing of itself", async () => {
    await using broken = await startTestServer();
    const { apiKey } = await broken.addOrganization();
    const text = "alter table runs rename to not_runs";
    await broken.databases.cold.run({ name: "test-rename", text }, []);
    const response = await broken.request("GET", "/runs", { key: apiKey });
    const message = "Something went wrong on our side. Try again; if it stays, tell whoever runs this server.";
    expect(await response.json()).toEqual({ success: false, error: "internal_error", message });
    expect([response.status, response.headers.get("retry-after")]).toEqual([500, null]);
    expect((await broken.request("GET", "/verify", { key: apiKey })).status).toBe(200);
  });
});

describe("an answer", () => {
  it("ends its line", async () => {
    const answers = [
      await server.request("GET", "/webhooks", { key: org.apiKey }),
      await server.request("GET", "/webhooks"),
      await server.request("GET", "/nothing"),
      await fetch(`${server.url}/livez`),
    ];
    for (const answer of answers) {
      expect(await answer.text()).toMatch(/^\{[^\n]*\}\n$/);
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    }
  });
});

describe("an address", () => {
  it.each([
    ["GET", "/nothing"],
    ["PUT", "/webhooks"],
    ["GET", "/webhooks/whk_1"],
    ["GET", "/webhooks/%00"],
    ["GET", "/webhooks/%E0%A4%A"],
    ["GET", `/webhooks/${"x".repeat(2000)}`],
    ["GET", "/webhooks/whk_01jabcdefghjkmnpqrstvwxyz0"],
    ["GET", "/webhooks/"],
  ])("that leads nowhere is 404: %s %s", async (method, path) => {
    expect(await errorOf(await server.request(method, path, { key: org.apiKey }))).toBe("404 not_found");
  });
});

describe("what is no HTTP request", () => {
  it.each([
    ["400 invalid_json", "nonsense\r\n\r\n"],
    ["400 invalid_json", "GET /api/v1/verify HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"],
    ["413 payload_too_large", `GET /api/v1/verify HTTP/1.1\r\nhost: x\r\nx-long: ${"x".repeat(20_000)}\r\n\r\n`],
  ])("is answered in the one format: %s", async (expected, text) => {
    const socket = await rawSocket();
    socket.write(text);
    const [data] = (await once(socket, "data")) as [Buffer];
    const [top = "", body = ""] = data.toString("utf8").split("\r\n\r\n");
    expect(`${top.split(" ")[1]} ${errorBodySchema.parse(JSON.parse(body)).error}`).toBe(expected);
  });
});

describe("a slow client", () => {
  it("is answered when it is done, and holds nobody up", async () => {
    const body = JSON.stringify(webhook);
    const socket = await rawSocket();
    socket.write(head(`content-length: ${body.length}`));
    socket.write(body.slice(0, 20));
    await sleep(100);
    const others = await Promise.all(
      Array.from({ length: 20 }, () => server.request("GET", "/verify", { key: org.apiKey })),
    );
    expect(new Set(others.map((response) => response.status))).toEqual(new Set([200]));
    socket.write(body.slice(20));
    expect(await firstLine(socket)).toBe("HTTP/1.1 201 Created");
  });
});

function head(more: string): string {
  const lines = ["POST /api/v1/webhooks HTTP/1.1", "host: test", `x-api-key: ${org.apiKey}`];
  return [...lines, "content-type: application/json", more, "", ""].join("\r\n");
}

async function rawSocket(): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => {}); // a refused body may end in a reset
  atEnd(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

async function firstLine(socket: Socket): Promise<string> {
  const [data] = (await once(socket, "data")) as [Buffer];
  return data.toString("latin1").split("\r\n")[0] ?? "";
}
