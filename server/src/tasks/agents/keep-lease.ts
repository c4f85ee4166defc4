import { startWorkLoop } from "../../runtime/work-loop.ts";
import type { TaskQueue } from "../task-queue.ts";

export interface KeptLease {
  /** Aborted when the task was cancelled or the lease is lost. */
  signal: AbortSignal;
  /** Notes where the work is; sent with the next heartbeat, which comes soon. */
  tell(phase: string, progress: number): void;
  stop(): Promise<void>;
}

/** Far more often than a lease runs out: a cancel is heard as fast. */
const everyMs = 1000;
/** Progress is for people: no more heartbeats than they can read. */
const soonMs = 250;

/** Renews a lease while its work goes on, and carries phase and progress. */
export function keepLease(
  deps: { queue: Pick<TaskQueue, "heartbeat"> },
  lease: { taskId: string; leaseToken: string },
): KeptLease {
  const lost = new AbortController();
  let told: { phase: string; progress: number } | null = null;
  let soon: NodeJS.Timeout | null = null;
  const loop = startWorkLoop({
    round: async () => {
      const { phase, progress } = told ?? { phase: null, progress: null };
      told = null;
      const result = await deps.queue.heartbeat({ ...lease, phase, progress });
      if (result.outcome !== "extended" || result.cancelled) lost.abort();
      return everyMs;
    },
    onError: () => {}, // the next one says the same, and the lease is long
  });
  return {
    signal: lost.signal,
    tell(phase, progress) {
      told = { phase, progress };
      soon ??= setTimeout(() => {
        soon = null;
        loop.wake();
      }, soonMs);
    },
    async stop() {
      if (soon !== null) clearTimeout(soon);
      await loop.stop();
    },
  };
}
