import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

/** A webhook secret made ready once: building the keys for each request cost a sixth of the node's share. */
export interface SigningKeys {
  /** Contract §7: the whole secret string as UTF-8, `whsec_` included. */
  native: KeyObject;
  /** Standard Webhooks: the base64-decoded part of the same secret. */
  standard: KeyObject;
}

const secretPrefix = "whsec_";

/** A new webhook secret: `whsec_` and the base64 of 32 random bytes (contract §3). */
export function newWebhookSecret(): string {
  return secretPrefix + randomBytes(32).toString("base64");
}

export function signingKeys(secret: string): SigningKeys {
  return {
    native: createSecretKey(Buffer.from(secret, "utf8")),
    standard: createSecretKey(Buffer.from(secret.slice(secretPrefix.length), "base64")),
  };
}

export interface RequestToSign {
  /** The event's id on the wire, `evt_…`: the same in every attempt and resend. */
  eventId: string;
  /** Unix seconds of this attempt: receivers refuse what is older than 300 s. */
  timestampS: number;
  body: Uint8Array;
}

/** `X-Overten-Signature`: `sha256=` and the lowercase hex HMAC-SHA256 of `timestamp.body` (contract §7). */
export function nativeSignature(keys: SigningKeys, request: RequestToSign): string {
  return `sha256=${createHmac("sha256", keys.native).update(`${request.timestampS}.`).update(request.body).digest("hex")}`;
}

/** `webhook-signature`: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` (Standard Webhooks, "Signature scheme"). */
export function standardSignature(keys: SigningKeys, request: RequestToSign): string {
  return `v1,${createHmac("sha256", keys.standard).update(`${request.eventId}.${request.timestampS}.`).update(request.body).digest("base64")}`;
}
