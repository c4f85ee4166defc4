// Every connection to a receiver is made here. The address that was judged is the address that is dialled, on each
// connection anew: names change, and undici's own connector never asks its `lookup` about an address literal.
import { closeSync, openSync } from "node:fs";
import { isIP } from "node:net";
import type { Socket } from "node:net";
import { devNull } from "node:os";
import { createSecureContext } from "node:tls";
import type { SecureContext } from "node:tls";
import type { buildConnector } from "undici";
import { addressRefusal } from "../domain/address-rules.ts";
import type { AllowTargets } from "../domain/target-allow.ts";
import { DialError, OwnTroubleError } from "./dial-error.ts";
import type { Resolve } from "./dial-resolve.ts";
import { connectTo, openTcpSocket, startTls } from "./dial-socket.ts";
import type { OpenSocket } from "./dial-socket.ts";

export type DialerDeps = {
  allow: AllowTargets;
  resolve: Resolve;
  /** For DNS, TCP and TLS together. */
  connectTimeoutMs: number;
  /** Certificates to trust instead of the usual roots, in PEM. */
  ca?: string;
  openSocket?: OpenSocket;
};

/** An address that swallows packets may cost this much before the next is tried: one lost SYN is sent again after 1 s. */
const patienceMs = 1500;

/** The `connect` for undici's Client, Pool or Agent. Fails with a DialError or an OwnTroubleError; knows no proxy and no HTTP/2. */
export function createDialer(deps: DialerDeps): buildConnector.connector {
  // Once: reading certificates costs more than a handshake.
  const secureContext = createSecureContext({
    minVersion: "TLSv1.2",
    ...(deps.ca === undefined ? {} : { ca: deps.ca }),
  });
  return (options, callback) => void dialAndAnswer({ ...deps, secureContext }, options, callback);
}

async function dialAndAnswer(
  deps: Omit<DialDeps, "deadline">,
  options: buildConnector.Options,
  callback: buildConnector.Callback,
): Promise<void> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deps.connectTimeoutMs);
  let socket: Socket;
  try {
    socket = await dial({ ...deps, deadline: deadline.signal }, options);
  } catch (error) {
    callback(error instanceof Error ? error : new Error("dial failed", { cause: error }), null);
    return;
  } finally {
    clearTimeout(timer);
  }
  callback(null, socket);
}

type DialDeps = DialerDeps & { secureContext: SecureContext; deadline: AbortSignal };

async function dial(deps: DialDeps, options: buildConnector.Options): Promise<Socket> {
  // undici's `servername` may follow a Host header; the URL's host alone decides whom to trust.
  const host = options.hostname.replace(/^\[(.*)\]$/, "$1");
  const secure = options.protocol === "https:";
  const port = options.port === "" ? (secure ? 443 : 80) : Number(options.port);
  const literal = isIP(host) !== 0;
  const addresses = literal ? [host] : await resolveAll(deps, host);
  for (const address of addresses) {
    const reason = addressRefusal(deps.allow, address, literal ? undefined : host);
    if (reason !== null) throw new DialError("url_not_allowed", `${host}: ${reason}`);
  }
  const socket = await connectToAny(deps, addresses, port);
  const connection = secure
    ? await startTls({ socket, host, literal, secureContext: deps.secureContext, deadline: deps.deadline })
    : socket;
  // It may have closed since it was ready; undici would wait for a `close` that is over.
  if (connection.destroyed) throw new DialError("connection_reset", `${host} hung up at once`);
  return connection;
}

function resolveAll(deps: DialDeps, host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const onLate = (): void => reject(new DialError("timeout", `no DNS answer for ${host} in time`));
    deps.deadline.addEventListener("abort", onLate, { once: true });
    deps
      .resolve(host)
      .finally(() => deps.deadline.removeEventListener("abort", onLate))
      .then(
        (answers) => {
          if (answers.length > 0) resolve(answers.map(({ address }) => address));
          else reject(new DialError("dns_error", `DNS has no address for ${host}`));
        },
        (cause: unknown) => reject(dnsFailure(host, cause)),
      );
  });
}

/** Without a descriptor for its socket the resolver says that name servers refuse it. */
function dnsFailure(host: string, cause: unknown): Error {
  try {
    closeSync(openSync(devNull, "r"));
  } catch {
    return new OwnTroubleError(`no socket to ask for ${host}`, { cause });
  }
  return new DialError("dns_error", `DNS does not resolve ${host}`, { cause });
}

/** Tries one address after the other; the last has all the time that is left. */
async function connectToAny(deps: DialDeps, addresses: readonly string[], port: number): Promise<Socket> {
  const { deadline, connectTimeoutMs, openSocket = openTcpSocket } = deps;
  const shareMs = Math.min(patienceMs, connectTimeoutMs / addresses.length);
  let lastError = new DialError("dns_error", "no address to connect to");
  for (const [index, address] of addresses.entries()) {
    const waitMs = index === addresses.length - 1 ? connectTimeoutMs : shareMs;
    try {
      return await connectTo({ openSocket, address, port, waitMs, deadline });
    } catch (error) {
      if (!(error instanceof DialError) || deadline.aborted) throw error;
      lastError = error;
    }
  }
  throw lastError;
}
