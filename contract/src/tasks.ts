import { z } from "zod";
import { taskErrorSchema } from "./errors.ts";
import { timestampSchema } from "./fields.ts";
import { pageQueryFields } from "./pagination.ts";

/** The last four are final. */
export const taskStatuses = ["queued", "running", "completed", "failed", "cancelled", "expired"] as const;
export const taskStatusSchema = z.enum(taskStatuses);
export type TaskStatus = z.output<typeof taskStatusSchema>;

/** Where a finished document is and what it holds, in a sentence. */
export const taskResultSchema = z.object({ download_url: z.string(), edit_url: z.string(), summary: z.string() });
export type TaskResult = z.output<typeof taskResultSchema>;

/** `GET /tasks/{task_id}`: one turn on a document. `result` once completed, `error` once failed or expired. */
export const taskSchema = z.object({
  task_id: z.string(),
  run_id: z.string(),
  agent_name: z.string(),
  format: z.string(),
  status: taskStatusSchema,
  phase: z.string().nullable(),
  progress: z.number().min(0).max(1).nullable(),
  created_at: timestampSchema,
  started_at: timestampSchema.nullable(),
  finished_at: timestampSchema.nullable(),
  result: taskResultSchema.nullable(),
  error: taskErrorSchema.nullable(),
});
export type Task = z.output<typeof taskSchema>;

/** `GET /tasks`. A run of any look that is not found has no tasks. */
export const taskQuerySchema = z.strictObject({
  status: taskStatusSchema.optional(),
  run_id: z.string().optional(),
  ...pageQueryFields,
});
export type TaskQuery = z.output<typeof taskQuerySchema>;
