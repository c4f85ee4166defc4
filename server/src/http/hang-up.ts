import type { FastifyRequest } from "fastify";

/** Aborted when the client closes its connection before it was answered: what only it waits for can end. */
export function hangUpSignal(request: FastifyRequest): AbortSignal {
  const hungUp = new AbortController();
  const { socket } = request.raw;
  if (socket.destroyed) hungUp.abort();
  else socket.once("close", () => hungUp.abort());
  return hungUp.signal;
}
