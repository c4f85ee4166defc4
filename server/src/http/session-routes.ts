import { hash, randomBytes } from "node:crypto";
import { type ServerFacts, type Session, sessionHours, verdicts } from "@overten/contract";
import type { FastifyRequest } from "fastify";
import { encodeId } from "../domain/ids.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import { createSession } from "../storage/sessions/create-session.ts";
import { deleteSession } from "../storage/sessions/delete-session.ts";
import { findSession, type FoundSession } from "../storage/sessions/find-session.ts";
import {
  type CallerDeps,
  createOperatorCheck,
  findOpenKey,
  isLive,
  refuseOtherSites,
  sessionHash,
  sessionIsOver,
} from "./callers.ts";
import { HttpError } from "./http-error.ts";
import { createSignInLimit } from "./rate-limit.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import type { SessionCookie } from "./session-cookie.ts";

export interface SessionRouteDeps {
  database: Connection;
  clock: Clock;
  operatorKey: string;
  findApiKey: CallerDeps["findApiKey"];
  cookie: SessionCookie;
  /** True once for a token of a one-time link. */
  redeemSignInToken: (token: string) => boolean;
  serverFacts: () => ServerFacts;
}

const sessionMs = sessionHours * 3_600_000;

/** `/session`: a cookie in place of a key, for the dashboard. */
export function sessionRoutes(
  deps: SessionRouteDeps,
): Pick<RouteHandlers, "createSession" | "getSession" | "deleteSession" | "listVerdicts"> {
  const limitSignIns = createSignInLimit(deps.clock);
  const isOperatorKey = createOperatorCheck(deps.operatorKey);
  const operatorKeyHash = hash("sha256", deps.operatorKey, "buffer");
  const current = async (token: string): Promise<FoundSession> => {
    const session = await findSession(deps.database, sessionHash(token));
    if (session === null || !isLive(session, operatorKeyHash)) throw new HttpError("invalid_api_key", sessionIsOver);
    return session;
  };
  /** The key to sign in with; null for the operator's. */
  const keyIdOf = async (body: { api_key: string } | { sign_in_token: string }): Promise<string | null> => {
    if ("api_key" in body) {
      const key = body.api_key.trim();
      return isOperatorKey(key) ? null : (await findOpenKey(deps, key)).keyId;
    }
    if (deps.redeemSignInToken(body.sign_in_token)) return null;
    throw new HttpError("invalid_api_key", {
      message:
        "This link was used before, or is older than half an hour. Start the server again for a new one, or sign in with a key.",
    });
  };
  return {
    createSession: async ({ body, request, reply }) => {
      refuseOtherSites(request);
      const keyId = await keyIdOf(body);
      if (keyId !== null) limitSignIns(keyId);
      await endCurrent(deps, request);
      const token = randomBytes(32).toString("base64url");
      const createdAtMs = deps.clock.nowMs();
      await createSession(deps.database, {
        sessionId: uuidv7(createdAtMs),
        hash: sessionHash(token),
        keyId,
        operatorKeyHash: keyId === null ? operatorKeyHash : null,
        createdAtMs,
        expiresAtMs: createdAtMs + sessionMs,
      });
      const session = await current(token);
      reply.headers({ "set-cookie": deps.cookie.give(token, sessionMs / 1000), "cache-control": "no-store" });
      return { status: 200, body: present(deps, session) };
    },

    getSession: async ({ request, reply }) => {
      const token = deps.cookie.read(request);
      if (token === null) throw new HttpError("invalid_api_key", { message: "You are not signed in." });
      reply.header("cache-control", "no-store");
      return { status: 200, body: present(deps, await current(token)) };
    },

    deleteSession: async ({ request, reply }) => {
      refuseOtherSites(request);
      await endCurrent(deps, request);
      reply.header("set-cookie", deps.cookie.take());
      return { status: 204 };
    },

    listVerdicts: async () => ({ status: 200, body: { verdicts: [...verdicts] } }),
  };
}

/** Whoever signs in again leaves no session behind. */
async function endCurrent(deps: SessionRouteDeps, request: FastifyRequest): Promise<void> {
  const token = deps.cookie.read(request);
  if (token !== null) await deleteSession(deps.database, sessionHash(token));
}

function present(deps: SessionRouteDeps, session: FoundSession): Session {
  const { key, createdAtMs, expiresAtMs } = session;
  return {
    kind: key === null ? "operator" : "customer",
    role: key?.role ?? "admin",
    organization: key === null ? null : { org_id: encodeId("organization", key.orgId), name: key.orgName },
    api_key: key === null ? null : { key_id: encodeId("apiKey", key.keyId), prefix: key.keyPrefix, name: key.keyName },
    created_at: new Date(createdAtMs).toISOString(),
    expires_at: new Date(expiresAtMs).toISOString(),
    server: deps.serverFacts(),
  };
}
