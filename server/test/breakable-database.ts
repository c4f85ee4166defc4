import { once } from "node:events";
import { connect, createServer } from "node:net";
import { listening } from "./loopback-peers.ts";

export interface BreakableWay {
  connectionString: string;
  close: () => void;
  open: () => Promise<void>;
  /** Cuts everything once PostgreSQL has answered the next message with this text, and keeps the answer back. */
  closeAfter: (text: string) => void;
}

/** A way to the database that can be cut: connections break, and new ones are refused, until it is opened again. */
export async function breakableWay(connectionString: string): Promise<BreakableWay> {
  const target = new URL(connectionString);
  let fatal: string | null = null;
  const close = (): void => {
    fatal = null;
    proxy.close();
    for (const socket of peer.sockets) socket.destroy();
  };
  const proxy = createServer((socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    let isLast = false;
    socket.on("data", (data) => {
      isLast ||= fatal !== null && data.includes(fatal);
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (isLast) close();
      else socket.write(data);
    });
  });
  const peer = await listening(proxy);
  const near = new URL(connectionString);
  near.hostname = "127.0.0.1";
  near.port = String(peer.port);
  return {
    connectionString: near.href,
    close,
    open: async () => {
      proxy.listen(peer.port, "127.0.0.1");
      await once(proxy, "listening");
    },
    closeAfter: (text) => {
      fatal = text;
    },
  };
}
