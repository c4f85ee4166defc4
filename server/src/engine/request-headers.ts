import { encodeId } from "../domain/ids.ts";
import { nativeSignature, type SigningKeys, standardSignature } from "../domain/signing.ts";
import type { DeliveryJob } from "./delivery-job.ts";

/**
 * The headers of one attempt, names and values in turn: the fixed ones of contract §7, then those of Standard Webhooks, then ours.
 * Nothing of the user's becomes a name.
 */
export function requestHeaders(job: DeliveryJob, keys: SigningKeys, timestampS: number): string[] {
  const request = { eventId: encodeId("event", job.eventId), timestampS, body: job.body };
  const timestamp = String(timestampS);
  return [
    "Content-Type",
    "application/json",
    "X-Overten-Signature",
    nativeSignature(keys, request),
    "X-Overten-Timestamp",
    timestamp,
    "X-Overten-Event",
    job.kind,
    "User-Agent",
    "Overten-Webhook/1.0",
    "webhook-id",
    request.eventId,
    "webhook-timestamp",
    timestamp,
    "webhook-signature",
    standardSignature(keys, request),
    "X-Overten-Delivery",
    encodeId("delivery", job.deliveryId),
    "X-Overten-Attempt",
    String(job.attempt + 1),
  ];
}
