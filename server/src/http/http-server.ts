import { createServer, type RequestListener, type Server } from "node:http";
import { basePath } from "@overten/contract";

/** A request may take this long to arrive: slow senders must not hold sockets (100 MiB at 1 MiB/s fit). */
const requestTimeoutMs = 120_000;
const keepAliveTimeoutMs = 75_000;

/** Node's server, with nothing that it would answer by itself: it does so without a body, and no error of ours is without one (contract §2). */
export function createHttpServer(handle: RequestListener): Server {
  const listener: RequestListener = (request, response) => {
    // Behind an answer that said that it is the last one: there is no way left to answer this.
    if (request.socket.writableEnded) return;
    handle(request, response);
  };
  const options = {
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    requireHostHeader: false,
  };
  return createServer(options, listener)
    .on("checkContinue", (request, response) => {
      // Our own routes ask for the body once they know that they want it.
      if (request.url?.startsWith(basePath) !== true) response.writeContinue();
      listener(request, response);
    })
    .on("checkExpectation", listener);
}
