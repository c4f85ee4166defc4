// The two signatures that every request carries. Both are HMAC-SHA256 over the body's own bytes; they differ in the
// key and in what stands before the body. Comparing is crypto.subtle.verify's, which takes the same time whatever
// differs.
import { decodeSecret } from "./secrets.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a signature is made of. `timestamp` is the header's text: it is signed as it is written. */
export interface SignedParts {
  body: Bytes;
  timestamp: string;
}

/** The same for Standard Webhooks, which signs the `webhook-id` too. */
export interface StandardSignedParts extends SignedParts {
  id: string;
}

// What WebCrypto calls CryptoKey; not every runtime's types have that name as a global.
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const encoder = new TextEncoder();

function join(head: string, body: Bytes): Bytes {
  const headBytes = encoder.encode(head);
  const joined = new Uint8Array(headBytes.length + body.length);
  joined.set(headBytes);
  joined.set(body, headBytes.length);
  return joined;
}

function importKey(bytes: Bytes): Promise<Key> {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

// The whole secret as UTF-8, whsec_ included; decoding only checks that it is whole.
async function nativeKey(secret: string): Promise<Key> {
  decodeSecret(secret);
  return importKey(encoder.encode(secret));
}

function nativeContent(parts: SignedParts): Bytes {
  return join(`${parts.timestamp}.`, parts.body);
}

function standardContent(parts: StandardSignedParts): Bytes {
  return join(`${parts.id}.${parts.timestamp}.`, parts.body);
}

/** The value of X-Overten-Signature: `sha256=` and lowercase hex. */
export async function signNative(secret: string, parts: SignedParts): Promise<string> {
  const digest = await crypto.subtle.sign("HMAC", await nativeKey(secret), nativeContent(parts));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `sha256=${hex}`;
}

/** The value of webhook-signature: `v1,` and base64. */
export async function signStandard(secret: string, parts: StandardSignedParts): Promise<string> {
  const key = await importKey(decodeSecret(secret));
  const digest = await crypto.subtle.sign("HMAC", key, standardContent(parts));
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

/** The 32 bytes in an X-Overten-Signature; null for anything but `sha256=` and 64 lowercase hex digits. */
export function parseNativeSignature(header: string): Bytes | null {
  if (!/^sha256=[0-9a-f]{64}$/.test(header)) return null;
  const hex = header.slice("sha256=".length);
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

/**
 * The `v1` signatures in a webhook-signature, which lists them with spaces between; other versions are skipped.
 * Null when none is left or one is not the base64 of 32 bytes.
 */
export function parseStandardSignatures(header: string): Bytes[] | null {
  const signatures: Bytes[] = [];
  for (const item of header.split(" ")) {
    if (!item.startsWith("v1,")) continue;
    const encoded = item.slice("v1,".length);
    if (!/^[A-Za-z0-9+/]{43}=$/.test(encoded)) return null;
    signatures.push(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)));
  }
  return signatures.length === 0 ? null : signatures;
}

/** Whether the native signature was made with this secret over these parts. */
export async function matchesNative(secret: string, signature: Bytes, parts: SignedParts): Promise<boolean> {
  return crypto.subtle.verify("HMAC", await nativeKey(secret), signature, nativeContent(parts));
}

/** Whether one of the Standard Webhooks signatures was made with this secret over these parts. */
export async function matchesStandard(
  secret: string,
  signatures: readonly Bytes[],
  parts: StandardSignedParts,
): Promise<boolean> {
  const key = await importKey(decodeSecret(secret));
  const content = standardContent(parts);
  for (const signature of signatures) {
    if (await crypto.subtle.verify("HMAC", key, signature, content)) return true;
  }
  return false;
}
