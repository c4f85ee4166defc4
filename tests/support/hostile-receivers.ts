// Receivers that misbehave, on raw sockets: what an HTTP server would never send.
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

export interface HostileReceiver {
  port: number;
  url: string;
  /** Connections accepted so far. */
  connections(): number;
  /** Connections that are open now. */
  open(): number;
  /** Requests that arrived whole. */
  requests(): number;
  /** Bytes handed to the system so far, over all connections. */
  bytesWritten(): number;
  close(): Promise<void>;
}

export interface Behaviour {
  /** As soon as somebody connects. */
  onConnect?: (socket: Socket) => void;
  /** Once the request's headers and body are there. */
  onRequest?: (socket: Socket) => void;
}

export async function startHostileReceiver(behaviour: Behaviour): Promise<HostileReceiver> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let requests = 0;
  let bytesOfClosed = 0;
  const server: Server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {}); // being cut off is what happens here
    socket.on("close", () => {
      sockets.delete(socket);
      bytesOfClosed += socket.bytesWritten;
    });
    behaviour.onConnect?.(socket);
    if (behaviour.onRequest === undefined) return;
    let received = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const endBytes = requestBytes(received);
      if (endBytes === null || received.length < endBytes) return;
      received = received.subarray(endBytes);
      requests++;
      behaviour.onRequest?.(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP server");
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/hook`,
    connections: () => connections,
    open: () => sockets.size,
    requests: () => requests,
    bytesWritten: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, bytesOfClosed),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function requestBytes(received: Buffer): number | null {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const length = /^content-length: *(\d+)/im.exec(received.toString("latin1", 0, headEnd))?.[1];
  return headEnd + 4 + Number(length ?? 0);
}

/** Writes once the request is there. */
export function answers(bytes: string | Uint8Array): Behaviour {
  return { onRequest: (socket) => void socket.write(bytes) };
}

/** Writes once the request is there, and closes in order. */
export function answersAndEnds(bytes: string | Uint8Array): Behaviour {
  return { onRequest: (socket) => void socket.end(bytes) };
}

/** Writes once the request is there, and resets the connection when the bytes have left. */
export function answersAndResets(bytes: string): Behaviour {
  return {
    onRequest: (socket) => {
      if (bytes === "") socket.resetAndDestroy();
      else socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 50));
    },
  };
}

/** Writes `first`, then `piece` every `everyMs` for as long as somebody listens. */
export function drips(first: string, piece: string, everyMs: number): Behaviour {
  return {
    onRequest: (socket) => {
      socket.write(first);
      const timer = setInterval(() => void socket.write(piece), everyMs);
      socket.on("close", () => clearInterval(timer));
    },
  };
}

/** Writes `first`, then `piece` without end, as fast as it is taken. */
export function floods(first: string, piece: Buffer): Behaviour {
  return {
    onRequest: (socket) => {
      socket.write(first);
      const pour = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on("drain", pour);
      pour();
    },
  };
}

/** Accepts, and never reads. */
export const neverReads: Behaviour = { onConnect: (socket) => void socket.pause() };
