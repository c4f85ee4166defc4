import { seal, type SealingKeys, secretBinding } from "../domain/seal.ts";
import { newWebhookSecret } from "../domain/signing.ts";
import { urlNotAllowedMessage } from "../domain/target-url.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import { readSubscriptionHealth } from "../storage/stats/read-subscription-health.ts";
import { createSubscription } from "../storage/subscriptions/create-subscription.ts";
import { deleteSubscription } from "../storage/subscriptions/delete-subscription.ts";
import { readPending } from "../storage/subscriptions/read-pending.ts";
import { findSubscription, listSubscriptions } from "../storage/subscriptions/read-subscriptions.ts";
import { type SubscriptionChange, updateSubscription } from "../storage/subscriptions/update-subscription.ts";
import { fieldError, HttpError } from "./http-error.ts";
import { pageFrom, pageStart } from "./page-cursor.ts";
import { pathId } from "./path-id.ts";
import { presentHealth, presentSubscription } from "./present-subscription.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { endBeforeResume, type StoppedWaiting } from "./stopped-waiting.ts";

export interface SubscriptionDeps {
  database: Database;
  clock: Clock;
  sealing: SealingKeys;
  maxSubscriptions: number;
  /** The canonical form of a URL that webhooks may go to; null for one they may not. */
  allowedUrl: (url: string) => string | null;
  /** I3: waits, after a change was committed, until no node starts anything for the state before it. */
  untilNothingStarts: () => Promise<void>;
  stopped: StoppedWaiting;
}

/** What health looks back over. */
const healthSpanMs = 24 * 3_600_000;
/** Every subscription has one secret for life (contract §3: rotation is delete, then create). */
const secretVersion = 1;

/** `/webhooks`: who is told about what (contract §3). */
export function subscriptionRoutes(
  deps: SubscriptionDeps,
): Pick<RouteHandlers, "createWebhook" | "listWebhooks" | "getWebhook" | "updateWebhook" | "deleteWebhook"> {
  const { database, clock } = deps;
  return {
    createWebhook: async ({ body, caller }) => {
      const { orgId, bucket } = caller;
      const url = allowedUrl(deps, body.url);
      const { events, description = null } = body;
      const subscriptionId = uuidv7(clock.nowMs());
      const secret = newWebhookSecret();
      const sealedSecret = seal(deps.sealing, secretBinding(subscriptionId, secretVersion), secret);
      const subscription = { bucket, subscriptionId, orgId, url, events, description, sealedSecret };
      const { maxSubscriptions } = deps;
      const created = await database.transaction((connection) =>
        createSubscription(connection, { subscription, maxSubscriptions }),
      );
      if (created.outcome === "too_many") throw tooMany(maxSubscriptions);
      const shown = { ...subscription, active: true, createdAtMs: created.createdAtMs };
      return { status: 201, body: { ...presentSubscription(shown), secret } };
    },

    listWebhooks: async ({ query, caller }) => {
      const { orgId, bucket } = caller;
      const found = await listSubscriptions(database, { bucket, orgId, ...pageStart("webhooks", query) });
      const page = pageFrom("webhooks", found, query.limit, (subscription) => subscription.subscriptionId);
      return { status: 200, body: { webhooks: page.rows.map(presentSubscription), next_cursor: page.nextCursor } };
    },

    getWebhook: async ({ params, caller }) => {
      const { orgId, bucket } = caller;
      const subscriptionId = pathId("subscription", params.webhook_id);
      const subscription = await findSubscription(database, { bucket, orgId, subscriptionId });
      if (subscription === null) throw new HttpError("not_found");
      const sinceMs = clock.nowMs() - healthSpanMs;
      const [health, pending] = await Promise.all([
        readSubscriptionHealth(database, { bucket, subscriptionId, sinceMs }),
        readPending(database, { bucket, subscriptionId }),
      ]);
      return { status: 200, body: { ...presentSubscription(subscription), health: presentHealth(health, pending) } };
    },

    updateWebhook: async ({ params, body, caller }) => {
      const { orgId, bucket } = caller;
      const subscriptionId = pathId("subscription", params.webhook_id);
      const change: SubscriptionChange = {
        ...body,
        ...(body.url === undefined ? {} : { url: allowedUrl(deps, body.url) }),
      };
      const target = { bucket, orgId, subscriptionId };
      if (change.active === true) await endBeforeResume(deps.stopped, target);
      const updated = await database.transaction((connection) =>
        updateSubscription(connection, { bucket, orgId, subscriptionId, change }),
      );
      if (updated === null) throw new HttpError("not_found");
      if (change.active === false) deps.stopped.end(target);
      // Whatever it was before: another request may have changed it a moment ago, and this answer promises the same.
      if (change.active === false || change.url !== undefined) await deps.untilNothingStarts();
      return { status: 200, body: presentSubscription(updated) };
    },

    deleteWebhook: async ({ params, caller }) => {
      const { orgId, bucket } = caller;
      const subscriptionId = pathId("subscription", params.webhook_id);
      const outcome = await database.transaction((connection) =>
        deleteSubscription(connection, { bucket, orgId, subscriptionId }),
      );
      // A repeat waits too: its answer promises no less than the first one's (I3).
      if (outcome === "deleted") deps.stopped.end({ bucket, orgId, subscriptionId });
      if (outcome !== "missing") await deps.untilNothingStarts();
      if (outcome !== "deleted") throw new HttpError("not_found");
      return { status: 204 };
    },
  };
}

function allowedUrl(deps: SubscriptionDeps, url: string): string {
  const allowed = deps.allowedUrl(url);
  if (allowed === null) throw fieldError("url", urlNotAllowedMessage, "url_not_allowed");
  return allowed;
}

function tooMany(maxSubscriptions: number): HttpError {
  return new HttpError("conflict", {
    message:
      `This organisation has ${maxSubscriptions} webhook${maxSubscriptions === 1 ? "" : "s"}, which is the limit. ` +
      "Delete one that you no longer need, or ask whoever runs this server to raise OVERTEN_MAX_SUBSCRIPTIONS.",
  });
}
