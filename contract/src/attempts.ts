import { z } from "zod";
import { eventNameSchema, timestampSchema } from "./fields.ts";
import { attemptErrorCodeSchema } from "./log-filters.ts";

export const attemptOutcomes = ["succeeded", "failed"] as const;
export const attemptOutcomeSchema = z.enum(attemptOutcomes);
export type AttemptOutcome = z.output<typeof attemptOutcomeSchema>;

/** The headers of an answer that the log keeps. */
export const keptResponseHeaders = ["location", "date", "retry-after", "content-type"] as const;

/**
 * One HTTP request: a row of the log. `response_body` is at most 1,024 bytes of UTF-8, null without an answer;
 * `response_truncated` says that the answer had more. `signed_at_s` is null where nothing was signed.
 * `remaining_schedule` is what was planned when the attempt was recorded, and never changes.
 */
export const attemptSchema = z.object({
  attempt_id: z.string(),
  delivery_id: z.string(),
  webhook_id: z.string().nullable(),
  url: z.string(),
  event: eventNameSchema,
  run_id: z.string(),
  task_id: z.string(),
  attempt: z.int().min(1),
  outcome: attemptOutcomeSchema,
  http_status: z.int().nullable(),
  error_code: attemptErrorCodeSchema.nullable(),
  response_body: z.string().nullable(),
  response_truncated: z.boolean(),
  response_headers: z.partialRecord(z.enum(keptResponseHeaders), z.string()),
  latency_ms: z.number().min(0),
  started_at: timestampSchema,
  signed_at_s: z.int().nullable(),
  remaining_schedule: z.array(timestampSchema),
});
export type Attempt = z.output<typeof attemptSchema>;
