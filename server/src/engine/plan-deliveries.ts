import { originDestinationId } from "../domain/destinations.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { MatchedEvent, NewDelivery } from "../storage/delivery/accept-events.ts";
import type { OrganizationState } from "../storage/organizations/load-organizations.ts";
import type { DeliveryJob } from "./delivery-job.ts";

/** An event before it is stored. */
export interface NewEvent {
  eventId: string;
  orgId: string;
  kind: string;
  runId: string;
  taskId: string;
  body: Uint8Array;
  key: Uint8Array;
  fingerprint: Uint8Array | null;
  /** The canonical per-request URL, beside any matching subscription. */
  webhookUrl: string | null;
  /** Only this subscription, whatever kinds it asks for: a test. */
  onlySubscriptionId: string | null;
  /** The id of that one delivery, for whoever must name it; otherwise each delivery gets an id of its own. */
  deliveryId?: string;
}

/** An event with its fan-out, and the deliveries of it that this node will send itself once it is stored. */
export interface DeliveryPlan {
  matched: MatchedEvent;
  jobs: DeliveryJob[];
}

/** How a delivery may start: `place` says whether this node has a place for its destination, and reserves it. */
export interface PlanDeps {
  nowMs: number;
  leasedAtMs: number;
  place: (destinationId: string) => boolean;
}

/** Matches an event against its organisation: who gets it, and how each delivery begins. */
export function planDeliveries(deps: PlanDeps, state: OrganizationState, event: NewEvent): DeliveryPlan {
  const deliveries: NewDelivery[] = [];
  const jobs: DeliveryJob[] = [];

  const add = (target: {
    destinationId: string;
    subscriptionId: string | null;
    url: string;
    sealedSecret: Buffer;
    secretId: string;
    secretVersion: number;
  }): void => {
    const { destinationId, subscriptionId, url, sealedSecret, secretId, secretVersion } = target;
    const deliveryId = event.deliveryId ?? uuidv7(deps.nowMs);
    const leased = deps.place(destinationId);
    const leaseToken = leased ? uuidv7(deps.nowMs) : null;
    deliveries.push({
      deliveryId,
      destinationId,
      subscriptionId,
      url: subscriptionId === null ? url : null,
      start: leaseToken === null ? { as: "wait" } : { as: "lease", leaseToken },
    });
    if (leaseToken === null) return;
    jobs.push({
      bucket: state.bucket,
      deliveryId,
      orgId: event.orgId,
      eventId: event.eventId,
      destinationId,
      subscriptionId,
      url,
      kind: event.kind,
      runId: event.runId,
      taskId: event.taskId,
      body: event.body,
      resendOf: null,
      attempt: 0,
      step: 0,
      interruptions: 0,
      leaseToken,
      leasedAtMs: deps.leasedAtMs,
      sealedSecret,
      secretId,
      secretVersion,
    });
  };

  for (const subscription of state.subscriptions) {
    const { subscriptionId, url, sealedSecret } = subscription;
    const wanted =
      event.onlySubscriptionId === null
        ? subscription.events.includes(event.kind)
        : subscriptionId === event.onlySubscriptionId;
    if (!wanted) continue;
    if (subscription.active) {
      add({
        destinationId: subscriptionId,
        subscriptionId,
        url,
        sealedSecret,
        secretId: subscriptionId,
        secretVersion: 1,
      });
    } else {
      const start = { as: "paused", endingId: uuidv7(deps.nowMs) } as const;
      const deliveryId = event.deliveryId ?? uuidv7(deps.nowMs);
      deliveries.push({ deliveryId, destinationId: subscriptionId, subscriptionId, url, start });
    }
  }
  if (event.webhookUrl !== null) {
    add({
      destinationId: originDestinationId(event.orgId, event.webhookUrl),
      subscriptionId: null,
      url: event.webhookUrl,
      sealedSecret: state.sealedSecret,
      secretId: state.orgId,
      secretVersion: state.secretVersion,
    });
  }
  const { eventId, orgId, kind, runId, taskId, body, key, fingerprint } = event;
  return {
    matched: { eventId, orgId, orgVersion: state.version, kind, runId, taskId, body, key, fingerprint, deliveries },
    jobs,
  };
}
