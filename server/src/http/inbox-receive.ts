import type { FastifyReply, FastifyRequest } from "fastify";
import { decodeId } from "../domain/ids.ts";
import { type SealingKeys, secretBinding, unseal } from "../domain/seal.ts";
import { signingKeys } from "../domain/signing.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import { findDeliverySecret } from "../storage/delivery/find-delivery-secret.ts";
import { inboxLimits, type InboxAnswer, type InboxStore } from "./inbox-store.ts";
import { checkHeaders, checkSignatures, no, signedHeaders, type Verification } from "./inbox-verification.ts";

export interface InboxReceiverDeps {
  /** Where secrets are looked up; the cold pool. */
  database: Connection;
  sealing: SealingKeys;
  clock: Clock;
  store: InboxStore;
  /** Aborted when the node stops: what hangs is let go. */
  stopping: AbortSignal;
}

/** Read for the signature; Overten's own bodies are far smaller. */
const readBodyBytes = 1024 * 1024;
/** An answer that hangs is given up after this: longer than any sender of ours waits. */
const hangMs = 150_000;
const maxHanging = 500;
/** Anybody who reaches the port can make the inbox look into the database. */
const maxLookups = 10;

/** Takes in one request, whatever it holds: keeps it, checks its signatures, answers as the inbox's switch says. */
export function createInboxReceiver(
  deps: InboxReceiverDeps,
): (name: string, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { store, clock } = deps;
  let lookups = 0;
  let hanging = 0;

  const verify = async (rawHeaders: readonly string[], body: Body): Promise<Verification> => {
    const headers = signedHeaders(rawHeaders);
    const trouble = checkHeaders(headers);
    if (trouble !== null) return trouble;
    if (headers.deliveryId === "") return no("missing_header", unknownSender);
    const deliveryId = decodeId("delivery", headers.deliveryId);
    if (deliveryId === null) return no("unknown_delivery", unknownSender);
    if (body.whole === null) return no("not_checked", "The body is larger than 1 MiB: too large to be Overten's.");
    if (lookups >= maxLookups) return no("not_checked", "Too many requests arrived at once to look all secrets up.");
    lookups++;
    try {
      const found = await findDeliverySecret(deps.database, deliveryId);
      if (found === null) return no("unknown_delivery", unknownSender);
      if (found.sealedSecret === null) {
        return no("secret_gone", "The subscription was deleted, and its secret with it.");
      }
      const secret = unseal(deps.sealing, secretBinding(found.secretId, found.secretVersion), found.sealedSecret);
      return checkSignatures(signingKeys(secret), { headers, body: body.whole, nowS: clock.nowMs() / 1000 });
    } catch {
      return no(
        "not_checked",
        "The secret could not be looked up: the database did not answer, or OVERTEN_SECRET_KEY has changed.",
      );
    } finally {
      lookups--;
    }
  };

  const hang = (reply: FastifyReply): FastifyReply => {
    const socket = reply.hijack().raw;
    const letGo = (): void => void socket.destroy();
    if (deps.stopping.aborted || hanging >= maxHanging) {
      letGo();
      return reply;
    }
    hanging++;
    const timer = setTimeout(letGo, hangMs);
    deps.stopping.addEventListener("abort", letGo);
    socket.on("close", () => {
      hanging--;
      clearTimeout(timer);
      deps.stopping.removeEventListener("abort", letGo);
    });
    return reply;
  };

  return async (name, request, reply) => {
    const receivedAtMs = clock.nowMs();
    const { rawHeaders } = request.raw;
    let body: Body;
    try {
      body = await readBody(request);
    } catch {
      return reply.hijack(); // the sender went away: there is nobody to answer
    }
    const verification = await verify(rawHeaders, body);
    const answered = store.answerOf(name);
    store.add(name, {
      receivedAtMs,
      path: request.url,
      rawHeaders,
      body: Buffer.from(body.kept), // a copy: the rest must not stay in memory with it
      bodyBytes: body.bytes,
      answered,
      verification,
    });
    return answered === "hang" ? hang(reply) : reply.code(Number(answered)).send(answerBodies[answered]);
  };
}

const answerBodies: Readonly<Record<Exclude<InboxAnswer, "hang">, object>> = {
  "200": { received: true },
  "400": { received: false, why: "the inbox is set to answer 400" },
  "500": { received: false, why: "the inbox is set to answer 500" },
};

const unknownSender =
  "X-Overten-Delivery names no delivery of this server's database: it was sent by another Overten, or by somebody else.";

interface Body {
  /** Null when there was more than is read. */
  whole: Buffer | null;
  kept: Buffer;
  bytes: number;
}

async function readBody(request: FastifyRequest): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    // what is not kept is still read to its end, or the sender would see a reset instead of the answer
    if (bytes < readBodyBytes) chunks.push(chunk);
    bytes += chunk.length;
  }
  const read = Buffer.concat(chunks);
  return { whole: bytes <= readBodyBytes ? read : null, kept: read.subarray(0, inboxLimits.keptBodyBytes), bytes };
}
