import { z } from "zod";
import { timestampSchema } from "./fields.ts";
import { taskStatusSchema } from "./tasks.ts";

/** A document. The last task is its latest turn; `summary` is that of the latest completed one. */
export const runSchema = z.object({
  run_id: z.string(),
  format: z.string(),
  file_name: z.string().nullable(),
  created_at: timestampSchema,
  last_task_id: z.string().nullable(),
  last_task_status: taskStatusSchema.nullable(),
  summary: z.string().nullable(),
});
export type Run = z.output<typeof runSchema>;
