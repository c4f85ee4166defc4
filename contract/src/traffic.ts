import { z } from "zod";
import { printableText, timestampSchema } from "./fields.ts";
import { organizationSchema } from "./organizations.ts";
import { pageQueryFields } from "./pagination.ts";

/** A destination fails when less than this share of its attempts of the last 24 h succeeded. */
export const failingBelow = 0.5;

/**
 * What an organisation sent in the last 24 h (from the beginning of an hour on; the newest is behind by some seconds), and what waits now. `failed` and
 * `succeeded` are deliveries that ended. Of destinations those count that were sent to and are live; all per-request URLs together are one.
 */
export const trafficSchema = z.object({
  succeeded: z.int().min(0),
  failed: z.int().min(0),
  /** Null where nothing ended. */
  success_rate: z.number().min(0).max(1).nullable(),
  destinations: z.int().min(0),
  failing_destinations: z.int().min(0),
  /** Deliveries that have not ended, counted up to `countedTo`. */
  pending: z.int().min(0),
  oldest_pending_at: timestampSchema.nullable(),
});
export type Traffic = z.output<typeof trafficSchema>;

/** `GET /operator/organizations/{org_id}`, and what `GET /operator/traffic` lists. */
export const organizationWithTrafficSchema = organizationSchema.extend({ traffic: trafficSchema });
export type OrganizationWithTraffic = z.output<typeof organizationWithTrafficSchema>;

/** By failing destinations, then by failed deliveries, then by all that ended; by all that ended; by age. The most comes first. */
export const trafficOrders = ["failing", "busiest", "newest"] as const;
export type TrafficOrder = (typeof trafficOrders)[number];

/** `GET /operator/traffic`. `name` is a part of the name, in any case. */
export const trafficQuerySchema = z.strictObject({
  name: printableText(200).optional(),
  order: z.enum(trafficOrders).default("failing"),
  ...pageQueryFields,
});
export type TrafficQuery = z.output<typeof trafficQuerySchema>;
