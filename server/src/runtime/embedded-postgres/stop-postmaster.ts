import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "./embedded-postgres-error.ts";
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
  // Looked at first: if it ended by itself, its number may be another program's by now.
  if (await isPostmasterOf(pid, clusterDir)) send(pid, "SIGINT");
  while (await isPostmasterOf(pid, clusterDir)) {
    if (!hurried && performance.now() - startedMs > fastShutdownMs) {
      hurried = true;
      deps.log("PostgreSQL takes long to stop: stopping it at once; it recovers at the next start.");
      send(pid, "SIGQUIT");
    }
    await sleep(pollMs);
  }
}

/** Lets a server not outlive our process when that ends without stopping it: the signal is all that can be done in time. Gives what undoes it. */
export function stopWithThisProcess(pid: number): () => void {
  const onExit = (): void => {
    send(pid, "SIGINT");
  };
  process.once("exit", onExit);
  return () => {
    process.removeListener("exit", onExit);
  };
}

function send(pid: number, signal: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // A process that is already gone is what was wanted.
    if (systemErrorCode(error) !== "ESRCH") throw error;
  }
}
