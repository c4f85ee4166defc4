import type { FastifyReply } from "fastify";
import { presentInboxChange } from "./inbox-presenting.ts";
import type { InboxStore } from "./inbox-store.ts";

const maxStreams = 200;
/** Proxies close what is silent for longer. */
const heartbeatMs = 15_000;
/** A reader that lags this far behind is cut off, and comes back for a fresh list. */
const maxBufferedBytes = 4 * 1024 * 1024;

/** Streams an inbox's changes as server-sent events, from now on: a reader asks for the list once it is connected. */
export function createInboxStreams(deps: {
  store: InboxStore;
  stopping: AbortSignal;
}): (name: string, reply: FastifyReply) => FastifyReply | null {
  let streams = 0;
  return (name, reply) => {
    if (streams >= maxStreams) return null;
    streams++;
    const { raw } = reply.hijack();
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const write = (text: string): void => {
      if (raw.writableLength > maxBufferedBytes) raw.destroy();
      else raw.write(text);
    };
    write("retry: 1000\n\n");
    const stopWatching = deps.store.watch(name, (change) => {
      const { event, data } = presentInboxChange(change);
      write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    const heartbeat = setInterval(() => write(": still here\n\n"), heartbeatMs);
    const end = (): void => void raw.end();
    deps.stopping.addEventListener("abort", end);
    raw.on("close", () => {
      streams--;
      stopWatching();
      clearInterval(heartbeat);
      deps.stopping.removeEventListener("abort", end);
    });
    if (deps.stopping.aborted) end();
    return reply;
  };
}
