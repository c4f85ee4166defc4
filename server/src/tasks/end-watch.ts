import type { Connection } from "../runtime/connection.ts";
import { startWorkLoop } from "../runtime/work-loop.ts";
import { endedAmong } from "../storage/tasks/find-task.ts";

/** Tells callers when tasks end, on whichever node: at once when it was here, otherwise by one query for all of them. */
export interface EndWatch {
  /** Resolves when the task has ended, the time is over, or the signal is aborted; then it is forgotten. */
  wait(input: {
    bucket: number;
    taskId: string;
    timeoutMs: number;
    signal: AbortSignal;
  }): Promise<"ended" | "timeout" | "aborted">;
  /** A task ended on this node. */
  ended(taskId: string): void;
  /** Tasks that are waited for. */
  size(): number;
  stop(): Promise<void>;
}

/** How late a caller may learn of an end on another node. */
const askEveryMs = 200;
const idleMs = 60_000;

interface Watched {
  bucket: number;
  wake: Set<() => void>;
}

export function startEndWatch(deps: { database: Connection; onError: (error: unknown) => void }): EndWatch {
  const watched = new Map<string, Watched>();

  const ended = (taskId: string): void => {
    for (const wake of watched.get(taskId)?.wake ?? []) wake();
  };

  const loop = startWorkLoop({
    round: async () => {
      if (watched.size === 0) return idleMs;
      const byBucket = Map.groupBy(watched, ([, { bucket }]) => bucket);
      for (const [bucket, entries] of byBucket) {
        const taskIds = entries.map(([taskId]) => taskId);
        for (const taskId of await endedAmong(deps.database, { bucket, taskIds })) ended(taskId);
      }
      return askEveryMs;
    },
    onError: deps.onError,
  });

  return {
    ended,
    size: () => watched.size,
    wait: ({ bucket, taskId, timeoutMs, signal }) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve("aborted");
          return;
        }
        const finish = (how: "ended" | "timeout" | "aborted"): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", abort);
          const entry = watched.get(taskId);
          entry?.wake.delete(wake);
          if (entry?.wake.size === 0) watched.delete(taskId);
          resolve(how);
        };
        const wake = (): void => finish("ended");
        const abort = (): void => finish("aborted");
        const timer = setTimeout(() => finish("timeout"), timeoutMs);
        signal.addEventListener("abort", abort);
        const entry = watched.get(taskId) ?? { bucket, wake: new Set() };
        entry.wake.add(wake);
        watched.set(taskId, entry);
        if (watched.size === 1) loop.wake();
      }),
    stop: () => loop.stop(),
  };
}
