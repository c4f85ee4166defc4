import type { Task, TaskResult } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import type { TaskRow } from "../storage/tasks/task-row.ts";

/** A task as answers show it; links are made anew each time. */
export function presentTask(links: DocumentLinks, row: TaskRow): Task {
  return {
    task_id: encodeId("task", row.taskId),
    run_id: encodeId("run", row.runId),
    agent_name: row.agentName,
    format: row.format,
    status: row.status,
    phase: row.phase,
    progress: row.progress,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    result: row.status === "completed" ? presentResult(links, row) : null,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
  };
}

/** What a completed task left; null once its document was removed with its run. */
export function presentResult(links: DocumentLinks, row: TaskRow): TaskResult | null {
  const { fileId, documentName, downloadUrl, editUrl } = row;
  const summary = row.summary ?? "";
  if (fileId !== null && documentName !== null) {
    return {
      download_url: links.file({ fileId, fileName: documentName }),
      edit_url: links.edit(row.runId),
      summary,
    };
  }
  return downloadUrl === null
    ? null
    : { download_url: downloadUrl, edit_url: editUrl ?? links.edit(row.runId), summary };
}
