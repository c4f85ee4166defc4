import { z } from "zod";
import { eventNameSchema, instantSchema, queryInteger } from "./fields.ts";
import { pageQueryFields } from "./pagination.ts";

export const deliveryStatuses = ["pending", "succeeded", "failed", "cancelled"] as const;
export const deliveryStatusSchema = z.enum(deliveryStatuses);
export type DeliveryStatus = z.output<typeof deliveryStatusSchema>;

/** Why a request got no usable answer. */
export const attemptErrorCodes = [
  "timeout",
  "dns_error",
  "connection_refused",
  "connection_reset",
  "tls_error",
  "url_not_allowed",
  "response_invalid",
  "interrupted",
] as const;
export const attemptErrorCodeSchema = z.enum(attemptErrorCodes);
export type AttemptErrorCode = z.output<typeof attemptErrorCodeSchema>;

const httpStatusMessage = "must be an HTTP status from 100 to 999";

/**
 * `GET /deliveries` and `GET /attempts`, newest first. Ids are any text: an unknown one finds nothing. For attempts,
 * `status` is compared with the outcome; none is pending or cancelled.
 */
export const logQuerySchema = z.strictObject({
  webhook_id: z.string().optional(),
  event: eventNameSchema.optional(),
  status: deliveryStatusSchema.optional(),
  run_id: z.string().optional(),
  task_id: z.string().optional(),
  http_status: queryInteger(100, 999, httpStatusMessage).optional(),
  error_code: attemptErrorCodeSchema.optional(),
  since: instantSchema.optional(),
  until: instantSchema.optional(),
  ...pageQueryFields,
});
export type LogQuery = z.output<typeof logQuerySchema>;
