import { randomBytes } from "node:crypto";

/** How long a one-time link opens the dashboard. */
const liveMs = 30 * 60_000;

/**
 * One-time links to the dashboard, for whoever sees this process's screen. They are kept in memory alone: the link is printed by the process that takes it,
 * and ends with it.
 */
export interface SignInTokens {
  issue: () => string;
  /** True once for a token that was issued within the last half hour. */
  redeem: (token: string) => boolean;
}

export function createSignInTokens(deps: { monotonicMs: () => number }): SignInTokens {
  const issued = new Map<string, number>();
  return {
    issue: () => {
      const token = randomBytes(24).toString("base64url");
      issued.set(token, deps.monotonicMs());
      return token;
    },
    redeem: (token) => {
      const issuedMs = issued.get(token);
      issued.delete(token);
      return issuedMs !== undefined && deps.monotonicMs() - issuedMs < liveMs;
    },
  };
}
