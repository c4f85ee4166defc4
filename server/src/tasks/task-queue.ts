import type { DocumentLinks } from "../domain/links.ts";
import type { Clock } from "../runtime/clock.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Databases } from "../runtime/database.ts";
import type { Logger } from "../runtime/logger.ts";
import type { FileStore } from "../storage/files/file-store.ts";
import { deleteRun } from "../storage/runs/delete-run.ts";
import type { LeasedTask } from "../storage/tasks/claim-tasks.ts";
import { cancelTask, type TaskFailure } from "../storage/tasks/end-task.ts";
import { releaseTasks } from "../storage/tasks/hold-lease.ts";
import { type ClaimRequest, startClaimDesk } from "./claim-desk.ts";
import { startCleaningFiles } from "./clean-files.ts";
import { type EndWatch, startEndWatch } from "./end-watch.ts";
import { enqueue, type EnqueueRequest, type EnqueueResult } from "./enqueue.ts";
import {
  completeWithFile,
  completeWithLinks,
  type EndResult,
  failWithError,
  heartbeat,
  type HeartbeatResult,
  type LeaseClaim,
  type UploadedFile,
} from "./leased-work.ts";
import { settleOverdue, startSettlingOverdue } from "./overdue.ts";
import { removeFilesOfRun } from "./remove-files.ts";
import type { AcceptTaskEvent } from "./task-event.ts";

export interface TaskQueueDeps {
  databases: Databases;
  clock: Clock;
  log: Logger;
  health: DatabaseHealth;
  files: FileStore;
  links: DocumentLinks;
  acceptWithin: AcceptTaskEvent;
}

/** Everything that can be done to tasks; the worker API and the built-in agents go through the same functions. */
export interface TaskQueue {
  enqueue(request: EnqueueRequest): Promise<EnqueueResult>;
  /** Resolves when a task has ended on any node, or earlier by time or signal. */
  waitForEnd: EndWatch["wait"];
  cancel(input: { bucket: number; orgId: string; taskId: string }): Promise<boolean>;
  /** False for a run that is unknown or somebody else's. */
  deleteRun(input: { bucket: number; orgId: string; runId: string }): Promise<boolean>;
  claim(request: ClaimRequest, signal: AbortSignal): Promise<LeasedTask[]>;
  heartbeat(input: LeaseClaim & { phase: string | null; progress: number | null }): Promise<HeartbeatResult>;
  completeWithLinks(input: LeaseClaim & { downloadUrl: string; editUrl: string; summary: string }): Promise<EndResult>;
  completeWithFile(input: LeaseClaim & { summary: string; file: UploadedFile }): Promise<EndResult>;
  fail(input: LeaseClaim & { error: TaskFailure }): Promise<EndResult>;
  /** Gives a task back without counting a death. */
  release(lease: { bucket: number; leaseToken: string }): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a node's share of the queue: its waiting callers, and the loops that settle what ran out. */
export function startTaskQueue(deps: TaskQueueDeps, options: { buckets: number }): TaskQueue {
  const { databases, clock, log, health, files, links } = deps;
  const database = databases.cold;
  const buckets = { buckets: Array.from({ length: options.buckets }, (_, bucket) => bucket) };
  const onError = (error: unknown): void => {
    if (!health.failed(error)) log.error({ err: error }, "the task queue could not do a round; trying again");
  };

  const watch = startEndWatch({ database, onError });
  const ending = {
    database: databases.hot,
    acceptWithin: deps.acceptWithin,
    // The next turn of the same run may begin now.
    onEnded: ({ taskId }: { taskId: string }) => {
      watch.ended(taskId);
      desk.wake();
    },
  };
  const overdue = { database, ending, onQueued: () => desk.wake(), onError };
  const desk = startClaimDesk({
    database,
    clock,
    requeueLost: async () => (await settleOverdue(overdue, buckets)) > 0,
    onError,
  });
  const settling = startSettlingOverdue(overdue, buckets);
  const cleaning = startCleaningFiles({ database, clock, files, onError }, buckets);
  const work = { database, ending, files, links };

  return {
    enqueue: (request) => enqueue({ database, clock, onQueued: desk.wake }, request),
    waitForEnd: watch.wait,
    async cancel(input) {
      const cancelled = await cancelTask(database, input);
      if (cancelled) ending.onEnded(input);
      return cancelled;
    },
    async deleteRun(input) {
      const deleted = await database.transaction((connection) => deleteRun(connection, input));
      if (deleted === null) return false;
      for (const taskId of deleted.cancelledTaskIds) watch.ended(taskId);
      await removeFilesOfRun({ database, files }, input);
      return true;
    },
    claim: desk.claim,
    heartbeat: (input) => heartbeat(work, buckets, input),
    completeWithLinks: (input) => completeWithLinks(work, buckets, input),
    completeWithFile: (input) => completeWithFile(work, buckets, input),
    fail: (input) => failWithError(work, buckets, input),
    async release({ bucket, leaseToken }) {
      if (await releaseTasks(database, { bucket, leaseTokens: [leaseToken] })) desk.wake();
    },
    async stop() {
      await Promise.all([desk.stop(), watch.stop(), settling.stop(), cleaning.stop()]);
    },
  };
}
