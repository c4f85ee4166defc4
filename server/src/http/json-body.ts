import { isUtf8 } from "node:buffer";
import { maxJsonDepth } from "@overten/contract";
import { HttpError } from "./http-error.ts";

/** Parses a request body as strictly as contract §2 says: UTF-8, no NUL, at most 64 levels. An empty body is undefined. Throws `invalid_json`. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new HttpError("invalid_json");
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new HttpError("invalid_json");
  }
  // PostgreSQL's text refuses NUL, and JSON can only write it escaped: the walk over strings is needed only where that escape occurs.
  const mayHoldNul = bytes.includes("\\u0000");
  if (!isAcceptable(value, maxJsonDepth, mayHoldNul)) throw new HttpError("invalid_json");
  return value;
}

/** Recursion is bounded by the depth that is allowed, whatever was sent. */
function isAcceptable(value: unknown, levelsLeft: number, mayHoldNul: boolean): boolean {
  if (typeof value === "string") return !(mayHoldNul && value.includes("\0"));
  if (typeof value !== "object" || value === null) return true;
  if (levelsLeft === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isAcceptable(item, levelsLeft - 1, mayHoldNul));
  for (const [key, item] of Object.entries(value)) {
    if (mayHoldNul && key.includes("\0")) return false;
    if (!isAcceptable(item, levelsLeft - 1, mayHoldNul)) return false;
  }
  return true;
}
