import type { ClaimedTask, ReportedError } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import type { LeasedTask } from "../storage/tasks/claim-tasks.ts";
import type { EndedTask } from "../storage/tasks/end-task.ts";
import { type FinishedUpload, readFinishedUpload } from "./finished-upload.ts";
import { HttpError } from "./http-error.ts";
import { pathId } from "./path-id.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { overloaded } from "./unavailable.ts";
import { waitingSignal } from "./waiting-signal.ts";

interface LeaseClaim {
  taskId: string;
  leaseToken: string;
}

type LeaseTrouble = { outcome: "task_unknown" } | { outcome: "lease_lost" };
type EndResult = { outcome: "ended"; task: EndedTask } | { outcome: "overloaded" } | LeaseTrouble;

export interface WorkerRouteDeps {
  links: DocumentLinks;
  /** Aborted when the node begins to stop. */
  stopping: AbortSignal;
  claim: (
    request: { formats: readonly string[] | null; max: number; leaseSeconds: number; waitMs: number },
    signal: AbortSignal,
  ) => Promise<LeasedTask[]>;
  heartbeat: (
    input: LeaseClaim & { phase: string | null; progress: number | null },
  ) => Promise<{ outcome: "extended"; cancelled: boolean; leaseExpiresAt: Date } | LeaseTrouble>;
  completeWithLinks: (
    input: LeaseClaim & { downloadUrl: string; editUrl: string; summary: string },
  ) => Promise<EndResult>;
  completeWithFile: (input: LeaseClaim & { summary: string; file: FinishedUpload["file"] }) => Promise<EndResult>;
  fail: (input: LeaseClaim & { error: ReportedError }) => Promise<EndResult>;
}

/** The worker API: how agents outside get tasks and end them (contract §6). */
export function workerRoutes(
  deps: WorkerRouteDeps,
): Pick<RouteHandlers, "claimTasks" | "heartbeatTask" | "completeTask" | "failTask"> {
  return {
    claimTasks: async ({ body, reply }) => {
      const signal = waitingSignal(reply, deps.stopping);
      const { formats = null, max, lease_s: leaseSeconds, wait_s: waitS } = body;
      const tasks = await deps.claim({ formats, max, leaseSeconds, waitMs: waitS * 1000 }, signal);
      return { status: 200, body: { tasks: tasks.map((task) => presentClaimed(deps.links, task)) } };
    },
    heartbeatTask: async ({ params, body }) => {
      const taskId = pathId("task", params.task_id);
      const { lease_token: leaseToken, phase = null, progress = null } = body;
      const result = await deps.heartbeat({ taskId, leaseToken, phase, progress });
      if (result.outcome !== "extended") throw trouble(result);
      const { cancelled, leaseExpiresAt } = result;
      return { status: 200, body: { cancelled, lease_expires_at: leaseExpiresAt.toISOString() } };
    },
    completeTask: async ({ params, body, request }) => {
      const taskId = pathId("task", params.task_id);
      if (request.isMultipart()) {
        const { leaseToken, summary, file, drain } = await readFinishedUpload(request);
        const result = await deps.completeWithFile({ taskId, leaseToken, summary, file }).finally(drain);
        return ended(result, "completed");
      }
      const { lease_token: leaseToken, download_url: downloadUrl, edit_url: editUrl, summary } = body;
      return ended(await deps.completeWithLinks({ taskId, leaseToken, downloadUrl, editUrl, summary }), "completed");
    },
    failTask: async ({ params, body }) => {
      const taskId = pathId("task", params.task_id);
      return ended(await deps.fail({ taskId, leaseToken: body.lease_token, error: body.error }), "failed");
    },
  };
}

function ended<Status extends "completed" | "failed">(
  result: EndResult,
  status: Status,
): { status: 200; body: { task_id: string; run_id: string; status: Status } } {
  if (result.outcome === "overloaded") throw overloaded();
  if (result.outcome !== "ended") throw trouble(result);
  const { taskId, runId } = result.task;
  return { status: 200, body: { task_id: encodeId("task", taskId), run_id: encodeId("run", runId), status } };
}

function trouble(result: LeaseTrouble): HttpError {
  if (result.outcome === "task_unknown") return new HttpError("not_found");
  return new HttpError("conflict", {
    message: "This lease does not hold any more: it ran out, or the task has ended. Drop the work and claim again.",
  });
}

function presentClaimed(links: DocumentLinks, task: LeasedTask): ClaimedTask {
  const { previousFileId: fileId, previousFileName: fileName } = task;
  const downloadUrl =
    fileId !== null && fileName !== null ? links.file({ fileId, fileName }) : task.previousDownloadUrl;
  return {
    task_id: encodeId("task", task.taskId),
    run_id: encodeId("run", task.runId),
    org_id: encodeId("organization", task.orgId),
    format: task.format,
    prompt: task.prompt,
    file_name: task.fileName,
    lease_token: task.leaseToken,
    lease_expires_at: task.leaseExpiresAt.toISOString(),
    previous: downloadUrl === null ? null : { download_url: downloadUrl, summary: task.previousSummary ?? "" },
  };
}
