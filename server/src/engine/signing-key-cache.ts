import { type SealingKeys, secretBinding, unseal } from "../domain/seal.ts";
import { type SigningKeys, signingKeys } from "../domain/signing.ts";

/** More than the destinations that a node serves at a time; the oldest goes first. */
const keptSecrets = 20_000;

export interface SealedSecret {
  secretId: string;
  secretVersion: number;
  sealedSecret: Buffer;
}

/** Opened secrets by row and version, never by row alone: a rotated secret must not sign once more. */
export function createSigningKeyCache(sealing: SealingKeys): (secret: SealedSecret) => SigningKeys {
  const cache = new Map<string, SigningKeys>();
  return (secret) => {
    const cacheKey = `${secret.secretId}:${secret.secretVersion}`;
    const known = cache.get(cacheKey);
    if (known !== undefined) return known;
    const keys = signingKeys(
      unseal(sealing, secretBinding(secret.secretId, secret.secretVersion), secret.sealedSecret),
    );
    cache.set(cacheKey, keys);
    if (cache.size > keptSecrets) {
      const oldest = cache.keys().next().value;
      if (oldest !== undefined) cache.delete(oldest);
    }
    return keys;
  };
}
