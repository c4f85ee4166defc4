import { bytesOf } from "./request-body.ts";
import type { RawBody } from "./request-body.ts";
import { signNative, signStandard } from "./signatures.ts";

export interface SignInput {
  /** The exact body that will be sent. */
  body: RawBody;
  /** The subscription's secret, `whsec_…`. */
  secret: string;
  /** Of this attempt, in whole seconds since 1970. */
  timestampS: number;
  /** The event's id, the same for every attempt: what receivers dedupe by. Printable ASCII without dots. */
  id: string;
}

/** The headers that make a request verifiable, both ways. A type, not an interface, so that it fits HeadersInput. */
export type SignatureHeaders = {
  "X-Overten-Signature": string;
  "X-Overten-Timestamp": string;
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
};

/** Signs a body as Overten does, natively and for Standard Webhooks. Throws WebhookError `secret_format`. */
export async function sign(input: SignInput): Promise<SignatureHeaders> {
  const { secret, timestampS, id } = input;
  if (!Number.isSafeInteger(timestampS) || timestampS < 0) {
    throw new TypeError("timestampS must be whole seconds since 1970.");
  }
  // A dot would make another id and timestamp out of the same signed text.
  if (!/^[!-\-/-~]+$/.test(id)) throw new TypeError("id must be printable ASCII without dots or spaces.");
  const timestamp = String(timestampS);
  const body = bytesOf(input.body);
  return {
    "X-Overten-Signature": await signNative(secret, { body, timestamp }),
    "X-Overten-Timestamp": timestamp,
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": await signStandard(secret, { body, timestamp, id }),
  };
}
