import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to PostgreSQL that can be closed. */
export interface TcpProxy {
  port: number;
  /** Resets every connection, and refuses new ones. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** `answersAfterMs`: how much longer each answer takes, as from a database that is far away. */
export async function startTcpProxy(target: { port: number; answersAfterMs?: number }): Promise<TcpProxy> {
  const { answersAfterMs = 0 } = target;
  const sockets = new Set<Socket>();
  let open = true;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((incoming) => {
    keep(incoming);
    if (!open) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = keep(connect(target.port, "127.0.0.1"));
    incoming.pipe(outgoing);
    if (answersAfterMs === 0) outgoing.pipe(incoming);
    else outgoing.on("data", (chunk: Buffer) => setTimeout(() => incoming.write(chunk), answersAfterMs));
    incoming.on("close", () => outgoing.destroy());
    outgoing.on("close", () => incoming.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    cut() {
      open = false;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    restore() {
      open = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
