import { once } from "node:events";
import http from "node:http";

/** What stands before a server in production: it takes a path off each request and hands the rest on. */
export interface PathProxy extends AsyncDisposable {
  /** Where the server's root is from outside, without a slash at the end. */
  url: string;
  /** The server behind it, from now on. */
  leadTo(url: string): void;
}

/** A reverse proxy below `path` (such as `/tools/overten`), which does not hold streams back. */
export async function startPathProxy(path: string): Promise<PathProxy> {
  let target: URL | null = null;
  const server = http.createServer((incoming, answer) => {
    if (target === null || !`${incoming.url}/`.startsWith(`${path}/`)) {
      answer.writeHead(404).end("nothing here");
      return;
    }
    const { hostname, port } = target;
    const { method, headers } = incoming;
    const rest = incoming.url?.slice(path.length) || "/";
    const outgoing = http.request({ hostname, port, method, path: rest, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      answer.flushHeaders();
      came.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    answer.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    leadTo(url) {
      target = new URL(url);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
