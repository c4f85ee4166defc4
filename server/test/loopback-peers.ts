// Peers on loopback for tests of what goes out. `endPeers` belongs into `afterEach`.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { TlsOptions } from "node:tls";
import { Worker } from "node:worker_threads";
import { testCertificate } from "./certificates/test-certificate.ts";

const endings: (() => unknown)[] = [];

/** Runs when the test is over, the last one first. */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

export async function endPeers(): Promise<void> {
  for (const end of endings.splice(0).toReversed()) await end();
}

/** `sockets` are the connections that are open. */
export type Peer = { port: number; sockets: ReadonlySet<Socket> };

/** Listens on a free port until the test ends. */
export async function listening(server: Server, host = "127.0.0.1"): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, "listening");
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP server");
  return { port: address.port, sockets };
}

const okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/** Says 200 to whatever arrives. */
export function answering(): Server {
  return createServer((socket) => socket.on("data", () => socket.write(okAnswer)));
}

/** The same over TLS, with the tests' certificate. */
export function answeringTls(options: TlsOptions = {}): Server {
  return createTlsServer({ ...testCertificate, ...options }, (socket) => {
    socket.on("error", () => {}).on("data", () => socket.write(okAnswer));
  }).on("tlsClientError", () => {});
}

/** Gives connections that stay under way: their SYNs meet a full queue, and the thread that should empty it is stopped. */
export async function blackHole(): Promise<() => Socket> {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     const server = require("node:net").createServer();
     server.listen({ host: "127.0.0.1", port: 0, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  atEnd(() => worker.terminate());
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  // Linux lets one more wait than `backlog` says.
  for (let n = 0; n < 2; n++) {
    const filler = connect(port, "127.0.0.1").on("error", () => {});
    atEnd(() => filler.destroy());
    await once(filler, "connect");
  }
  return () => connect(port, "127.0.0.1");
}
