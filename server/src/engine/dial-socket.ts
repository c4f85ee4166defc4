// Single steps of a dial. Each ends within its time, and one that fails leaves no socket behind.
import { connect } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import { DialError, type OwnTroubleError, tcpDialError, tlsDialError } from "./dial-error.ts";

/** Starts a TCP connection; whoever calls it has judged the address. */
export type OpenSocket = (address: string, port: number) => Socket;

/** `address` is never a name, so nothing is resolved a second time. */
export const openTcpSocket: OpenSocket = (address, port) =>
  connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });

type TcpStep = { openSocket: OpenSocket; address: string; port: number; waitMs: number; deadline: AbortSignal };

/** Connects to one address. Rejects with a DialError or an OwnTroubleError; `timeout` after `waitMs` or at the deadline. */
export async function connectTo(step: TcpStep): Promise<Socket> {
  const where = `${step.address} port ${step.port}`;
  const socket = step.openSocket(step.address, step.port);
  await ready({ socket, event: "connect", waitMs: step.waitMs, deadline: step.deadline, where, wrap: tcpDialError });
  return socket;
}

type TlsStep = { socket: Socket; host: string; literal: boolean; secureContext: SecureContext; deadline: AbortSignal };

/** Shakes hands over a connection as `host`: SNI for names, and a certificate that is valid for it. Rejects with a DialError. */
export async function startTls(step: TlsStep): Promise<TLSSocket> {
  const { socket, host, secureContext, deadline } = step;
  const secured = connectTls({
    socket,
    host,
    servername: step.literal ? "" : host, // RFC 6066 §3: no literals in SNI
    secureContext,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true, // said aloud, or NODE_TLS_REJECT_UNAUTHORIZED=0 would decide
  });
  await ready({ socket: secured, event: "secureConnect", waitMs: null, deadline, where: host, wrap: tlsDialError });
  return secured;
}

type Readiness = {
  socket: Socket;
  event: "connect" | "secureConnect";
  waitMs: number | null;
  deadline: AbortSignal;
  where: string;
  wrap: (error: Error, where: string) => DialError | OwnTroubleError;
};

function ready({ socket, event, waitMs, deadline, where, wrap }: Readiness): Promise<void> {
  return new Promise((resolve, reject) => {
    const onReady = (): void => {
      stopListening();
      resolve();
    };
    const fail = (error: DialError | OwnTroubleError): void => {
      stopListening();
      socket.destroy(); // with TLS, what is under it too
      reject(error);
    };
    const onError = (error: Error): void => fail(wrap(error, where));
    const onClose = (): void => fail(new DialError("connection_reset", `${where} hung up`));
    const onLate = (): void => fail(new DialError("timeout", `${where} did not answer in time`));
    const timer = waitMs === null ? null : setTimeout(onLate, waitMs);
    const stopListening = (): void => {
      if (timer !== null) clearTimeout(timer);
      deadline.removeEventListener("abort", onLate);
      socket.off(event, onReady).off("error", onError).off("close", onClose);
    };
    // Stays for good: an error nobody listens to, between two steps or after a failure, would end the process.
    socket.on("error", () => {});
    socket.once(event, onReady).once("error", onError).once("close", onClose);
    deadline.addEventListener("abort", onLate, { once: true });
    if (deadline.aborted) onLate();
  });
}
