import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { FileStore } from "../../storage/files/file-store.ts";
import type { LeasedTask } from "../../storage/tasks/claim-tasks.ts";
import type { EndResult } from "../leased-work.ts";
import type { TaskQueue } from "../task-queue.ts";
import type { Agent, AgentResult } from "./agent.ts";
import { keepLease } from "./keep-lease.ts";

export interface AgentDeps {
  queue: TaskQueue;
  files: FileStore;
  agent: Agent;
  clock: Clock;
  log: Logger;
  /** Whether an error means that the database is away. */
  isUnavailable: (error: unknown) => boolean;
}

export interface RunningAgent {
  /** Gives back what is being worked on, without counting a death. */
  stop(): Promise<void>;
}

/** A task of a node that died is given again after this; renewed every second, it outlives a database that is away for half a minute. */
const leaseSeconds = 30;
/** How long one look at the queue may wait; the desk wakes it when something comes. */
const waitMs = 30_000;
const retryMs = 1000;
/** What was built is worth some patience while the database is away; the lease is over by then. */
const endTries = 20;

/** The loop of a built-in agent: it claims, works and ends tasks through the same functions as the worker API. */
export function startAgent(deps: AgentDeps, options: { concurrency: number }): RunningAgent {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const max = options.concurrency - running.size;
      if (max <= 0) {
        await Promise.race(running);
        continue;
      }
      try {
        // With work under way it looks again soon, for its own end frees a place.
        const request = { formats: [deps.agent.format], max, leaseSeconds, waitMs };
        for (const task of await deps.queue.claim(request, stopping.signal)) {
          const run = runTask(deps, task, stopping.signal).finally(() => running.delete(run));
          running.add(run);
        }
      } catch (error) {
        if (!deps.isUnavailable(error)) deps.log.error({ err: error }, "an agent could not ask for work; trying again");
        await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };
  const working = work();

  return {
    async stop() {
      stopping.abort();
      await working;
      await Promise.all(running);
      await deps.agent.stop();
    },
  };
}

async function runTask(deps: AgentDeps, task: LeasedTask, stopping: AbortSignal): Promise<void> {
  const { queue, log } = deps;
  const { bucket, taskId, leaseToken } = task;
  const lease = keepLease({ queue }, { taskId, leaseToken });
  const signal = AbortSignal.any([stopping, lease.signal]);
  let couldBegin = true;
  try {
    const previous = await readPrevious(deps, task);
    if (previous === "unavailable") {
      couldBegin = false;
      await sleep(retryMs, undefined, { signal }).catch(() => {});
      return;
    }
    const result = await build(deps, task, previous, { signal, onProgress: lease.tell });
    if (!signal.aborted) await end(deps, task, result, stopping);
  } catch (error) {
    if (!signal.aborted) {
      log.error({ err: error, taskId }, "a task failed in its agent");
      const message = "The agent ran into a bug. Try another prompt; if it stays, tell whoever runs this server.";
      await end(deps, task, { outcome: "refused", code: "internal_error", message }, stopping);
    }
  } finally {
    await lease.stop();
    if (stopping.aborted || !couldBegin) await queue.release({ bucket, leaseToken }).catch(() => {}); // then it runs out
  }
}

/** What the run's last turn left; null for a new document. A database that is away is no fault of the task's. */
async function readPrevious(deps: AgentDeps, task: LeasedTask): Promise<Buffer | null | "unavailable"> {
  const { bucket, previousFileId } = task;
  if (previousFileId === null) return null;
  try {
    return await readAll(deps.files, { bucket, fileId: previousFileId });
  } catch (error) {
    if (deps.isUnavailable(error)) return "unavailable";
    throw error;
  }
}

async function build(
  deps: AgentDeps,
  task: LeasedTask,
  previous: Buffer | null,
  context: { signal: AbortSignal; onProgress: (phase: string, progress: number) => void },
): Promise<AgentResult> {
  const { prompt, fileName } = task;
  if (previous === null && task.previousDownloadUrl !== null) {
    const message = "The document of this run is kept by another agent, and the built-in one cannot carry on from it.";
    return { outcome: "refused", code: "unsupported_request", message };
  }
  return deps.agent.run({ prompt, fileName, previous }, { ...context, nowMs: deps.clock.nowMs() });
}

async function readAll(files: FileStore, place: { bucket: number; fileId: string }): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of files.read(place)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * Tells the queue how a turn ended, again and again while the database is away, but once more at most when this node stops. A lost lease is no error:
 * somebody else has the task.
 */
async function end(deps: AgentDeps, task: LeasedTask, result: AgentResult, stopping: AbortSignal): Promise<void> {
  const { taskId } = task;
  for (let tries = 1; ; tries += 1) {
    const isLast = tries >= endTries || stopping.aborted;
    try {
      const ended = await tell(deps.queue, task, result);
      if (ended.outcome !== "overloaded") return;
      if (isLast) throw new Error("the queue was overloaded all the time");
    } catch (error) {
      if (isLast || !deps.isUnavailable(error)) {
        deps.log.error({ err: error, taskId }, "an agent could not end its task; its lease will run out");
        return;
      }
    }
    await sleep(retryMs, undefined, { signal: stopping }).catch(() => {});
  }
}

function tell(queue: TaskQueue, task: LeasedTask, result: AgentResult): Promise<EndResult> {
  const { taskId, leaseToken } = task;
  if (result.outcome === "refused") {
    const { code, message } = result;
    return queue.fail({ taskId, leaseToken, error: { code, message } });
  }
  const file = { name: result.fileName, contentType: result.contentType, bytes: asStream(result.file) };
  return queue.completeWithFile({ taskId, leaseToken, summary: result.summary, file });
}

async function* asStream(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
