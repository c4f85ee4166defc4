import { connect, createServer } from "node:net";
import { listening } from "./loopback-peers.ts";

/** A way to the database that can be cut: connections break, and new ones are refused, until it is opened again. */
export async function breakableWay(
  connectionString: string,
): Promise<{ connectionString: string; close: () => void; open: () => void }> {
  const target = new URL(connectionString);
  let broken = false;
  const proxy = createServer((socket) => {
    if (broken) {
      socket.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  });
  const peer = await listening(proxy);
  const near = new URL(connectionString);
  near.hostname = "127.0.0.1";
  near.port = String(peer.port);
  return {
    connectionString: near.href,
    close: () => {
      broken = true;
      for (const socket of peer.sockets) socket.destroy();
    },
    open: () => {
      broken = false;
    },
  };
}
