import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { basePath } from "@overten/contract";

/** A request may take this long to arrive: slow senders must not hold sockets (100 MiB at 1 MiB/s fit). */
const requestTimeoutMs = 120_000;
const keepAliveTimeoutMs = 75_000;

/** How long strangers can make a server hold a socket for nothing (I9). */
export interface SocketTimes {
  /** For the headers of a request to arrive. */
  headersMs: number;
  /** For something more of an answer to be taken. */
  unreadMs: number;
  lookEveryMs: number;
}
const socketTimes: SocketTimes = { headersMs: 15_000, unreadMs: 30_000, lookEveryMs: 5000 };

/** Node's server, with nothing that it would answer by itself: it does so without a body, and no error of ours is without one (contract §2). */
export function createHttpServer(handle: RequestListener, times: SocketTimes = socketTimes): Server {
  const listener: RequestListener = (request, response) => {
    // Behind an answer that said that it is the last one: there is no way left to answer this.
    if (request.socket.writableEnded) return;
    response.on("timeout", cutUnread);
    handle(request, response);
  };
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: times.headersMs,
    connectionsCheckingInterval: times.lookEveryMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    requireHostHeader: false,
  };
  return createServer(options, listener)
    .setTimeout(times.unreadMs)
    .on("checkContinue", (request, response) => {
      // Our own routes ask for the body once they know that they want it.
      if (request.url?.startsWith(basePath) !== true) response.writeContinue();
      listener(request, response);
    })
    .on("checkExpectation", listener);
}

/** Nothing has moved on the socket for a while. An answer that is still being made may take longer; one that waits to be read may not. */
function cutUnread(this: ServerResponse, socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}
