import type { Attempt, DeliveryDetail } from "@overten/contract";

/** What was signed, as contract §7 says it. */
export interface SignedRequest {
  url: string;
  eventId: string;
  timestampS: number;
  event: string;
  deliveryId: string;
  attempt: number;
  body: string;
  /** Whose secret signs it: a per-request URL has none of its own. */
  secretOf: "webhook" | "organisation";
}

export interface Signatures {
  /** `X-Overten-Signature` */
  native: string;
  /** `webhook-signature` */
  standard: string;
}

/** The request of an attempt; null where nothing was sent. */
export function requestOf(delivery: DeliveryDetail, attempt: Attempt): SignedRequest | null {
  if (attempt.signed_at_s === null) return null;
  return {
    url: attempt.url,
    eventId: delivery.event_id,
    timestampS: attempt.signed_at_s,
    event: delivery.event,
    deliveryId: delivery.delivery_id,
    attempt: attempt.attempt,
    body: delivery.body,
    secretOf: delivery.webhook_id === null ? "organisation" : "webhook",
  };
}

/** The headers in the order in which they were sent. The log holds no signatures: they are made again from the secret. */
export function headersOf(request: SignedRequest, signatures: Signatures): [name: string, value: string][] {
  return [
    ["Content-Type", "application/json"],
    ["X-Overten-Signature", signatures.native],
    ["X-Overten-Timestamp", String(request.timestampS)],
    ["X-Overten-Event", request.event],
    ["User-Agent", "Overten-Webhook/1.0"],
    ["webhook-id", request.eventId],
    ["webhook-timestamp", String(request.timestampS)],
    ["webhook-signature", signatures.standard],
    ["X-Overten-Delivery", request.deliveryId],
    ["X-Overten-Attempt", String(request.attempt)],
  ];
}

const secretPrefix = "whsec_";

/** Signs as the server does. Throws for a secret that is none. */
export async function sign(secret: string, request: SignedRequest): Promise<Signatures> {
  const text = new TextEncoder();
  const encoded = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret;
  const decoded = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  const native = await hmac(text.encode(secret), text.encode(`${request.timestampS}.${request.body}`));
  const standard = await hmac(decoded, text.encode(`${request.eventId}.${request.timestampS}.${request.body}`));
  return {
    native: `sha256=${[...native].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`,
    standard: `v1,${btoa(String.fromCharCode(...standard))}`,
  };
}

async function hmac(key: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

/** Whether text has the shape of a webhook's secret. */
export function isSecret(text: string): boolean {
  return /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(text);
}

export type SignatureCheck =
  | { outcome: "matches"; scheme: string }
  | { outcome: "differs" | "malformed"; mend: string };

/** Compares what a receiver got with what the secret gives. */
export function compareSignature(received: string, expected: Signatures): SignatureCheck {
  const parts = received.trim().split(/\s+/);
  if (parts.includes(expected.native)) return { outcome: "matches", scheme: "X-Overten-Signature" };
  if (parts.includes(expected.standard)) return { outcome: "matches", scheme: "webhook-signature" };
  const isShaped = parts.some((part) => /^sha256=[0-9a-f]{64}$/.test(part) || /^v1,[A-Za-z0-9+/]{43}=$/.test(part));
  if (!isShaped) {
    return {
      outcome: "malformed",
      mend: "A signature is sha256= and 64 hexadecimal digits in lower case, or v1, and 44 characters of base64.",
    };
  }
  return {
    outcome: "differs",
    mend: "Either this is not the secret of this webhook, or the signature is of another attempt: each has its own timestamp. Compare X-Overten-Attempt.",
  };
}

/** Text as one word for a POSIX shell. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A script that sends the same request again, every header of it, signed now by both schemes: a receiver refuses a timestamp older than five minutes. The
 * secret has to be put in; no signature fits without it. `isWhole` is false where the body lacks the link that takes prompts.
 */
export function curlOf(request: SignedRequest, { isWhole }: { isWhole: boolean }): string {
  const body = isWhole
    ? ""
    : `# Not the body that was sent: a key that may only read sees it without the link that takes prompts.\n`;
  return `# First put the secret of the ${request.secretOf} in place of whsec_…: the log holds none, and without it no signature fits.
SECRET='whsec_…'
${body}BODY=${shellQuote(request.body)}
ID=${shellQuote(request.eventId)}
TIMESTAMP=$(date +%s)
SIGNATURE=$(printf '%s.%s' "$TIMESTAMP" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d ' ' -f 1)
KEY=$(printf '%s' "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
STANDARD=$(printf '%s.%s.%s' "$ID" "$TIMESTAMP" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)
curl -i -X POST ${shellQuote(request.url)} \\
  -H 'Content-Type: application/json' \\
  -H "X-Overten-Signature: sha256=$SIGNATURE" \\
  -H "X-Overten-Timestamp: $TIMESTAMP" \\
  -H ${shellQuote(`X-Overten-Event: ${request.event}`)} \\
  -H 'User-Agent: Overten-Webhook/1.0' \\
  -H "webhook-id: $ID" \\
  -H "webhook-timestamp: $TIMESTAMP" \\
  -H "webhook-signature: v1,$STANDARD" \\
  -H ${shellQuote(`X-Overten-Delivery: ${request.deliveryId}`)} \\
  -H 'X-Overten-Attempt: ${request.attempt}' \\
  --data-binary "$BODY"`;
}
