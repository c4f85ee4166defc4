import { errors } from "undici";
import type { AttemptErrorCode } from "../domain/attempt-outcome.ts";
import { DialError } from "./dial-error.ts";

const codeOf: Readonly<Record<string, AttemptErrorCode>> = {
  ECONNREFUSED: "connection_refused",
  EHOSTUNREACH: "connection_refused",
  ENETUNREACH: "connection_refused",
  ETIMEDOUT: "timeout",
  UND_ERR_HEADERS_OVERFLOW: "response_invalid",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "response_invalid",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "response_invalid",
  UND_ERR_INVALID_ARG: "url_not_allowed",
};

/** The log's word for what undici or the dialler threw (contract §9). A connection closed before complete headers is a reset, whoever closed it. */
export function attemptErrorCode(error: unknown): AttemptErrorCode {
  if (error instanceof DialError) return error.code;
  if (!(error instanceof Error)) return "connection_reset";
  if (error instanceof errors.HTTPParserError)
    return /eof/i.test(error.message) ? "connection_reset" : "response_invalid";
  // A 101 that nobody asked for, and a 100, which undici takes for no answer at all.
  if (/bad upgrade|bad response/i.test(error.message)) return "response_invalid";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return codeOf[code] ?? "connection_reset";
}
