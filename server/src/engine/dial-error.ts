import { isIPv6 } from "node:net";

/** How a dial can fail, in the words of the delivery log's `error_code` (contract §9). */
export type DialErrorCode =
  | "timeout"
  | "dns_error"
  | "connection_refused"
  | "connection_reset"
  | "tls_error"
  | "url_not_allowed";

/**
 * No connection was made. `code` is fit for the customer; `message` and `cause` are for the operator's log alone, since
 * they may name addresses inside the operator's network.
 */
export class DialError extends Error {
  override readonly name = "DialError";
  readonly code: DialErrorCode;

  constructor(code: DialErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** No connection was made, and the receiver has no part in it: this process or machine has no descriptor, port or memory left for one. */
export class OwnTroubleError extends Error {
  override readonly name = "OwnTroubleError";
}

const ownTrouble = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);

function isOwnTrouble(error: Error, code: string | null): boolean {
  if (code === null || !ownTrouble.has(code)) return false;
  // No port is left, or where IPv6 is switched off there is none at all: then no waiting helps, and a delivery would never end.
  return code !== "EADDRNOTAVAIL" || !("address" in error && isIPv6(String(error.address)));
}

/** A failed TCP connect. An unreachable network or host counts as refused: the log has no closer word. */
export function tcpDialError(error: Error, where: string): DialError | OwnTroubleError {
  const code = systemCodeOf(error);
  if (isOwnTrouble(error, code)) return new OwnTroubleError(`no socket: ${code}`, { cause: error });
  if (code === "ETIMEDOUT") return new DialError("timeout", `no answer from ${where}`, { cause: error });
  if (isReset(code)) return new DialError("connection_reset", `reset by ${where}`, { cause: error });
  return new DialError("connection_refused", `no connection to ${where}: ${code ?? error.message}`, { cause: error });
}

/** A failed handshake: a certificate, a protocol, or a connection that ended in the middle. */
export function tlsDialError(error: Error, where: string): DialError {
  const code = systemCodeOf(error);
  if (isReset(code)) return new DialError("connection_reset", `${where} hung up during TLS`, { cause: error });
  return new DialError("tls_error", `no TLS with ${where}: ${code ?? error.message}`, { cause: error });
}

function systemCodeOf(error: Error): string | null {
  return "code" in error && typeof error.code === "string" ? error.code : null;
}

function isReset(code: string | null): boolean {
  return code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED";
}
