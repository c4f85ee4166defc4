import { WebhookError } from "./webhook-error.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A body as it arrived: bytes or text. */
export type RawBody = Uint8Array | ArrayBuffer | string;

function tooLarge(maxBodyBytes: number): WebhookError {
  return new WebhookError("payload_too_large", `The body has more than ${maxBodyBytes} bytes.`);
}

function isArrayBuffer(body: unknown): body is ArrayBuffer {
  return Object.prototype.toString.call(body) === "[object ArrayBuffer]";
}

/** Whether this is a Request; by its look, since frameworks bring their own class. */
export function isRequest(body: unknown): body is Request {
  return typeof body === "object" && body !== null && "bodyUsed" in body && "headers" in body;
}

/** The bytes of a body. Throws `body_already_parsed` for an object that some parser made of it. */
export function bytesOf(body: unknown): Bytes {
  if (typeof body === "string") return new TextEncoder().encode(body);
  // Copied, since a Node Buffer is a window into a pool that others write to. Not instanceof: test runners and workers
  // have several Uint8Array classes.
  if (ArrayBuffer.isView(body)) return Uint8Array.from(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (isArrayBuffer(body)) return new Uint8Array(body.slice(0));
  const kind = body === null ? "null" : typeof body;
  throw new WebhookError("body_already_parsed", `The body is ${kind}, not bytes or text as it arrived.`);
}

async function readStream(stream: ReadableStream<Uint8Array>, maxBodyBytes: number): Promise<Bytes> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let bodyBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bodyBytes += value.length;
    if (bodyBytes > maxBodyBytes) {
      await reader.cancel();
      throw tooLarge(maxBodyBytes);
    }
    chunks.push(value);
  }
  const body = new Uint8Array(bodyBytes);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/** Reads bytes, text or a Request to its end, at most `maxBodyBytes` of it (`payload_too_large`). */
export async function readBody(body: RawBody | Request, maxBodyBytes: number): Promise<Bytes> {
  if (isRequest(body)) {
    if (body.bodyUsed) {
      throw new WebhookError("body_already_parsed", "The request's body was read before.");
    }
    return body.body === null ? new Uint8Array() : readStream(body.body, maxBodyBytes);
  }
  const bytes = bytesOf(body);
  if (bytes.length > maxBodyBytes) throw tooLarge(maxBodyBytes);
  return bytes;
}
