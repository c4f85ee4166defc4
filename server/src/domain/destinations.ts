import { createHash } from "node:crypto";

/** The destination of a per-request URL: organisation and origin together, as a uuid (version 8, RFC 9562 §5.8), so that one-off URLs on a host share its limits. */
export function originDestinationId(orgId: string, url: string): string {
  const hash = createHash("sha256")
    .update(`${orgId} ${new URL(url).origin}`)
    .digest();
  hash[6] = 0x80 | ((hash[6] ?? 0) & 0x0f);
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  const hex = hash.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The bucket of an organisation: the last bits of its id, which are random, modulo the number of buckets. */
export function bucketOf(orgId: string, buckets: number): number {
  return Number.parseInt(orgId.slice(-8), 16) % buckets;
}
