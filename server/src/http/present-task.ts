import type { Task, TaskResult } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import type { CustomerCaller } from "./callers.ts";
import type { TaskRow } from "../storage/tasks/task-row.ts";

interface Presenting {
  links: DocumentLinks;
  /** Who is to see it: a viewer's link takes no prompts. */
  caller: Pick<CustomerCaller, "role">;
}

/** A task as answers show it; links are made anew each time. */
export function presentTask(presenting: Presenting, row: TaskRow): Task {
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
    result: row.status === "completed" ? presentResult(presenting, row) : null,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
  };
}

/** What a completed task left; null once its document was removed with its run. */
export function presentResult({ links, caller }: Presenting, row: TaskRow): TaskResult | null {
  const { fileId, documentName, downloadUrl, editUrl } = row;
  const summary = row.summary ?? "";
  const page = links.page(row.runId, caller.role === "admin" ? "edit" : "view");
  if (fileId !== null && documentName !== null) {
    return {
      download_url: links.file({ fileId, fileName: documentName }),
      edit_url: page,
      summary,
    };
  }
  if (downloadUrl === null) return null;
  // What an agent's own page lets people do is not known here: only who may change the document gets its link.
  return { download_url: downloadUrl, edit_url: caller.role === "admin" ? (editUrl ?? page) : page, summary };
}
