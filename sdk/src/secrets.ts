import { WebhookError } from "./webhook-error.ts";

const prefix = "whsec_";

/**
 * Decodes the part of a secret after `whsec_`: the key of Standard Webhooks' signatures.
 * Throws `secret_format` unless the secret is `whsec_` and the base64 of 16 to 128 bytes (Overten makes 32).
 */
export function decodeSecret(secret: string): Uint8Array<ArrayBuffer> {
  if (typeof secret !== "string" || secret === "") {
    throw new WebhookError("secret_format", "The webhook secret is missing or empty.");
  }
  if (secret.trim() !== secret) {
    throw new WebhookError("secret_format", "The webhook secret has white space around it.");
  }
  if (!secret.startsWith(prefix)) {
    throw new WebhookError("secret_format", "The webhook secret does not begin with whsec_.");
  }
  const encoded = secret.slice(prefix.length);
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) {
    throw new WebhookError("secret_format", "What follows whsec_ in the webhook secret is not whole base64.");
  }
  const decoded = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  if (decoded.length < 16 || decoded.length > 128) {
    throw new WebhookError("secret_format", `The webhook secret holds ${decoded.length} bytes, not 16 to 128.`);
  }
  return decoded;
}
