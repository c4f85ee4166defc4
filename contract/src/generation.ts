import { z } from "zod";
import { idempotencyKeySchema, printableText, textOf, webhookUrlSchema } from "./fields.ts";

// A file name, not a path: what reaches a download header or a file system must not climb out of a folder.
const fileNameSchema = printableText(200).regex(/^[^/\\]*$/, { error: "must be a file name without / or \\" });

/**
 * `POST /{format}/generate`. Null is the same as absent. `run_id` is any text here: an unknown one is 404, and which
 * `webhook_url` may be used is the server's rule.
 */
export const generateBodySchema = z.strictObject({
  prompt: textOf(1, 10_000),
  async: z.boolean().default(false),
  webhook_url: webhookUrlSchema.nullish(),
  run_id: z.string().nullish(),
  file_name: fileNameSchema.nullish(),
  idempotency_key: idempotencyKeySchema.nullish(),
});
export type GenerateBody = z.output<typeof generateBodySchema>;

/** 202: the task goes on. `message` says so when a sync call passed its ceiling. */
export const acceptedGenerationSchema = z.object({
  run_id: z.string(),
  task_id: z.string(),
  status: z.enum(["queued", "running"]),
  message: z.string().optional(),
});
export type AcceptedGeneration = z.output<typeof acceptedGenerationSchema>;

/** 200: the document is there. */
export const completedGenerationSchema = z.object({
  run_id: z.string(),
  task_id: z.string(),
  status: z.literal("completed"),
  download_url: z.string(),
  edit_url: z.string(),
  summary: z.string(),
  duration_ms: z.int().min(0),
});
export type CompletedGeneration = z.output<typeof completedGenerationSchema>;
