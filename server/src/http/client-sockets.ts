import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "../runtime/logger.ts";

export interface ClientSocketLimits {
  /** Null for as many as come. */
  maxConnections: number | null;
  /** A request's headers may take this long to arrive; what is slower holds a socket for nothing. */
  headersTimeoutMs?: number;
  /** An answer of which nothing more is taken for so long is given up. */
  unreadTimeoutMs?: number;
}

const tellEveryMs = 60_000;

/** Holds down what strangers can make a server hold (I9): sockets in all, half a request, answers that nobody reads. */
export function limitClientSockets(
  server: Server,
  deps: { log: Logger; monotonicMs: () => number },
  { maxConnections, headersTimeoutMs = 15_000, unreadTimeoutMs = 30_000 }: ClientSocketLimits,
): void {
  server.headersTimeout = headersTimeoutMs;
  server.setTimeout(unreadTimeoutMs);
  server.on("request", (_request, response) => response.on("timeout", cutUnread));
  if (maxConnections === null) return;
  server.maxConnections = maxConnections;
  let tellAtMs = 0;
  server.on("drop", () => {
    const nowMs = deps.monotonicMs();
    if (nowMs < tellAtMs) return;
    tellAtMs = nowMs + tellEveryMs;
    deps.log.warn(
      { maxConnections },
      "as many clients are connected as the limit of open files (ulimit -n) allows: more are turned away",
    );
  });
}

/** Nothing has moved on the socket for a while. An answer that is still being made may take longer; one that waits to be read may not. */
function cutUnread(this: ServerResponse, socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}
