import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { FoundApiKey } from "../storage/api-keys/find-api-keys.ts";
import { HttpError } from "./http-error.ts";

/** Somebody with an organisation's key. */
export interface CustomerCaller {
  kind: "customer";
  orgId: string;
  bucket: number;
  keyId: string;
  role: "admin" | "viewer";
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
}

const customerKey = /^sk_live_[A-Za-z0-9]{28}$/;

const sha256 = (text: string): Buffer => hash("sha256", text, "buffer");

/** Tells who calls, from `X-API-Key` or `Authorization: Bearer`. Throws `invalid_api_key`, or `forbidden` for a suspended organisation. */
export function createCallerFinder(deps: CallerDeps): (request: FastifyRequest) => Caller | Promise<Caller> {
  const operatorKey = Buffer.from(deps.operatorKey);
  const operator: OperatorCaller = { kind: "operator" };
  const findCustomer = async (key: string): Promise<Caller> => {
    const found = await deps.findApiKey(sha256(key));
    if (found === null) throw new HttpError("invalid_api_key");
    if (found.suspended) {
      throw new HttpError("forbidden", {
        message: "This organisation is suspended. Ask whoever runs the platform to end the suspension.",
      });
    }
    const { orgId, bucket, keyId, role } = found;
    return { kind: "customer", orgId, bucket, keyId, role };
  };
  return (request) => {
    const key = keyOf(request);
    if (key === null) throw new HttpError("invalid_api_key");
    if (key.startsWith("op_")) {
      // Its length is no secret; of texts of that length nothing is told but whether they are the same.
      const given = Buffer.from(key);
      if (given.length === operatorKey.length && timingSafeEqual(given, operatorKey)) return operator;
      throw new HttpError("invalid_api_key");
    }
    if (!customerKey.test(key)) throw new HttpError("invalid_api_key");
    return findCustomer(key);
  };
}

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers["x-api-key"];
  if (typeof header === "string") return header;
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "");
  return bearer?.[1] ?? null;
}
