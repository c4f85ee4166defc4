import type { Webhook, WebhookHealth } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { SubscriptionHealth } from "../storage/stats/read-subscription-health.ts";
import type { Pending } from "../storage/subscriptions/read-pending.ts";
import type { Subscription } from "../storage/subscriptions/read-subscriptions.ts";

/** A subscription as lists and changes show it. */
export function presentSubscription(subscription: Subscription): Webhook {
  const { subscriptionId, url, events, description, active, createdAtMs } = subscription;
  return {
    webhook_id: encodeId("subscription", subscriptionId),
    url,
    events: [...events],
    description,
    active,
    created_at: new Date(createdAtMs).toISOString(),
  };
}

/** How it fares. */
export function presentHealth(health: SubscriptionHealth, pending: Pending): WebhookHealth {
  return {
    last_success_at: timeOrNull(health.lastSuccessAtMs),
    last_failure_at: timeOrNull(health.lastFailureAtMs),
    success_rate: health.attempts === 0 ? null : health.succeededAttempts / health.attempts,
    latency_p95_ms: health.p95Ms,
    pending: pending.count,
    oldest_pending_at: timeOrNull(pending.oldestCreatedAtMs),
  };
}

function timeOrNull(unixMs: number | null): string | null {
  return unixMs === null ? null : new Date(unixMs).toISOString();
}
