import { Worker } from "node:worker_threads";
import type { BuildInput, BuildResult } from "../excel/build-workbook.ts";
import type { WorkbookView } from "../excel/view-workbook.ts";

export type ThreadJob =
  | { kind: "build"; input: Omit<BuildInput, "onProgress" | "signal"> }
  | { kind: "view"; file: Uint8Array };

export type ThreadAnswer =
  | { kind: "progress"; phase: string; progress: number }
  | { kind: "done"; result: unknown }
  | { kind: "broken"; message: string };

/** The planner and the reader of workbooks, each call in a thread of its own. */
export interface ExcelThreads {
  build(input: BuildInput): Promise<BuildResult>;
  view(file: Uint8Array, signal: AbortSignal): Promise<WorkbookView>;
  stop(): Promise<void>;
}

class ThreadError extends Error {
  override name = "ThreadError";
}

/** The largest workbook takes some 200 MB; a runaway one ends its thread and not the node. */
const maxHeapMb = 1024;
/** The largest workbook takes some two seconds; what takes longer is a bug, and somebody else waits for the thread. */
const jobTimeoutMs = 15_000;

/** Starts threads as they are needed, at most `threads` at a time, and keeps them warm: a start costs some 300 ms. */
export function createExcelThreads(options: { threads: number }): ExcelThreads {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let stopped = false;

  const start = (): Worker => {
    const resourceLimits = { maxOldGenerationSizeMb: maxHeapMb };
    const worker = new Worker(new URL("./excel-thread.ts", import.meta.url), { resourceLimits });
    worker.unref();
    worker.on("error", () => {}); // heard by the job that is under way; an idle thread that breaks is simply gone
    all.add(worker);
    worker.once("exit", () => {
      all.delete(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    });
    return worker;
  };

  const enter = async (): Promise<void> => {
    if (busy >= options.threads) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };

  const run = async (
    job: ThreadJob,
    context: { signal: AbortSignal; onProgress: (phase: string, progress: number) => void },
  ): Promise<unknown> => {
    await enter();
    try {
      if (stopped) throw new ThreadError("The node is stopping.");
      context.signal.throwIfAborted();
      const worker = idle.pop() ?? start();
      const result = await workOn(worker, job, context);
      idle.push(worker);
      return result;
    } finally {
      leave();
    }
  };

  return {
    async build({ onProgress, signal, ...input }) {
      return (await run({ kind: "build", input }, { signal, onProgress })) as BuildResult; // the thread's own answer
    },
    async view(file, signal) {
      return (await run({ kind: "view", file }, { signal, onProgress: () => {} })) as WorkbookView; // as above
    },
    async stop() {
      stopped = true;
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** One job on a thread; when it does not end well, the thread ends too. */
async function workOn(
  worker: Worker,
  job: ThreadJob,
  context: { signal: AbortSignal; onProgress: (phase: string, progress: number) => void },
): Promise<unknown> {
  const { signal, onProgress } = context;
  worker.ref();
  const ended = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new ThreadError("A workbook took too long.")), jobTimeoutMs);
      const abort = (): void => reject(new ThreadError("The work was called off."));
      const exit = (): void => reject(new ThreadError("The thread ended."));
      const message = (answer: ThreadAnswer): void => {
        if (answer.kind === "progress") onProgress(answer.phase, answer.progress);
        else if (answer.kind === "done") resolve(answer.result);
        else reject(new ThreadError(answer.message));
      };
      worker.on("message", message);
      worker.on("error", reject);
      worker.on("exit", exit);
      signal.addEventListener("abort", abort);
      ended.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        worker.off("message", message);
        worker.off("error", reject);
        worker.off("exit", exit);
        signal.removeEventListener("abort", abort);
      });
      worker.postMessage(job);
    });
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    ended.abort();
    worker.unref();
  }
}
