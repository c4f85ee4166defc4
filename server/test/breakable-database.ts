import { connect, createServer } from "node:net";
import { listening } from "./loopback-peers.ts";

export interface BreakableWay {
  connectionString: string;
  /** Connections break, and new ones are refused, until it is opened again. */
  close: () => void;
  open: () => void;
  /** The connection of the next transaction with this text in a statement breaks once its commit was answered, and the answer is lost. */
  loseCommitOf: (text: string) => void;
}

/** A way to the database that can be cut. */
export async function breakableWay(connectionString: string): Promise<BreakableWay> {
  const target = new URL(connectionString);
  let broken = false;
  let losing: string | null = null;
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
    let isMarked = false;
    socket.on("data", (bytes) => {
      if (losing !== null && bytes.includes(losing)) {
        losing = null;
        isMarked = true;
      } else if (isMarked && bytes.includes("commit")) {
        upstream.unpipe(socket);
        upstream.once("data", () => socket.destroy()).resume();
      }
    });
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
    loseCommitOf: (text) => {
      losing = text;
    },
  };
}
