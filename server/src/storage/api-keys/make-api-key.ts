import { createHash } from "node:crypto";
import { randomAlphanumerics } from "../../runtime/random-text.ts";

/** What is kept of an API key: the key itself is nowhere. */
export interface KeptApiKey {
  /** SHA-256; the key's 166 random bits need no salt. */
  hash: Buffer;
  /** The first 12 characters, by which people tell their keys apart. */
  prefix: string;
}

/** What is kept of a key's text. */
export function keptApiKey(apiKey: string): KeptApiKey {
  return { hash: createHash("sha256").update(apiKey).digest(), prefix: apiKey.slice(0, 12) };
}

/** A new API key (contract §1), to be shown once. */
export function makeApiKey(): KeptApiKey & { apiKey: string } {
  const apiKey = `sk_live_${randomAlphanumerics(28)}`;
  return { apiKey, ...keptApiKey(apiKey) };
}
