import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHttpServer } from "../src/http/http-server.ts";
import { limitConnections } from "../src/http/limit-connections.ts";
import { answerNoHttp } from "../src/http/render-error.ts";
import { createLogger } from "../src/runtime/logger.ts";

const deps = { log: createLogger({ level: "silent" }), monotonicMs: () => performance.now() };
const headersMs = 300;
const unreadMs = 400;
/** More than the kernel keeps for both sides. */
const largeBytes = 16 * 1024 * 1024;
let server: Server;
let sockets: Socket[] = [];

beforeEach(() => {
  sockets = [];
  const times = { headersMs, unreadMs, lookEveryMs: 50 };
  server = createHttpServer((request, response) => {
    if (request.url === "/large") response.end(Buffer.alloc(largeBytes));
    else if (request.url === "/slow") setTimeout(() => response.end("slow"), 3 * unreadMs);
    else response.end("ok");
  }, times);
  server.on("clientError", answerNoHttp);
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function listen(maxConnections: number | null): Promise<void> {
  limitConnections(server, deps, { maxConnections });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function open(text = ""): Socket {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  if (text !== "") socket.write(text);
  sockets.push(socket);
  return socket;
}

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** What a client hears until the server closes its side. */
async function heard(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await Promise.race([once(socket, "end"), once(socket, "close")]);
  return text;
}

const connections = (): Promise<number> =>
  new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

it("cuts half a request, silence, and who does not hang up afterwards", async () => {
  await listen(null);
  const half = open("GET / HTTP/1.1\r\nHost: x\r\n");
  const silent = open();
  const beganMs = performance.now();
  const said = await Promise.all([half, silent].map(heard));
  expect(performance.now() - beganMs).toBeLessThan(3 * headersMs);
  expect(said[0]).toContain("took too long to arrive");
  await expect.poll(connections, { timeout: 2 * unreadMs }).toBe(0);
});

it("cuts who does not read the answer, and leaves who waits for one", async () => {
  await listen(null);
  const unread = open(request("/large"));
  unread.pause();
  const waiting = heard(open(`GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
  await expect.poll(connections).toBe(2);
  await expect.poll(connections, { timeout: 4 * unreadMs }).toBe(1);
  expect(await waiting).toContain("slow");
});

it("reads slowly to the end with who reads slowly", async () => {
  await listen(null);
  const socket = open("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  let bytes = 0;
  let nextPauseBytes = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes < nextPauseBytes) return;
    nextPauseBytes += 1024 * 1024;
    socket.pause();
    setTimeout(() => socket.resume(), unreadMs / 4);
  });
  await Promise.race([once(socket, "end"), once(socket, "close")]);
  expect(bytes).toBeGreaterThan(largeBytes);
});

it("turns away more than it may have", async () => {
  await listen(3);
  for (let i = 0; i < 3; i++) await once(open(request("/")), "data");
  expect(await heard(open(request("/")))).toBe("");
  sockets[0]?.destroy();
  await expect.poll(connections).toBe(2);
  const [answer] = (await once(open(request("/")), "data")) as [Buffer];
  expect(answer.toString()).toContain("200 OK");
});
