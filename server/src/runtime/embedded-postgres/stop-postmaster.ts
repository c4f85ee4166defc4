import { setTimeout as sleep } from "node:timers/promises";
import { isPostmasterOf } from "./process-identity.ts";

const pollMs = 10;
// A fast shutdown ends connections, writes a checkpoint and goes; the whole server has 20 s to end.
const fastShutdownMs = 8_000;

/** Stops the server of a cluster and waits until it is gone: in order, and after 8 s at once, which costs a recovery at the next start. */
export async function stopPostmaster(
  deps: { readonly log: (message: string) => void },
  input: { readonly pid: number; readonly clusterDir: string },
): Promise<void> {
  const { pid, clusterDir } = input;
  const startedMs = performance.now();
  let hurried = false;
  send(pid, "SIGINT");
  while (await isPostmasterOf(pid, clusterDir)) {
    if (!hurried && performance.now() - startedMs > fastShutdownMs) {
      hurried = true;
      deps.log("PostgreSQL takes long to stop: stopping it at once; it recovers at the next start.");
      send(pid, "SIGQUIT");
    }
    await sleep(pollMs);
  }
}

/** Sends a signal; a process that is already gone is what was wanted. */
export function send(pid: number, signal: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
