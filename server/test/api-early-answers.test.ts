// Answers that are given before a request has come whole, and what Node would answer by itself.
import { once } from "node:events";
import { request as httpRequest, createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { errorBodySchema } from "../../contract/src/index.ts";
import {
  startTestServer,
  testOperatorKey,
  type TestOrganization,
  type TestServer,
} from "../../tests/support/server.ts";
import { lingerOnClose } from "../src/http/lingering.ts";
import { atEnd, endPeers, listening } from "./loopback-peers.ts";

const mebibyte = 1024 * 1024;

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

async function open(port = Number(new URL(server.url).port)): Promise<Socket> {
  // A socket that goes on writing when the other side has said its last.
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  atEnd(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

const head = (...more: string[]): string =>
  ["POST /api/v1/operator/events HTTP/1.1", "host: test", `x-api-key: ${testOperatorKey}`, ...more, "", ""].join(
    "\r\n",
  );

/** Status and code of an answer as it came over the wire. */
function errorIn(answer: string): string {
  const [top = "", body = ""] = answer.split("\r\n\r\n");
  return `${top.slice(9, 12)} ${errorBodySchema.strict().parse(JSON.parse(body)).error}`;
}

describe("a body that is too large", () => {
  it("is 413 for a client that reads once it has sent everything", async () => {
    for (const how of [`content-length: ${20 * mebibyte}`, "transfer-encoding: chunked"]) {
      const socket = await open();
      socket.pause();
      socket.write(head("content-type: application/json", how));
      const piece = Buffer.alloc(mebibyte, " ");
      for (let sent = 0; sent < 20; sent++) {
        const chunk = how.startsWith("t")
          ? Buffer.concat([Buffer.from("100000\r\n"), piece, Buffer.from("\r\n")])
          : piece;
        await new Promise<void>((resolve, reject) => {
          socket.write(chunk, (error) => (error ? reject(error) : resolve()));
        });
      }
      if (how.startsWith("t")) socket.write("0\r\n\r\n");
      expect(errorIn(await text(socket)), how).toBe("413 payload_too_large");
    }
  });

  it("is 413 for fetch", async () => {
    const body = JSON.stringify({ events: [{ summary: "x".repeat(16 * mebibyte) }] });
    for (let n = 0; n < 5; n++) {
      const answer = await server.request("POST", "/operator/events", { key: testOperatorKey, body });
      expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ success: false })]);
    }
  });

  it("is never asked for by a client that waits for that", async () => {
    const socket = await open();
    socket.write(head("content-type: application/json", `content-length: ${20 * mebibyte}`, "expect: 100-continue"));
    expect(errorIn(await text(socket))).toBe("413 payload_too_large");
  });

  it("is cut when it has no end (I9)", async () => {
    const socket = await open();
    const failed = new Promise<void>((resolve) => socket.on("error", () => resolve()).on("close", () => resolve()));
    socket.resume().write(head("content-type: application/json", "transfer-encoding: chunked"));
    const piece = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(mebibyte, " "), Buffer.from("\r\n")]);
    let cut = false;
    void failed.then(() => (cut = true));
    let sent = 0;
    while (!cut && sent < 500) {
      sent++;
      if (!socket.write(piece)) await Promise.race([once(socket, "drain").catch(() => {}), failed]);
    }
    expect(sent).toBeGreaterThan(30);
    expect(sent).toBeLessThan(100);
  });

  it("is cut when it takes its time (I9)", async () => {
    const limits = { ms: 300, bytes: 1000 };
    const refusing = createServer((request, response) => {
      lingerOnClose(request, limits);
      response.writeHead(413, { connection: "close" }).end("{}");
    });
    const peer = await listening(refusing);
    const socket = await open(peer.port);
    socket.on("error", () => {}); // the reset that it gets
    const beganMs = performance.now();
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.resume().write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n`);
    while (!socket.destroyed && performance.now() - beganMs < 5000) {
      socket.write(" ");
      await sleep(20);
    }
    await closed;
    expect(performance.now() - beganMs).toBeGreaterThan(250);
    expect(performance.now() - beganMs).toBeLessThan(2000);
    await expect.poll(() => peer.sockets.size).toBe(0);
  });

  it("leaves nothing behind it that is carried out", async () => {
    const webhook = JSON.stringify({ url: "http://127.0.0.1:9/hook", events: ["run.completed"] });
    const second = [
      "POST /api/v1/webhooks HTTP/1.1",
      "host: test",
      `x-api-key: ${org.apiKey}`,
      "content-type: application/json",
      `content-length: ${webhook.length}`,
      "",
      webhook,
    ].join("\r\n");
    const socket = await open();
    const tooLarge = 9 * mebibyte;
    socket.write(head("content-type: application/json", `content-length: ${tooLarge}`));
    socket.write(Buffer.concat([Buffer.alloc(tooLarge, " "), Buffer.from(second)]));
    expect(errorIn(await text(socket))).toBe("413 payload_too_large");
    expect(await org.client.call("listWebhooks")).toMatchObject({ webhooks: [] });
  });
});

describe("a request that is refused before its body", () => {
  it("is answered though its client closes and writes on", async () => {
    const socket = await open();
    socket.write(head("connection: close", `content-length: ${4 * mebibyte}`).replace(testOperatorKey, "op_live_x"));
    await new Promise<void>((resolve, reject) => {
      socket.write(Buffer.alloc(4 * mebibyte), (error) => (error ? reject(error) : resolve()));
    });
    expect(errorIn(await text(socket))).toBe("401 invalid_api_key");
  });
});

describe("Expect: 100-continue", () => {
  it.each([
    ["/api/v1/webhooks", "POST", 201],
    ["/inbox/expect", "POST", 200],
    ["/inbox/expect/answer", "PUT", 422],
  ] as const)("is kept to on %s", async (path, method, status) => {
    const body = JSON.stringify({ url: "http://127.0.0.1:9/hook", events: ["run.completed"] });
    const sent = httpRequest(server.url + path, {
      method,
      headers: {
        expect: "100-continue",
        "x-api-key": org.apiKey,
        "content-type": "application/json",
        "content-length": body.length,
      },
    });
    sent.flushHeaders();
    const answered = once(sent, "response") as Promise<[IncomingMessage]>;
    await once(sent, "continue");
    sent.end(body);
    const [response] = await answered;
    expect([response.statusCode, typeof (await text(response))]).toEqual([status, "string"]);
  });

  it("that is something else is served all the same", async () => {
    const socket = await open();
    socket.write(`GET /livez HTTP/1.1\r\nhost: x\r\nexpect: tea\r\nconnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 .*"status":"ok"/s);
  });
});

describe("a request without a host", () => {
  it.each(["/api/v1/verify", "/livez", "/nothing", "/"])("is refused with a body: %s", async (path) => {
    const socket = await open();
    socket.write(`GET ${path} HTTP/1.1\r\nconnection: close\r\n\r\n`);
    expect(errorIn(await text(socket))).toBe("400 invalid_json");
  });

  it("may be HTTP/1.0's", async () => {
    const socket = await open();
    socket.write("GET /livez HTTP/1.0\r\n\r\n");
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("what is no HTTP", () => {
  it("is answered though much of it comes", async () => {
    const socket = await open();
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
    await new Promise<void>((resolve, reject) => {
      socket.write(`x-long: ${"x".repeat(4 * mebibyte)}\r\n\r\n`, (error) => (error ? reject(error) : resolve()));
    });
    expect(errorIn(await text(socket))).toBe("413 payload_too_large");
  });
});
