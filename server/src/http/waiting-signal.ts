import type { FastifyReply } from "fastify";

/**
 * Aborted when the client closes its connection before it was answered, or the node begins to stop: what only this client waits for can end. Also aborted
 * after the answer, when nobody listens any more.
 */
export function waitingSignal(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const over = new AbortController();
  const abort = (): void => over.abort();
  // By hand and not with AbortSignal.any: what hangs on the node's signal must go with each request.
  stopping.addEventListener("abort", abort);
  // The response's own event: a socket is kept alive for thousands of requests.
  reply.raw.once("close", () => {
    stopping.removeEventListener("abort", abort);
    abort();
  });
  if (stopping.aborted || reply.raw.destroyed) abort();
  return over.signal;
}
