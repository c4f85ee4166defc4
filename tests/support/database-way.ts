import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A way to PostgreSQL over which a test has power. */
export interface DatabaseWay extends AsyncDisposable {
  connectionString: string;
  /** Resets every connection, and refuses new ones, until it is restored. */
  cut(): void;
  /** Does that once PostgreSQL has answered the next message with this text in it, and keeps the answer back. */
  cutAfter(text: string): void;
  restore(): void;
  /** Every answer takes so much longer from now on. */
  delayAnswers(delayMs: number): void;
  /** What is connected now stays so and hears nothing any more; new connections work. Returns how many those are. */
  silence(): number;
  /** The connection of the next transaction with this text in a statement breaks once its commit is answered, and the answer is lost. */
  loseCommitOf(text: string): void;
}

interface Pair {
  near: Socket;
  far: Socket;
  silent: boolean;
  /** A message went over it that is to be the last of all. */
  last: boolean;
  /** Where the answer to a commit is lost: the transaction is under way, or its commit was sent. */
  losing: "transaction" | "commit" | null;
}

export async function openDatabaseWay(target: string): Promise<DatabaseWay> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<Pair>();
  let open = true;
  let delayMs = 0;
  let lastText: string | null = null;
  let losingOf: string | null = null;
  const cut = (): void => {
    open = false;
    lastText = null;
    for (const { near } of pairs) near.resetAndDestroy();
  };
  const end = (pair: Pair): void => {
    pairs.delete(pair);
    pair.near.destroy();
    pair.far.destroy();
  };
  const server = createServer((near) => {
    near.on("error", () => {});
    if (!open) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(port), hostname).on("error", () => {});
    const pair: Pair = { near, far, silent: false, last: false, losing: null };
    pairs.add(pair);
    near.on("data", (data) => {
      pair.last ||= lastText !== null && data.includes(lastText);
      if (losingOf !== null && data.includes(losingOf)) {
        losingOf = null;
        pair.losing = "transaction";
      } else if (pair.losing === "transaction" && data.includes("commit")) {
        pair.losing = "commit";
      }
      if (!pair.silent) far.write(data);
    });
    // One after the other, or an answer would overtake one that is held back.
    let written = Promise.resolve();
    far.on("data", (data) => {
      if (pair.last) {
        cut();
        return;
      }
      if (pair.losing === "commit") {
        end(pair);
        return;
      }
      const arrivedMs = performance.now();
      const heldMs = delayMs;
      written = written.then(async () => {
        const leftMs = arrivedMs + heldMs - performance.now();
        if (leftMs > 0) await sleep(leftMs);
        if (!pair.silent && near.writable) near.write(data);
      });
    });
    near.on("close", () => end(pair));
    far.on("close", () => void (pair.silent || end(pair)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const connectionString = new URL(target);
  connectionString.hostname = "127.0.0.1";
  connectionString.port = String(address.port);
  return {
    connectionString: connectionString.href,
    cut,
    cutAfter(text) {
      lastText = text;
    },
    restore() {
      open = true;
    },
    delayAnswers(ms) {
      delayMs = ms;
    },
    silence() {
      for (const pair of pairs) pair.silent = true;
      return pairs.size;
    },
    loseCommitOf(text) {
      losingOf = text;
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) end(pair);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
