// What receivers get (contract §7). Keys are in the order in which they are sent.
import { z } from "zod";
import { taskErrorSchema } from "./errors.ts";

/** The body of a run.completed webhook. */
export const runCompletedPayloadSchema = z.object({
  event: z.literal("run.completed"),
  run_id: z.string(),
  task_id: z.string(),
  agent_name: z.string(),
  format: z.string(),
  status: z.literal("completed"),
  download_url: z.string().nullable(),
  edit_url: z.string().nullable(),
  summary: z.string().nullable(),
  occurred_at_ms: z.int().min(0),
});

/** The body of a run.failed webhook. */
export const runFailedPayloadSchema = z.object({
  event: z.literal("run.failed"),
  run_id: z.string(),
  task_id: z.string(),
  agent_name: z.string(),
  format: z.string(),
  error: taskErrorSchema,
  occurred_at_ms: z.int().min(0),
});

export const webhookPayloadSchema = z.discriminatedUnion("event", [runCompletedPayloadSchema, runFailedPayloadSchema]);
export type WebhookPayload = z.output<typeof webhookPayloadSchema>;
