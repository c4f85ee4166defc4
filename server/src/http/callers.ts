import { hash, timingSafeEqual } from "node:crypto";
import { organizationHeader, type Route, sessionHeader } from "@overten/contract";
import type { FastifyRequest } from "fastify";
import { decodeId } from "../domain/ids.ts";
import type { FoundApiKey } from "../storage/api-keys/find-api-keys.ts";
import type { FoundSession } from "../storage/sessions/find-session.ts";
import { HttpError } from "./http-error.ts";
import type { SessionCookie } from "./session-cookie.ts";

/** Somebody with an organisation's key, or the operator in their place. */
export interface CustomerCaller {
  kind: "customer";
  orgId: string;
  bucket: number;
  /** Null for an operator's session that acts for the organisation. */
  keyId: string | null;
  role: "admin" | "viewer";
  /** Null for who sent a key. */
  sessionId: string | null;
}

/** Whoever runs the platform. */
export interface OperatorCaller {
  kind: "operator";
}

export type Caller = CustomerCaller | OperatorCaller;

export interface CallerDeps {
  operatorKey: string;
  /** Looks a key up by its SHA-256 in the database, every time: a revoked key is refused at once on every node (contract §1). */
  findApiKey: (hash: Buffer) => Promise<FoundApiKey | null>;
  /** The same for a session, by the SHA-256 of its token. */
  findSession: (hash: Buffer) => Promise<FoundSession | null>;
  findStanding: (orgId: string) => Promise<{ bucket: number; suspended: boolean } | null>;
  cookie: SessionCookie;
}

export type FindCaller = (request: FastifyRequest, route: Route) => Caller | Promise<Caller>;

const customerKey = /^sk_live_[A-Za-z0-9]{28}$/;

const sha256 = (text: string): Buffer => hash("sha256", text, "buffer");

/**
 * Tells who calls, from `X-API-Key`, `Authorization: Bearer` or a session's cookie. Throws `invalid_api_key`, or `forbidden` for a suspended organisation
 * and for a change that another site's page may have sent.
 */
export function createCallerFinder(deps: CallerDeps): FindCaller {
  const isOperatorKey = createOperatorCheck(deps.operatorKey);
  const operatorKeyHash = sha256(deps.operatorKey);
  const operator: OperatorCaller = { kind: "operator" };
  const findCustomer = async (key: string): Promise<Caller> => {
    const { orgId, bucket, keyId, role } = await findOpenKey(deps, key);
    return { kind: "customer", orgId, bucket, keyId, role, sessionId: null };
  };
  const findSignedIn = async (request: FastifyRequest, route: Route, token: string): Promise<Caller> => {
    if (route.changes) refuseOtherSites(request);
    const session = await deps.findSession(sessionHash(token));
    if (session === null || !isLive(session, operatorKeyHash)) throw new HttpError("invalid_api_key", sessionIsOver);
    const { key, sessionId } = session;
    if (key !== null) {
      if (key.suspended) throw new HttpError("forbidden", suspended);
      const { orgId, bucket, keyId, role } = key;
      return { kind: "customer", orgId, bucket, keyId, role, sessionId };
    }
    if (route.key === "operator") return operator;
    return actFor(deps, route, { request, sessionId });
  };
  return (request, route) => {
    const key = keyOf(request);
    if (key === null) {
      const token = deps.cookie.read(request);
      if (token === null) throw new HttpError("invalid_api_key");
      return findSignedIn(request, route, token);
    }
    if (isOperatorKey(key)) return operator;
    if (!customerKey.test(key)) throw new HttpError("invalid_api_key");
    return findCustomer(key);
  };
}

/** Whether a text is the operator's key. */
export function createOperatorCheck(operatorKey: string): (key: string) => boolean {
  const expected = Buffer.from(operatorKey);
  return (key) => {
    if (!key.startsWith("op_")) return false;
    // Its length is no secret; of texts of that length nothing is told but whether they are the same.
    const given = Buffer.from(key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

/** The organisation's key behind a text. Throws `invalid_api_key` for one that is none, `forbidden` while its organisation is suspended. */
export async function findOpenKey(deps: Pick<CallerDeps, "findApiKey">, key: string): Promise<FoundApiKey> {
  const found = customerKey.test(key) ? await deps.findApiKey(sha256(key)) : null;
  if (found === null) throw new HttpError("invalid_api_key");
  if (found.suspended) throw new HttpError("forbidden", suspended);
  return found;
}

/** What is kept of a session's token. */
export function sessionHash(token: string): Buffer {
  return sha256(token);
}

/** Whether a session's key is still the one that counts. */
export function isLive(session: FoundSession, operatorKeyHash: Buffer): boolean {
  return session.operatorKeyHash === null || session.operatorKeyHash.equals(operatorKeyHash);
}

/** A browser sends the cookie with whatever another page of this host makes it send, but our header only from our own pages. */
export function refuseOtherSites(request: FastifyRequest): void {
  if (request.headers[sessionHeader.toLowerCase()] !== undefined) return;
  throw new HttpError("forbidden", {
    message: `A change with a session's cookie needs the header ${sessionHeader}, so that no other site can send it. Send it with any value, or use an API key.`,
  });
}

/** Whoever acts for a suspended organisation is told this. */
export const suspended = {
  message: "This organisation is suspended. Ask whoever runs the platform to end the suspension.",
};

export const sessionIsOver = { message: "You are not signed in any more. Sign in again." };

async function actFor(
  deps: CallerDeps,
  route: Route,
  { request, sessionId }: { request: FastifyRequest; sessionId: string },
): Promise<CustomerCaller> {
  const named = request.headers[organizationHeader.toLowerCase()];
  if (typeof named !== "string") {
    throw new HttpError("forbidden", {
      message: `An operator's session acts for one organisation at a time. Name it in the header ${organizationHeader}.`,
    });
  }
  const orgId = decodeId("organization", named);
  const standing = orgId === null ? null : await deps.findStanding(orgId);
  if (orgId === null || standing === null) throw new HttpError("not_found");
  if (standing.suspended && route.starts === true) throw new HttpError("forbidden", suspended);
  return { kind: "customer", orgId, bucket: standing.bucket, keyId: null, role: "admin", sessionId };
}

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers["x-api-key"];
  if (typeof header === "string") return header;
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "");
  return bearer?.[1] ?? null;
}
