import { parentPort } from "node:worker_threads";
import { buildWorkbook } from "../excel/build-workbook.ts";
import { viewWorkbook } from "../excel/view-workbook.ts";
import type { ThreadAnswer, ThreadJob } from "./excel-threads.ts";

// Runs in a thread of its own: tens of thousands of rows take a second, and the process has webhooks to send meanwhile.

const port = parentPort;
if (port === null) throw new Error("excel-thread.ts is the entry of a worker thread");

const answer = (message: ThreadAnswer): void => port.postMessage(message);

port.on("message", (job: ThreadJob) => {
  work(job).then(
    (result) => answer({ kind: "done", result }),
    (error: unknown) => answer({ kind: "broken", message: error instanceof Error ? (error.stack ?? "") : "unknown" }),
  );
});

async function work(job: ThreadJob): Promise<unknown> {
  switch (job.kind) {
    case "build": {
      const onProgress = (phase: string, progress: number): void => answer({ kind: "progress", phase, progress });
      // A cancel ends the whole thread, so nothing in it needs a signal.
      return buildWorkbook({ ...job.input, onProgress, signal: new AbortController().signal });
    }
    case "view":
      return viewWorkbook(job.file);
  }
}
