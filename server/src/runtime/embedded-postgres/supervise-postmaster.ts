import { setTimeout as sleep } from "node:timers/promises";
import type { RunningPostmaster } from "./launch-postmaster.ts";
import { stopPostmaster } from "./stop-postmaster.ts";

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** Keeps a server running until it is told to stop: one that ends by itself (killed, out of memory) is started again, after longer and longer waits. */
export function supervisePostmaster(
  deps: { readonly log: (message: string) => void },
  input: {
    readonly first: RunningPostmaster;
    readonly clusterDir: string;
    readonly startAgain: () => Promise<RunningPostmaster>;
  },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { promise: told, resolve: tell } = Promise.withResolvers<string>();
  let current = input.first;

  const startAgain = async (): Promise<RunningPostmaster | undefined> => {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
      await sleep(delayMs, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      try {
        return await input.startAgain();
      } catch (error) {
        deps.log(`PostgreSQL could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };

  const watch = async (): Promise<void> => {
    for (;;) {
      const how = await Promise.race([current.ended, told]);
      if (stopping.signal.aborted) return;
      deps.log(`PostgreSQL stopped without being asked (${how}): starting it again …`);
      const next = await startAgain();
      if (next === undefined) return;
      current = next;
      deps.log("PostgreSQL runs again.");
      // Told to stop while it started: `stop` saw only the one before.
      if (stopping.signal.aborted) await stopPostmaster(deps, { pid: next.pid, clusterDir: input.clusterDir });
    }
  };
  const watching = watch();

  const stop = async (): Promise<void> => {
    stopping.abort();
    tell("told to stop");
    await stopPostmaster(deps, { pid: current.pid, clusterDir: input.clusterDir });
    await watching;
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
}
