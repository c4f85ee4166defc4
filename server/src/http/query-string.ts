import type { FastifyRequest } from "fastify";
import { HttpError } from "./http-error.ts";

/** The names and texts behind the `?`. Throws a 422 for what is not UTF-8 in percent escapes: it would be read as another text than was meant. */
export function queryOf(request: FastifyRequest): unknown {
  const at = request.url.search(/[?#]/); // the router cuts at both
  if (at !== -1 && !isPercentEncoded(request.url.slice(at + 1))) {
    const message =
      "is not written as a query string is; write %, &, + and what is not ASCII as the % escapes of its UTF-8";
    throw new HttpError("validation_failed", { message: `The query ${message}.`, details: [{ path: "", message }] });
  }
  return request.query;
}

/** Whether a text is UTF-8 in percent escapes, which lenient parsers do not ask. */
export function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
