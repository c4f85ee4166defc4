import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

/** The keys of OVERTEN_SECRET_KEY: the first seals, all of them open. */
export interface SealingKeys {
  readonly keys: readonly SealingKey[];
}

interface SealingKey {
  readonly id: Buffer;
  readonly key: Buffer;
  readonly linkKey: Buffer;
}

class SealError extends Error {
  override name = "SealError";
}

/** How many bytes of what is sealed name its key. */
export const sealedIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;

/** Derives the sealing and link-signing keys from the texts of OVERTEN_SECRET_KEY, current first. */
export function sealingKeys(secretKeys: readonly string[]): SealingKeys {
  return {
    keys: secretKeys.map((text) => {
      const root = createHash("sha256").update(text).digest();
      const derive = (purpose: string): Buffer => createHmac("sha256", root).update(purpose).digest();
      return { id: derive("key id").subarray(0, sealedIdBytes), key: derive("seal"), linkKey: derive("links") };
    }),
  };
}

/** Those of `keyIds` that are none of these keys, in hex. */
export function missingKeyIds(keys: SealingKeys, keyIds: readonly Buffer[]): string[] {
  return keyIds.filter((id) => !keys.keys.some((key) => key.id.equals(id))).map((id) => id.toString("hex"));
}

/** AES-256-GCM as key id, nonce, tag, ciphertext. `boundTo` names the row and its version: sealed bytes moved to another row do not open. */
export function seal(keys: SealingKeys, boundTo: string, secret: string): Buffer {
  const current = keys.keys[0];
  if (current === undefined) throw new SealError("No secret key to seal with.");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", current.key, nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([current.id, nonce, cipher.getAuthTag(), sealed]);
}

/** The secret behind sealed bytes. Throws SealError when no key fits or the bytes belong to another row. */
export function unseal(keys: SealingKeys, boundTo: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const id = bytes.subarray(0, sealedIdBytes);
  const found = keys.keys.find((candidate) => candidate.id.equals(id));
  if (found === undefined) {
    throw new SealError(
      "A stored secret was sealed with a key that OVERTEN_SECRET_KEY does not hold. Add the previous key after a comma.",
    );
  }
  const nonce = bytes.subarray(sealedIdBytes, sealedIdBytes + nonceBytes);
  const tag = bytes.subarray(sealedIdBytes + nonceBytes, sealedIdBytes + nonceBytes + tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", found.key, nonce).setAAD(Buffer.from(boundTo)).setAuthTag(tag);
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(sealedIdBytes + nonceBytes + tagBytes)),
      decipher.final(),
    ]).toString("utf8");
  } catch {
    throw new SealError("A stored secret does not open: its row was changed outside Overten.");
  }
}

/** What a webhook secret is bound to: the subscription's or organisation's id and the secret's version. */
export function secretBinding(rowId: string, version: number): string {
  return `webhook-secret:${rowId}:${version}`;
}
