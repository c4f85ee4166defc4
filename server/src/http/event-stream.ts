import type { ServerResponse } from "node:http";

/** One open answer of server-sent events. */
export interface EventStream {
  /** Writes an event; a client that reads too slowly is cut off, and comes back with the last id it saw. */
  send(id: string, data: string): void;
  /** Waits until the client has read what was sent; false when it is gone or does not read. */
  drained(): Promise<boolean>;
  /** Ends in order, with a comment that says why. */
  end(why: string): void;
  readonly isOpen: boolean;
}

const heartbeatMs = 15_000;
/** What may wait for a slow client (I9). */
const maxBufferedBytes = 1024 * 1024;
const drainWithinMs = 30_000;
/** A client that does not read the end is cut off. */
const endWithinMs = 5000;
/** Clients come back after this long. */
const reconnectMs = 2000;

/** Begins the answer, with heartbeats so that proxies keep it open and a dead client is noticed. */
export function openEventStream(response: ServerResponse, onClose: () => void): EventStream {
  let isOpen = true;
  let unread = false;
  const heartbeat = setInterval(() => {
    // What nobody reads would pile up a heartbeat at a time, for ever.
    const wasUnread = unread;
    unread = response.writableLength > 0;
    if (wasUnread && unread) response.destroy();
    else write(":\n\n");
  }, heartbeatMs);
  const write = (text: string): void => {
    if (!isOpen) return;
    response.write(text);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  response.on("error", () => {}); // a client that went away; "close" follows
  const closed = (): void => {
    isOpen = false;
    clearInterval(heartbeat);
    onClose();
  };
  if (response.destroyed) closed();
  else response.on("close", closed);
  if (isOpen)
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no", // nginx would hold events back
    });
  write(`retry: ${reconnectMs}\n\n`);

  return {
    get isOpen() {
      return isOpen;
    },
    send: (id, data) => write(`id: ${id}\ndata: ${data}\n\n`),
    drained: () =>
      new Promise((resolve) => {
        if (!isOpen || !response.writableNeedDrain) {
          resolve(isOpen);
          return;
        }
        const finish = (): void => {
          clearTimeout(patience);
          response.removeListener("drain", finish);
          response.removeListener("close", finish);
          resolve(isOpen);
        };
        const patience = setTimeout(() => response.destroy(), drainWithinMs);
        response.on("drain", finish);
        response.on("close", finish);
      }),
    end(why) {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(heartbeat);
      response.end(`: ${why}\n\n`);
      const cut = setTimeout(() => response.destroy(), endWithinMs);
      response.on("close", () => clearTimeout(cut));
    },
  };
}
