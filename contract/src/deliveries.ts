import { z } from "zod";
import { attemptSchema } from "./attempts.ts";
import { eventNameSchema, timestampSchema } from "./fields.ts";
import { deliveryStatusSchema } from "./log-filters.ts";

/** `exhausted`: the schedule ended; `rejected`: a final answer such as 400; `paused`: nothing was sent any more. */
export const deliveryFailures = ["exhausted", "rejected", "paused"] as const;
export const deliveryFailureSchema = z.enum(deliveryFailures);
export type DeliveryFailure = z.output<typeof deliveryFailureSchema>;

/** An event for one subscription or per-request URL (`webhook_id: null`). `failure` is set where `status` is failed. */
export const deliverySchema = z.object({
  delivery_id: z.string(),
  event_id: z.string(),
  webhook_id: z.string().nullable(),
  url: z.string(),
  event: eventNameSchema,
  run_id: z.string(),
  task_id: z.string(),
  created_at: timestampSchema,
  status: deliveryStatusSchema,
  failure: deliveryFailureSchema.nullable(),
  attempt_count: z.int().min(0),
  next_attempt_at: timestampSchema.nullable(),
  resend_of: z.string().nullable(),
  superseded_by: z.string().nullable(),
});
export type Delivery = z.output<typeof deliverySchema>;

/** An attempt still to come, if all before it fail. */
export const plannedAttemptSchema = z.object({ attempt: z.int().min(1), due_at: timestampSchema });
export type PlannedAttempt = z.output<typeof plannedAttemptSchema>;

/** `GET /deliveries/{delivery_id}`: `body` is the request's body as text, exactly as it is signed; for a viewer
 * without the link that takes prompts, so that no signature fits. */
export const deliveryDetailSchema = deliverySchema.extend({
  body: z.string(),
  attempts: z.array(attemptSchema),
  planned: z.array(plannedAttemptSchema),
});
export type DeliveryDetail = z.output<typeof deliveryDetailSchema>;

/** `POST /deliveries/{delivery_id}/resend` and `POST /webhooks/{webhook_id}/test`: the new delivery. */
export const startedDeliverySchema = z.object({ delivery_id: z.string() });
export type StartedDelivery = z.output<typeof startedDeliverySchema>;
