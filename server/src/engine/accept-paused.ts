import { uuidv7 } from "../domain/uuid.ts";
import type { Connection } from "../runtime/connection.ts";
import { acceptPausedEvent } from "../storage/delivery/accept-paused-event.ts";
import type { OrganizationState } from "../storage/organizations/load-organizations.ts";
import { type NewEvent, planDeliveries } from "./plan-deliveries.ts";

/**
 * Stores an event of a suspended organisation; every delivery of it ends at once as `paused` (I3), and recover brings them back once the suspension is
 * over. False when the organisation changed meanwhile.
 */
export async function acceptPaused(
  deps: { nowMs: number },
  connection: Connection,
  input: { state: OrganizationState; event: NewEvent },
): Promise<boolean> {
  const { state, event } = input;
  const { matched } = planDeliveries({ nowMs: deps.nowMs, leasedAtMs: 0, place: () => false }, state, event);
  const urls = new Map(state.subscriptions.map((subscription) => [subscription.subscriptionId, subscription.url]));
  const deliveries = matched.deliveries.map((delivery) => ({
    ...delivery,
    url: delivery.url ?? urls.get(delivery.destinationId) ?? null,
    start: { as: "paused", endingId: uuidv7(deps.nowMs) } as const,
  }));
  const day = new Date(deps.nowMs).toISOString().slice(0, 10);
  return acceptPausedEvent(connection, { bucket: state.bucket, day, event: { ...matched, deliveries } });
}
