import type { Caller } from "./callers.ts";
import { HttpError } from "./http-error.ts";

const keptKeys = 50_000;

/** Limits each customer's key to so many requests a second on this node, in bursts of a second's worth; never the operator's. */
export function createRateLimit(options: {
  perSecond: number | null;
  monotonicMs: () => number;
}): (caller: Caller) => void {
  const { perSecond, monotonicMs } = options;
  if (perSecond === null) return () => {};
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (caller) => {
    if (caller.kind === "operator" || caller.keyId === null) return;
    const nowMs = monotonicMs();
    let bucket = buckets.get(caller.keyId);
    if (bucket === undefined) {
      if (buckets.size >= keptKeys) buckets.clear();
      buckets.set(caller.keyId, (bucket = { tokens: perSecond, atMs: nowMs }));
    }
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) {
      const retryAfterS = Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
      throw new HttpError("rate_limited", {
        retryAfterS,
        message: `This API key may send ${perSecond} requests a second. Wait ${retryAfterS} s and try again.`,
      });
    }
    bucket.tokens -= 1;
  };
}
