// Events that a platform brings (contract §6). This runs for every ingested event, so the two kinds are picked by
// `event` instead of tried, and every text has one check: 1.4 µs an event, a little over its JSON.parse (1.0 µs).
import { z } from "zod";
import {
  eventNameSchema,
  idempotencyKeySchema,
  linkSchema,
  printableText,
  summarySchema,
  webhookUrlSchema,
} from "./fields.ts";
import { reportedErrorSchema } from "./worker-tasks.ts";

const onlyCompleted = z.null({ error: "belongs to run.completed events only; leave it out" }).optional();
const onlyFailed = z.null({ error: "belongs to run.failed events only; leave it out" }).optional();
const occurredAtMessage = "must be a whole number of milliseconds since 1970, 0 or more";

// Ids and names are the platform's own text; null is the same as absent everywhere.
const sharedFields = {
  org_id: z.string(),
  run_id: printableText(128),
  task_id: printableText(128),
  agent_name: printableText(128),
  format: printableText(40),
  occurred_at_ms: z.int({ error: occurredAtMessage }).min(0, occurredAtMessage).nullish(),
  webhook_url: webhookUrlSchema.nullish(),
  idempotency_key: idempotencyKeySchema.nullish(),
};

/** A finished document: links up to 4,096 characters, summary up to 10,000. */
export const ingestedCompletedSchema = z.strictObject({
  event: z.literal("run.completed"),
  ...sharedFields,
  status: z.literal("completed", { error: "must be completed, or absent" }).nullish(),
  download_url: linkSchema.nullish(),
  edit_url: linkSchema.nullish(),
  summary: summarySchema.nullish(),
  error: onlyFailed,
});

/** A failed document: `error` is required, its message up to 10,000 characters. */
export const ingestedFailedSchema = z.strictObject({
  event: z.literal("run.failed"),
  ...sharedFields,
  status: z.literal("failed", { error: "must be failed, or absent" }).nullish(),
  error: reportedErrorSchema,
  download_url: onlyCompleted,
  edit_url: onlyCompleted,
  summary: onlyCompleted,
});

/** One event for `POST /operator/events`. */
export const ingestedEventSchema = z.discriminatedUnion("event", [ingestedCompletedSchema, ingestedFailedSchema], {
  error: (issue) =>
    issue.code === "invalid_union" ? `must be one of ${eventNameSchema.options.join(", ")}` : undefined,
});
export type IngestedEvent = z.output<typeof ingestedEventSchema>;

/** Up to 1,000 events, over organisations too: all or none. */
export const ingestedBatchSchema = z.strictObject({
  events: z
    .array(ingestedEventSchema)
    .min(1, "must hold at least one event")
    .max(1000, "must hold at most 1000 events"),
});
export type IngestedBatch = z.output<typeof ingestedBatchSchema>;

/** The body of `POST /operator/events`, for documentation and types; parse with `chooseIngestSchema`. */
export const ingestBodySchema = z.union([ingestedEventSchema, ingestedBatchSchema]);
export type IngestBody = z.output<typeof ingestBodySchema>;

/** A batch has `events`. Choosing first gives one clear list of what is wrong, and costs nothing. */
export function chooseIngestSchema(value: unknown): typeof ingestedEventSchema | typeof ingestedBatchSchema {
  const isBatch = typeof value === "object" && value !== null && "events" in value;
  return isBatch ? ingestedBatchSchema : ingestedEventSchema;
}

/** What became of an event: a duplicate has the id of the first. */
export const ingestedAnswerSchema = z.object({ event_id: z.string(), duplicate: z.boolean() });
export type IngestedAnswer = z.output<typeof ingestedAnswerSchema>;

export const ingestedBatchAnswerSchema = z.object({ events: z.array(ingestedAnswerSchema) });
export type IngestedBatchAnswer = z.output<typeof ingestedBatchAnswerSchema>;
