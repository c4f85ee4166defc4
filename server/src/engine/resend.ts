import { uuidv7, uuidv7Floor, uuidv7UnixMs } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import type { LoggedDelivery } from "../storage/log/logged-delivery.ts";
import { findDelivery } from "../storage/log/read-delivery.ts";
import { readPage } from "../storage/log/read-page.ts";
import { insertPausedResend, insertResends } from "../storage/resends/insert-resends.ts";
import { shareSubscription } from "../storage/resends/lock-subscription.ts";

export type ResendResult =
  | { outcome: "started"; deliveryId: string }
  | { outcome: "not_found" }
  /** It is on its way already, by its own schedule. */
  | { outcome: "still_pending"; nextAttemptAtMs: number }
  | { outcome: "subscription_deleted" }
  /** The event is older than the log, and its bytes may be dropped any day. */
  | { outcome: "event_gone" };

export interface ResendDeps {
  database: Database;
  clock: Clock;
  /** Something is due. */
  wake: () => void;
}

export interface ResendInput {
  bucket: number;
  orgId: string;
  deliveryId: string;
  eventsFromMs: number;
  /** Nothing in the log is newer. */
  endMs: number;
}

/**
 * Sends the event of a delivery that has ended again: a new delivery with a fresh schedule, to the same subscription (wherever its URL is now) or the same
 * per-request URL. To a paused subscription it ends at once.
 */
export async function resendDelivery(deps: ResendDeps, input: ResendInput): Promise<ResendResult> {
  const { bucket, orgId, deliveryId } = input;
  const found = await readPage(deps.database, (connection) =>
    findDelivery(connection, { bucket, orgId, deliveryId, endId: uuidv7Floor(input.endMs) }),
  );
  if (found === null) return { outcome: "not_found" };
  const { delivery } = found;
  if (delivery.nextAttemptAtMs !== null) {
    return { outcome: "still_pending", nextAttemptAtMs: delivery.nextAttemptAtMs };
  }
  if (uuidv7UnixMs(delivery.eventId) < input.eventsFromMs) return { outcome: "event_gone" };
  const result = await deps.database.transaction((connection) => start(deps, connection, { bucket, orgId, delivery }));
  deps.wake();
  return result;
}

async function start(
  deps: ResendDeps,
  connection: Connection,
  input: { bucket: number; orgId: string; delivery: LoggedDelivery },
): Promise<ResendResult> {
  const { bucket, orgId, delivery } = input;
  const { subscriptionId, eventId, destinationId } = delivery;
  const nowMs = deps.clock.nowMs();
  const resend = { deliveryId: uuidv7(nowMs), resendOf: delivery.deliveryId, eventId, destinationId, subscriptionId };
  if (subscriptionId !== null) {
    // I2, I3: as it is now, and as it stays until this commit.
    const subscription = await shareSubscription(connection, { bucket, orgId, subscriptionId });
    if (subscription === null || subscription.deleted) return { outcome: "subscription_deleted" };
    if (!subscription.active) {
      const event = { ...delivery, url: subscription.url };
      await insertPausedResend(connection, { bucket, orgId, endingId: uuidv7(nowMs), resend, event });
      return { outcome: "started", deliveryId: resend.deliveryId };
    }
  }
  const url = subscriptionId === null ? delivery.url : null;
  await insertResends(connection, { bucket, orgId, recoveryId: null, resends: [{ ...resend, url }] });
  return { outcome: "started", deliveryId: resend.deliveryId };
}
