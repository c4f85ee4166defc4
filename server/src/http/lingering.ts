import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

// An answer that is given before the whole request has come (RFC 9112 §9.6): closing at once would reset the connection, and a client that is still writing
// would meet that instead of the answer, take it for a fault of the network and try for ever. So the sending side is closed, and what still comes is read
// and thrown away; not for ever (I9).

export interface LingerLimits {
  ms: number;
  bytes: number;
}

/** A batch of events several times as large as allowed, over a line of 10 Mbit/s. */
const defaultLimits: LingerLimits = { ms: 30_000, bytes: 32 * 1024 * 1024 };

/** From now on the connection of a request that is being refused is closed that way, if it is to be closed. */
export function lingerOnClose(request: IncomingMessage, limits: LingerLimits = defaultLimits): void {
  const { socket } = request;
  const closeAtOnce = socket.destroySoon.bind(socket);
  let bytesLeft = limits.bytes;
  request.on("data", (chunk: Buffer) => {
    bytesLeft -= chunk.length;
    if (bytesLeft < 0) socket.destroy();
  });
  // Node calls this when the last answer of a connection was written.
  socket.destroySoon = () => {
    if (request.complete) {
      closeAtOnce();
      return;
    }
    request.once("end", closeAtOnce);
    endAndLinger(socket, "", limits);
  };
}

const ended = new WeakMap<Socket, number>();

/** Sends the last of a connection, and destroys it when the other side does not close it in time. */
export function endAndLinger(socket: Socket, last: string, limits: LingerLimits = defaultLimits): void {
  ended.set(socket, socket.bytesRead + limits.bytes);
  const tooLate = setTimeout(() => socket.destroy(), limits.ms);
  socket.once("close", () => clearTimeout(tooLate));
  socket.end(last);
}

/** Whether what still comes on a connection is to be borne. */
export function isLingering(socket: Socket): boolean {
  return socket.bytesRead < (ended.get(socket) ?? 0);
}
