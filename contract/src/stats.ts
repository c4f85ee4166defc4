import { z } from "zod";
import { instantSchema, timestampSchema } from "./fields.ts";

/** `GET /stats`. Without a span, the server takes the last 24 h. */
export const statsQuerySchema = z.strictObject({
  since: instantSchema.optional(),
  until: instantSchema.optional(),
  webhook_id: z.string().optional(),
});
export type StatsQuery = z.output<typeof statsQuerySchema>;

/**
 * One minute or hour: deliveries that ended in it by outcome, and the latency of its attempts (null without any).
 * `failed` is the sum of `exhausted`, `rejected` and `paused`.
 */
export const statsPointSchema = z.object({
  at: timestampSchema,
  succeeded: z.int().min(0),
  failed: z.int().min(0),
  exhausted: z.int().min(0),
  rejected: z.int().min(0),
  paused: z.int().min(0),
  cancelled: z.int().min(0),
  attempts: z.int().min(0),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
  latency_p99_ms: z.number().nullable(),
});
export type StatsPoint = z.output<typeof statsPointSchema>;

/** `GET /backlog`: deliveries that have not ended, with those that wait for a retry; null where none waits. */
export const backlogSchema = z.object({ pending: z.int().min(0), oldest_created_at: timestampSchema.nullable() });
export type Backlog = z.output<typeof backlogSchema>;

/** Points in order of time, `interval_s` apart (60 or 3600, by the length of the span). Empty ones may be absent. */
export const statsSchema = z.object({
  interval_s: z.union([z.literal(60), z.literal(3600)]),
  since: timestampSchema,
  until: timestampSchema,
  points: z.array(statsPointSchema),
});
export type Stats = z.output<typeof statsSchema>;
