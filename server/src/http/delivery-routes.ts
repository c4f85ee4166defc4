import { encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import type { RetrySchedule } from "../domain/retry-schedule.ts";
import { uuidv7Floor } from "../domain/uuid.ts";
import type { Database } from "../runtime/connection.ts";
import { readDelivery } from "../storage/log/read-delivery.ts";
import { readPage } from "../storage/log/read-page.ts";
import { HttpError } from "./http-error.ts";
import { type LogEdge, logEndMs, logFromMs, refuseGone, withinTime } from "./log-edge.ts";
import { pathId } from "./path-id.ts";
import { presentDetail } from "./present-delivery.ts";
import type { RouteHandlers } from "./route-handlers.ts";

/** What came of asking for a resend. */
export type ResendResult =
  | { outcome: "started"; deliveryId: string }
  | { outcome: "not_found" }
  | { outcome: "still_pending"; nextAttemptAtMs: number }
  | { outcome: "subscription_deleted" }
  | { outcome: "event_gone" };

export interface DeliveryRouteDeps extends LogEdge {
  database: Database;
  schedule: RetrySchedule;
  links: DocumentLinks;
  /** Sends the event of a delivery again as a new delivery; events before `eventsFromMs` are gone. */
  resend: (input: {
    bucket: number;
    orgId: string;
    deliveryId: string;
    eventsFromMs: number;
    endMs: number;
  }) => Promise<ResendResult>;
}

/** One delivery, and sending it again (contract §9). */
export function deliveryRoutes(deps: DeliveryRouteDeps): Pick<RouteHandlers, "getDelivery" | "resendDelivery"> {
  return {
    getDelivery: async ({ params, caller }) => {
      const { bucket, orgId } = caller;
      const deliveryId = pathId("delivery", params.delivery_id);
      refuseGone(deps, deliveryId, "delivery");
      const endId = uuidv7Floor(logEndMs(deps));
      const detail = await withinTime(
        readPage(deps.database, (connection) => readDelivery(connection, { bucket, orgId, deliveryId, endId })),
      );
      if (detail === null) throw new HttpError("not_found");
      const { schedule, links } = deps;
      return { status: 200, body: presentDetail({ nowMs: deps.clock.nowMs(), schedule, links, caller }, detail) };
    },

    resendDelivery: async ({ params, caller }) => {
      const { bucket, orgId } = caller;
      const deliveryId = pathId("delivery", params.delivery_id);
      refuseGone(deps, deliveryId, "delivery");
      const input = { bucket, orgId, deliveryId, eventsFromMs: logFromMs(deps), endMs: logEndMs(deps) };
      const result = await withinTime(deps.resend(input));
      switch (result.outcome) {
        case "started":
          return { status: 202, body: { delivery_id: encodeId("delivery", result.deliveryId) } };
        case "not_found":
          throw new HttpError("not_found");
        case "still_pending":
          // A second one beside it would only arrive twice: its schedule already sends it.
          throw new HttpError("conflict", {
            message: `This delivery has not ended: its next attempt is at ${new Date(result.nextAttemptAtMs).toISOString()}. Resend it once it has succeeded or failed.`,
          });
        case "subscription_deleted":
          throw new HttpError("conflict", {
            message: "The webhook of this delivery was deleted, so there is nowhere to send it. Create a new webhook.",
          });
        case "event_gone":
          throw new HttpError("gone", {
            message: `The event of this delivery is older than ${deps.logRetentionDays} days and cannot be sent any more.`,
          });
      }
    },
  };
}
