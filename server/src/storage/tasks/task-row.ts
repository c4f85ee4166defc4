import type { TaskStatus } from "../../domain/task-states.ts";

/** A task as answers show it. */
export interface TaskRow {
  bucket: number;
  taskId: string;
  orgId: string;
  runId: string;
  format: string;
  agentName: string;
  status: TaskStatus;
  phase: string | null;
  progress: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  fingerprint: Buffer | null;
  /** The document that it left, when it lives here and was not removed. */
  fileId: string | null;
  documentName: string | null;
  /** Links of an agent that keeps its documents itself. */
  downloadUrl: string | null;
  editUrl: string | null;
  summary: string | null;
  errorCode: string | null;
  errorMessage: string | null;
}

/** The columns of `TaskRow`, from `tasks t left join files f`. */
export const taskColumns = `t.bucket, t.id as "taskId", t.org_id as "orgId", t.run_id as "runId", t.format, t.agent_name as "agentName", t.status, t.phase, t.progress,
  t.created_at as "createdAt", t.started_at as "startedAt", t.finished_at as "finishedAt", t.fingerprint, f.id as "fileId", f.name as "documentName",
  t.download_url as "downloadUrl", t.edit_url as "editUrl", t.summary, t.error_code as "errorCode", t.error_message as "errorMessage"`;
