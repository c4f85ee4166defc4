import { createSessionCookie, type SessionCookie } from "../http/session-cookie.ts";
import { createSignInTokens, type SignInTokens } from "../http/sign-in-tokens.ts";
import type { CallerDeps } from "../http/callers.ts";
import type { Databases } from "../runtime/database.ts";
import { findStanding } from "../storage/organizations/find-standing.ts";
import { findSession } from "../storage/sessions/find-session.ts";

/** What tells who calls, and lets people in. */
export interface SignInParts extends CallerDeps {
  cookie: SessionCookie;
  tokens: SignInTokens;
}

export function createSignIn(
  deps: { databases: Databases; monotonicMs: () => number; publicUrl: () => string },
  input: Pick<CallerDeps, "operatorKey" | "findApiKey">,
): SignInParts {
  const { hot } = deps.databases;
  return {
    ...input,
    findSession: (hash) => findSession(hot, hash),
    findStanding: (orgId) => findStanding(hot, orgId),
    cookie: createSessionCookie(deps.publicUrl),
    tokens: createSignInTokens(deps),
  };
}
