import type { DocumentLinks } from "../domain/links.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import type { FileStore } from "../storage/files/file-store.ts";
import { recordFile } from "../storage/files/record-file.ts";
import { lockRun, updateRun } from "../storage/runs/update-run.ts";
import {
  completeTask,
  type EndedTask,
  failTask,
  type TaskFailure,
  type TaskResult,
} from "../storage/tasks/end-task.ts";
import { findHeldTask, type HeldTask } from "../storage/tasks/find-task.ts";
import { renewLease } from "../storage/tasks/hold-lease.ts";
import { type EndingDeps, type EndWithEvent, endWithEvent } from "./end-with-event.ts";

// What whoever holds a lease may do: the built-in agent and, over the worker API, everybody else's. The token is the fence: once the lease ran out, was
// given to another or ended, nothing that its holder sends counts.

export interface LeasedWorkDeps {
  database: Database;
  ending: EndingDeps;
  files: FileStore;
  links: DocumentLinks;
}

export interface LeaseClaim {
  taskId: string;
  /** As the agent sent it: any text. */
  leaseToken: string;
}

export type LeaseTrouble = { outcome: "task_unknown" } | { outcome: "lease_lost" };

export type HeartbeatResult = { outcome: "extended"; cancelled: boolean; leaseExpiresAt: Date } | LeaseTrouble;

/** Extends a lease and tells progress; what is null stays as it was. A cancelled task says so. */
export async function heartbeat(
  deps: LeasedWorkDeps,
  options: { buckets: readonly number[] },
  input: LeaseClaim & { phase: string | null; progress: number | null },
): Promise<HeartbeatResult> {
  const { phase, progress } = input;
  const task = await findHeldTask(deps.database, { ...options, taskId: input.taskId });
  if (task === null) return { outcome: "task_unknown" };
  if (task.leaseToken !== input.leaseToken) return { outcome: "lease_lost" };
  const { bucket, taskId, leaseToken } = task;
  const leaseExpiresAt = await renewLease(deps.database, { bucket, taskId, leaseToken, phase, progress });
  if (leaseExpiresAt !== null) return { outcome: "extended", cancelled: false, leaseExpiresAt };
  // Asked again: the cancel may have come between the two.
  const now = await findHeldTask(deps.database, { ...options, taskId });
  if (now?.status !== "cancelled" || now.leaseToken !== leaseToken || now.leaseExpiresAt === null) {
    return { outcome: "lease_lost" };
  }
  return { outcome: "extended", cancelled: true, leaseExpiresAt: now.leaseExpiresAt };
}

/** `overloaded`: it has not ended and its lease is as good as before; come back. */
export type EndResult = { outcome: "ended"; task: EndedTask } | { outcome: "overloaded" } | LeaseTrouble;

function toResult(ended: EndWithEvent): EndResult {
  return ended.outcome === "changed" ? { outcome: "lease_lost" } : ended;
}

/** Whether a lease may still end its task; asked before a long upload, not instead of the fence. */
async function findLease(
  deps: LeasedWorkDeps,
  options: { buckets: readonly number[] },
  input: LeaseClaim,
): Promise<{ outcome: "held"; task: HeldTask & { leaseToken: string } } | LeaseTrouble> {
  const task = await findHeldTask(deps.database, { ...options, taskId: input.taskId });
  if (task === null) return { outcome: "task_unknown" };
  const { leaseToken } = task;
  if (leaseToken === null || leaseToken !== input.leaseToken || task.status !== "running" || task.leaseIsOver) {
    return { outcome: "lease_lost" };
  }
  return { outcome: "held", task: { ...task, leaseToken } };
}

/** Ends a task with links to where its agent keeps the document. */
export async function completeWithLinks(
  deps: LeasedWorkDeps,
  options: { buckets: readonly number[] },
  input: LeaseClaim & { downloadUrl: string; editUrl: string; summary: string },
): Promise<EndResult> {
  const lease = await findLease(deps, options, input);
  if (lease.outcome !== "held") return lease;
  const { downloadUrl, editUrl, summary } = input;
  const result = { fileId: null, downloadUrl, editUrl, summary };
  return complete(deps, lease.task, { result, links: { downloadUrl, editUrl }, record: async () => {} });
}

export interface UploadedFile {
  /** Safe as a file name. */
  name: string;
  contentType: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** Ends a task with its document: first all bytes are stored, then one commit makes them the task's. Throws what the bytes failed with. */
export async function completeWithFile(
  deps: LeasedWorkDeps,
  options: { buckets: readonly number[] },
  input: LeaseClaim & { summary: string; file: UploadedFile },
): Promise<EndResult> {
  const lease = await findLease(deps, options, input);
  if (lease.outcome !== "held") return lease;
  const { task } = lease;
  const { name, contentType, bytes } = input.file;
  const stored = await deps.files.write({ bucket: task.bucket, bytes });
  const { fileId } = stored;
  const links = {
    downloadUrl: deps.links.file({ fileId, fileName: name }),
    editUrl: deps.links.page(task.runId, "edit"),
  };
  const ended = await complete(deps, task, {
    result: { fileId, downloadUrl: null, editUrl: null, summary: input.summary },
    links,
    record: (connection) =>
      recordFile(connection, { ...stored, orgId: task.orgId, runId: task.runId, name, contentType }),
  });
  // Not after an error: then the commit may have happened all the same. Such bytes are found by their age.
  if (ended.outcome !== "ended") await deps.files.remove(stored);
  return ended;
}

async function complete(
  deps: LeasedWorkDeps,
  task: HeldTask & { leaseToken: string },
  input: {
    result: TaskResult;
    links: { downloadUrl: string; editUrl: string };
    record: (connection: Connection) => Promise<void>;
  },
): Promise<EndResult> {
  const { bucket, taskId, runId, leaseToken } = task;
  const { result, links } = input;
  const ended = await endWithEvent(deps.ending, {
    end: async (connection) => {
      await lockRun(connection, { bucket, runId });
      const completed = await completeTask(connection, { bucket, taskId, leaseToken, result });
      if (completed === null) return null;
      await input.record(connection);
      await updateRun(connection, { bucket, runId, result });
      return completed;
    },
    outcome: { kind: "run.completed", ...links, summary: result.summary },
  });
  return toResult(ended);
}

/** Ends a task with an error. */
export async function failWithError(
  deps: LeasedWorkDeps,
  options: { buckets: readonly number[] },
  input: LeaseClaim & { error: TaskFailure },
): Promise<EndResult> {
  const lease = await findLease(deps, options, input);
  if (lease.outcome !== "held") return lease;
  const { bucket, taskId, leaseToken } = lease.task;
  const { error } = input;
  const ended = await endWithEvent(deps.ending, {
    end: (connection) => failTask(connection, { bucket, taskId, leaseToken, error }),
    outcome: { kind: "run.failed", error },
  });
  return toResult(ended);
}
