import http from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived, byte for byte. */
export interface ReceivedRequest {
  method: string;
  path: string;
  /** Names and values in turn, as sent. */
  rawHeaders: readonly string[];
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** Milliseconds on the monotonic clock. */
  arrivedAtMs: number;
}

export interface Receiver {
  url: string;
  requests: ReceivedRequest[];
  /** What it answers from now on; the default is 200. */
  answerWith(answer: (request: ReceivedRequest, response: http.ServerResponse) => void): void;
  /** Resolves once so many requests have arrived. */
  waitFor(count: number, withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** A real HTTP server on a port of its own that keeps what it receives. */
export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  let answer = (_request: ReceivedRequest, response: http.ServerResponse): void => void response.end("ok");
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => {}); // the sender's deadline cuts requests off; the test looks at the log
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request: ReceivedRequest = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        rawHeaders: incoming.rawHeaders,
        headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks),
        arrivedAtMs: performance.now(),
      };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    answerWith(next) {
      answer = next;
    },
    async waitFor(count, withinMs = 10_000) {
      const deadline = performance.now() + withinMs;
      while (requests.length < count) {
        if (performance.now() > deadline)
          throw new Error(`only ${requests.length} of ${count} requests arrived within ${withinMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
