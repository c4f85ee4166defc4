import { isRequest, readBody } from "./request-body.ts";
import type { RawBody } from "./request-body.ts";
import { findHeader } from "./request-headers.ts";
import type { HeadersInput } from "./request-headers.ts";
import { decodeSecret } from "./secrets.ts";
import { matchesNative, matchesStandard, parseNativeSignature, parseStandardSignatures } from "./signatures.ts";
import { WebhookError } from "./webhook-error.ts";
import type { WebhookEvent } from "./webhook-events.ts";

interface VerifyOptions {
  /** How far the timestamp may be from now, either way. Default 300 s. */
  toleranceS?: number;
  /** Now, in seconds since 1970. Default: this machine's clock. */
  nowS?: number;
  /** Larger bodies are refused unread. Default 1 MiB. */
  maxBodyBytes?: number;
}

/** Where the request is: a Request has its headers with it; bytes and text need them beside. */
type VerifySource = { body: Request; headers?: HeadersInput } | { body: RawBody; headers: HeadersInput };

/** One secret, or several while you move from one to the next. */
type VerifySecrets = { secret: string; secrets?: never } | { secrets: readonly string[]; secret?: never };

export type VerifyInput = VerifyOptions & VerifySource & VerifySecrets;

/** A timestamp's text, and whether one secret made the signature beside it. */
interface Signature {
  timestamp: string;
  timestampHeader: string;
  matches: (secret: string, body: Uint8Array<ArrayBuffer>) => Promise<boolean>;
}

function secretsOf(input: VerifySecrets): readonly string[] {
  const secrets = input.secrets ?? [input.secret];
  if (secrets.length === 0) throw new WebhookError("secret_format", "There is no webhook secret to verify with.");
  for (const secret of secrets) decodeSecret(secret);
  return secrets;
}

function malformed(header: string, expected: string): WebhookError {
  return new WebhookError("malformed_signature", `The header ${header} is not ${expected}.`);
}

function missing(header: string): WebhookError {
  return new WebhookError("missing_header", `The header ${header} is missing.`);
}

function nativeSignature(header: string, timestamp: string): Signature {
  const signature = parseNativeSignature(header);
  if (signature === null) throw malformed("X-Overten-Signature", "sha256= and 64 lowercase hex digits");
  return {
    timestamp,
    timestampHeader: "X-Overten-Timestamp",
    matches: (secret, body) => matchesNative(secret, signature, { body, timestamp }),
  };
}

function standardSignature(header: string, timestamp: string, id: string): Signature {
  const signatures = parseStandardSignatures(header);
  if (signatures === null) throw malformed("webhook-signature", "v1, and the base64 of 32 bytes");
  return {
    timestamp,
    timestampHeader: "webhook-timestamp",
    matches: (secret, body) => matchesStandard(secret, signatures, { body, timestamp, id }),
  };
}

/** The native signature if it is there whole, else Standard Webhooks'. With neither whole: never a success. */
function findSignature(headers: HeadersInput | undefined): Signature {
  const native = findHeader(headers, "x-overten-signature");
  const nativeTimestamp = findHeader(headers, "x-overten-timestamp");
  if (native !== null && nativeTimestamp !== null) return nativeSignature(native, nativeTimestamp);

  const standard = findHeader(headers, "webhook-signature");
  const standardTimestamp = findHeader(headers, "webhook-timestamp");
  const id = findHeader(headers, "webhook-id");
  if (standard !== null && standardTimestamp !== null && id !== null) {
    return standardSignature(standard, standardTimestamp, id);
  }

  if (native !== null) throw missing("X-Overten-Timestamp");
  if (nativeTimestamp !== null || standard === null) throw missing("X-Overten-Signature");
  throw missing(id === null ? "webhook-id" : "webhook-timestamp");
}

/** Whole seconds since 1970, and nothing else: parseInt would take "1614265330abc". */
function parseTimestamp(signature: Signature): number {
  if (!/^[0-9]{1,12}$/.test(signature.timestamp)) {
    throw malformed(signature.timestampHeader, "whole seconds since 1970 in digits");
  }
  return Number(signature.timestamp);
}

function checkAge(timestampS: number, nowS: number, toleranceS: number): void {
  if (!(toleranceS >= 0)) throw new TypeError("toleranceS must be a number of seconds, 0 or more.");
  const ageS = nowS - timestampS;
  if (ageS > toleranceS) {
    const what = `The signature is right, but its timestamp is ${ageS} s old; ${toleranceS} s are allowed.`;
    throw new WebhookError("timestamp_too_old", what);
  }
  if (ageS < -toleranceS) {
    const what = `The signature is right, but its timestamp is ${-ageS} s in the future; ${toleranceS} s are allowed.`;
    throw new WebhookError("timestamp_in_future", what);
  }
}

function isEvent(value: unknown): value is WebhookEvent {
  return typeof value === "object" && value !== null && "event" in value && typeof value.event === "string";
}

function parseEvent(body: Uint8Array<ArrayBuffer>): WebhookEvent {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new WebhookError("invalid_json", "The body is not JSON.");
  }
  if (!isEvent(value)) throw new WebhookError("invalid_json", "The body is JSON, but no event.");
  return value;
}

/**
 * Checks that a request was sent by whoever holds the secret, unchanged and lately, and gives its event.
 * Throws WebhookError with the code of the check that failed. The signature is checked before the timestamp, so that
 * `timestamp_too_old` and `timestamp_in_future` are only said of genuine requests.
 */
export async function verify(input: VerifyInput): Promise<WebhookEvent> {
  const secrets = secretsOf(input);
  const body = await readBody(input.body, input.maxBodyBytes ?? 1024 * 1024);
  const signature = findSignature(input.headers ?? (isRequest(input.body) ? input.body.headers : undefined));
  const timestampS = parseTimestamp(signature);

  let matched = false;
  for (const secret of secrets) matched = (await signature.matches(secret, body)) || matched;
  if (!matched) {
    const which = secrets.length === 1 ? "the secret" : `any of the ${secrets.length} secrets`;
    throw new WebhookError("no_match", `The signature does not match the body with ${which}.`);
  }

  checkAge(timestampS, input.nowS ?? Math.floor(Date.now() / 1000), input.toleranceS ?? 300);
  return parseEvent(body);
}
