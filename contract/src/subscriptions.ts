import { z } from "zod";
import { eventNameSchema, eventNames, instantSchema, textOf, timestampSchema, webhookUrlSchema } from "./fields.ts";

// The cap only bounds the work before duplicates are folded.
const subscribedEventsSchema = z
  .array(z.enum(eventNames, { error: `must be one of ${eventNames.join(", ")}` }))
  .min(1, "must name at least one event")
  .max(100, "must name at most 100 events")
  .overwrite((names) => [...new Set(names)]);

const descriptionSchema = textOf(0, 500);

/** `POST /webhooks`. A null description is the same as none. */
export const createWebhookBodySchema = z.strictObject({
  url: webhookUrlSchema,
  events: subscribedEventsSchema,
  description: descriptionSchema.nullish(),
});
export type CreateWebhookBody = z.output<typeof createWebhookBodySchema>;

/** `PATCH /webhooks/{webhook_id}`: what is absent stays; a null description removes it. */
export const updateWebhookBodySchema = z.strictObject({
  url: webhookUrlSchema.optional(),
  events: subscribedEventsSchema.optional(),
  description: descriptionSchema.nullish(),
  active: z.boolean().optional(),
});
export type UpdateWebhookBody = z.output<typeof updateWebhookBodySchema>;

/** `POST /webhooks/{webhook_id}/test`; the server's default is `run.completed`. */
export const testWebhookBodySchema = z.strictObject({ event: eventNameSchema.optional() });
export type TestWebhookBody = z.output<typeof testWebhookBodySchema>;

/** `POST /webhooks/{webhook_id}/recover`. */
export const recoverWebhookBodySchema = z.strictObject({
  since: instantSchema,
  until: instantSchema.nullish(),
  dry_run: z.boolean().default(false),
});
export type RecoverWebhookBody = z.output<typeof recoverWebhookBodySchema>;

/** A subscription as lists and changes show it: without its secret. */
export const webhookSchema = z.object({
  webhook_id: z.string(),
  url: z.string(),
  events: z.array(eventNameSchema),
  description: z.string().nullable(),
  active: z.boolean(),
  created_at: timestampSchema,
});
export type Webhook = z.output<typeof webhookSchema>;

/** The only answer that ever holds a subscription's secret. */
export const createdWebhookSchema = webhookSchema.extend({ secret: z.string() });
export type CreatedWebhook = z.output<typeof createdWebhookSchema>;

/**
 * How a subscription fares. `success_rate` (0 to 1, of attempts) and p95 look at the last 24 h; null without any. `pending` deliveries have not ended;
 * `oldest_pending_at` is when the oldest of them was made.
 */
export const webhookHealthSchema = z.object({
  last_success_at: timestampSchema.nullable(),
  last_failure_at: timestampSchema.nullable(),
  success_rate: z.number().min(0).max(1).nullable(),
  latency_p95_ms: z.number().nullable(),
  pending: z.int().min(0),
  oldest_pending_at: timestampSchema.nullable(),
});
export type WebhookHealth = z.output<typeof webhookHealthSchema>;

/** `GET /webhooks/{webhook_id}`. */
export const webhookWithHealthSchema = webhookSchema.extend({ health: webhookHealthSchema });
export type WebhookWithHealth = z.output<typeof webhookWithHealthSchema>;
