import { createHash, timingSafeEqual } from "node:crypto";
import { nativeSignature, type SigningKeys, standardSignature } from "../domain/signing.ts";

/** What came of checking a request's signatures. The first codes are those of the SDK. */
export interface Verification {
  verified: boolean;
  code:
    | "verified"
    | "missing_header"
    | "malformed_signature"
    | "no_match"
    | "timestamp_too_old"
    | "timestamp_in_future"
    /** No delivery of this database has that id. */
    | "unknown_delivery"
    /** Its subscription was deleted, and the secret with it. */
    | "secret_gone"
    /** The secret could not be looked up now, or the body is too large. */
    | "not_checked";
  message: string;
}

/** Receivers refuse what is older or younger, in seconds (contract §7). */
const toleranceS = 300;

/** The headers of a request that its signatures need; absent ones are empty. */
export interface SignedHeaders {
  deliveryId: string;
  signature: string;
  timestamp: string;
  webhookId: string;
  webhookTimestamp: string;
  webhookSignature: string;
}

/** Picks them from names and values in turn; a name that comes twice is joined, as HTTP does, and then matches nothing. */
export function signedHeaders(rawHeaders: readonly string[]): SignedHeaders {
  const valueOf = (wanted: string): string =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted).join(", ");
  return {
    deliveryId: valueOf("x-overten-delivery"),
    signature: valueOf("x-overten-signature"),
    timestamp: valueOf("x-overten-timestamp"),
    webhookId: valueOf("webhook-id"),
    webhookTimestamp: valueOf("webhook-timestamp"),
    webhookSignature: valueOf("webhook-signature"),
  };
}

/** What is wrong before any secret is needed; null when the signatures are there and look like signatures. */
export function checkHeaders(headers: SignedHeaders): Verification | null {
  const native: [string, string][] = [
    ["X-Overten-Signature", headers.signature],
    ["X-Overten-Timestamp", headers.timestamp],
  ];
  const standard: [string, string][] = [
    ["webhook-id", headers.webhookId],
    ["webhook-timestamp", headers.webhookTimestamp],
    ["webhook-signature", headers.webhookSignature],
  ];
  const missing = [...native, ...standard].find(([, value]) => value === "")?.[0];
  if (missing !== undefined) {
    return no(
      "missing_header",
      `The header ${missing} is missing. A request without it was not sent by Overten, or something on the way dropped it.`,
    );
  }
  if (!/^sha256=[0-9a-f]{64}$/.test(headers.signature)) return malformed("X-Overten-Signature");
  if (!/^\d{1,12}$/.test(headers.timestamp)) return malformed("X-Overten-Timestamp");
  if (headers.webhookTimestamp !== headers.timestamp) return malformed("webhook-timestamp");
  if (!/^v1,[A-Za-z0-9+/]{43}=$/.test(headers.webhookSignature)) return malformed("webhook-signature");
  return null;
}

/** Checks both signatures of a request whose headers `checkHeaders` found whole, then its age. */
export function checkSignatures(
  keys: SigningKeys,
  input: { headers: SignedHeaders; body: Uint8Array; nowS: number },
): Verification {
  const { headers, body, nowS } = input;
  const timestampS = Number(headers.timestamp);
  // What is signed is the header's text: one that a number does not give back ("007") is not what was sent.
  const isCanonical = String(timestampS) === headers.timestamp;
  const request = { eventId: headers.webhookId, timestampS, body };
  const nativeMatches = isCanonical && isSame(headers.signature, nativeSignature(keys, request));
  const standardMatches = isCanonical && isSame(headers.webhookSignature, standardSignature(keys, request));
  if (!nativeMatches || !standardMatches) {
    const which = nativeMatches
      ? "webhook-signature does"
      : standardMatches
        ? "X-Overten-Signature does"
        : "X-Overten-Signature and webhook-signature do";
    return no(
      "no_match",
      `${which} not match the body: the body, the timestamp or the signature was changed, or another secret made it.`,
    );
  }
  const ageS = Math.round(nowS - timestampS);
  if (ageS > toleranceS) {
    return no(
      "timestamp_too_old",
      `The signature is right, but ${ageS} s old; receivers allow ${toleranceS} s. It was sent again by somebody else, or a clock is off.`,
    );
  }
  if (ageS < -toleranceS) {
    return no(
      "timestamp_in_future",
      `The signature is right, but ${-ageS} s ahead of the database's clock; receivers allow ${toleranceS} s.`,
    );
  }
  return { verified: true, code: "verified", message: "Both signatures match the body, and the timestamp is fresh." };
}

/** A request that did not verify, and why. */
export function no(code: Exclude<Verification["code"], "verified">, message: string): Verification {
  return { verified: false, code, message };
}

function malformed(header: string): Verification {
  return no(
    "malformed_signature",
    `The header ${header} is not as Overten writes it. Something on the way changed it, or somebody else sent it.`,
  );
}

/** Takes the same time whatever differs. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
