import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type ErrorCode, errorTable } from "@overten/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import type { Logger } from "../runtime/logger.ts";
import { bodyOf, HttpError } from "./http-error.ts";
import { endAndLinger, isLingering, lingerOnClose } from "./lingering.ts";
import { tooLarge } from "./too-large.ts";
import { databaseAway } from "./unavailable.ts";

/** Fastify's own refusals, in the contract's words. */
const codeOfFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "invalid_json",
  FST_ERR_BAD_URL: "not_found",
  FST_ERR_MAX_PARAM_LENGTH: "not_found",
};

/** Clients are asked to come back after this long, in seconds, where the error does not say. */
const retryAfterS = 2;

/** The one place that turns what was thrown into an answer; a bug is logged and says nothing of itself. */
export function renderError(log: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asHttpError(error, request);
  if (known.code === "internal_error") {
    log.error({ err: error, method: request.method, route: request.routeOptions.url }, "a request failed");
  } else if (known.code === "unavailable" && known.cause !== undefined) {
    log.warn({ err: known.cause, route: request.routeOptions.url }, "the database did not answer a request");
  }
  return sendError(reply, known);
}

/** Answers with an error in the contract's format. */
export function sendError(reply: FastifyReply, error: HttpError): FastifyReply {
  const { request } = reply;
  // Most of these come before the body was read.
  const closes = reply.getHeader("connection") === "close" || !reply.raw.shouldKeepAlive;
  if (closes || request.headers.expect !== undefined) lingerOnClose(request.raw);
  // As text: what is no route of ours does not have the app's serializer.
  return setErrorHead(reply, error)
    .type(jsonType)
    .send(jsonText(bodyOf(error)));
}

/** The status of an error, and when to come back. */
export function setErrorHead(reply: FastifyReply, error: HttpError): FastifyReply {
  const retry =
    error.more.retryAfterS ?? (error.code === "unavailable" || error.code === "rate_limited" ? retryAfterS : null);
  if (retry !== null) reply.header("retry-after", String(retry));
  return reply.code(errorTable[error.code].status);
}

const jsonType = "application/json; charset=utf-8";

/** A body that ends its line: in a terminal the next prompt is on one of its own. */
export function jsonText(body: unknown): string {
  return `${JSON.stringify(body)}\n`;
}

/** Answers what is no HTTP request, on the bare socket: there is no reply to answer with. */
export function answerNoHttp(error: Error & { code?: string }, socket: Socket): void {
  if (isLingering(socket)) return; // of what comes behind the answer nothing is HTTP either
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  // Who sends half a request does not hang up after its answer either.
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") socket.once("finish", () => socket.destroy());
  const refusal =
    error.code === "HPE_HEADER_OVERFLOW"
      ? new HttpError("payload_too_large", { message: "The request's headers are larger than 16 KiB. Send fewer." })
      : new HttpError("invalid_json", {
          message:
            "The request is not valid HTTP, or took too long to arrive. Check what is between you and the server.",
        });
  const { status } = errorTable[refusal.code];
  const body = jsonText(bodyOf(refusal));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${jsonType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  endAndLinger(socket, `${head.join("\r\n")}\r\n\r\n${body}`);
}

function asHttpError(error: unknown, request: FastifyRequest): HttpError {
  if (error instanceof HttpError) return error;
  if (isDatabaseUnavailable(error)) return databaseAway(error);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return tooLarge("The body", request.routeOptions.bodyLimit);
  return new HttpError(codeOfFastify[code] ?? "internal_error");
}
