import { uuidv7UnixMs } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Caller } from "./callers.ts";
import { HttpError } from "./http-error.ts";

const keptKeys = 50_000;
/** Ten a minute, which is many for people, and once the machines of a whole team. */
const signIns = { perSecond: 10 / 60, burst: 20 };

interface Rate {
  perSecond: number;
  /** At once, after a time without any. */
  burst: number;
}

/** Limits each customer's key to so many requests a second on this node, in bursts of a second's worth; never the operator's. */
export function createRateLimit(options: {
  perSecond: number | null;
  clock: Pick<Clock, "monotonicMs" | "nowMs">;
}): (caller: Caller) => void {
  const { perSecond, clock } = options;
  if (perSecond === null) return () => {};
  // A key has what it would have gathered since it was made: whoever makes one key after another has no more by it.
  const firstTokens = (keyId: string): number =>
    Math.max(1, Math.min(perSecond, ((clock.nowMs() - uuidv7UnixMs(keyId)) / 1000) * perSecond));
  const take = createBuckets({ perSecond, burst: perSecond }, { clock, firstTokens });
  return (caller) => {
    if (caller.kind === "operator" || caller.keyId === null) return;
    const waitS = take(caller.keyId);
    if (waitS === null) return;
    throw new HttpError("rate_limited", {
      retryAfterS: waitS,
      message: `This API key may send ${perSecond} requests a second. Wait ${waitS} s and try again.`,
    });
  };
}

/** Limits how often a customer's key signs in, on this node. */
export function createSignInLimit(clock: Pick<Clock, "monotonicMs">): (keyId: string) => void {
  const take = createBuckets(signIns, { clock, firstTokens: () => signIns.burst });
  return (keyId) => {
    const waitS = take(keyId);
    if (waitS === null) return;
    throw new HttpError("rate_limited", {
      retryAfterS: waitS,
      message: `This key has signed in very often. Wait ${waitS} s, or send the key itself with each request: a program needs no session.`,
    });
  };
}

/** Takes one of a key's tokens; gives the seconds to wait when there is none. */
function createBuckets(
  rate: Rate,
  { clock, firstTokens }: { clock: Pick<Clock, "monotonicMs">; firstTokens: (keyId: string) => number },
): (keyId: string) => number | null {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (keyId) => {
    const nowMs = clock.monotonicMs();
    let bucket = buckets.get(keyId);
    if (bucket === undefined) {
      if (buckets.size >= keptKeys) buckets.clear();
      buckets.set(keyId, (bucket = { tokens: firstTokens(keyId), atMs: nowMs }));
    }
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * rate.perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perSecond));
    bucket.tokens -= 1;
    return null;
  };
}
