import { isUtf8 } from "node:buffer";
import { completeTaskFieldsSchema, maxFileBytes, validate } from "@overten/contract";
import type { FastifyMultipartOptions, MultipartFile } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { fieldError, HttpError } from "./http-error.ts";
import { tooLarge } from "./too-large.ts";

export interface FinishedUpload {
  leaseToken: string;
  summary: string;
  file: { name: string; contentType: string; bytes: AsyncIterable<Uint8Array> };
  /** Throws away what nobody read: a client reads its answer only when it could send everything. */
  drain: () => void;
}

/** Fields in all, beside the file, and bytes of one. */
const maxFields = 10;
const maxFieldBytes = 64 * 1024;

/** Every part comes as bytes: the parser's own texts have what is not UTF-8 replaced, unseen. */
export const uploadOptions: FastifyMultipartOptions = {
  limits: { fileSize: maxFileBytes, files: maxFields + 1 },
  isPartAFile: () => true,
};

/**
 * Reads multipart/form-data up to its part `file`; that is given as a stream, so that nothing is buffered. Throws 400 for text that is not UTF-8 or holds a
 * NUL, and 422 for missing fields and a missing file; the stream throws 413 for one that is too large, 422 for an empty one, and when the upload breaks off.
 */
export async function readFinishedUpload(request: FastifyRequest): Promise<FinishedUpload> {
  const drain = (): void => void request.raw.unpipe().resume();
  try {
    return { ...(await readParts(request)), drain };
  } catch (error) {
    drain();
    throw brokenUpload(error);
  }
}

async function readParts(request: FastifyRequest): Promise<Omit<FinishedUpload, "drain">> {
  const fields: Record<string, string> = {};
  for await (const part of request.parts()) {
    if (part.type !== "file") throw new Error("a part was not read as bytes");
    const name = part.fieldname;
    if (name !== "file") {
      if (typeof part.filename === "string") throw fieldError(name, "is not a known part; name the file's part `file`");
      if (Object.hasOwn(fields, name)) throw fieldError(name, "is there more than once; send it once");
      fields[name] = await readText(part);
      continue;
    }
    const checked = validate(completeTaskFieldsSchema, fields);
    if (checked.outcome === "invalid") throw new HttpError("validation_failed", checked);
    const { lease_token: leaseToken, summary } = checked.value;
    const contentType = mediaType.test(part.mimetype) ? part.mimetype : "application/octet-stream";
    return {
      leaseToken,
      summary,
      file: { name: safeFileName(part.filename), contentType, bytes: upTo(part.file) },
    };
  }
  throw fieldError("file", "is missing; send the fields first and then the file as the part `file`");
}

async function readText(part: MultipartFile): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxFieldBytes) throw tooLarge(`The form's field \`${part.fieldname}\``, maxFieldBytes);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes) || bytes.includes(0)) throw notText(`The form's field \`${part.fieldname}\``);
  return bytes.toString("utf8");
}

/** The same error as for JSON that is not UTF-8 or holds a NUL. */
function notText(what: string): HttpError {
  return new HttpError("invalid_json", {
    message: `${what} is not UTF-8 text without NUL characters. Send it as that.`,
  });
}

const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

async function* upTo(file: AsyncIterable<Uint8Array> & { truncated: boolean }): AsyncIterable<Uint8Array> {
  let isEmpty = true;
  try {
    for await (const bytes of file) {
      if (bytes.length > 0) isEmpty = false;
      yield bytes;
    }
  } catch (error) {
    throw brokenUpload(error);
  }
  if (isEmpty) throw fieldError("file", "is empty; send the document, or end the task with `fail`");
  // The parser cuts at the limit and says so afterwards.
  if (file.truncated) throw tooLarge("The file", maxFileBytes);
}

/** What the parser throws about a body that is no multipart, or that ended too early. */
function brokenUpload(error: unknown): unknown {
  if (error instanceof HttpError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "FST_REQ_FILE_TOO_LARGE") return tooLarge("The file", maxFileBytes);
  if (code.startsWith("FST_") && code.endsWith("LIMIT")) {
    return new HttpError("payload_too_large", {
      message: `The form has more than ${maxFields} fields beside the file, which is the limit. Send \`lease_token\`, \`summary\` and the file.`,
    });
  }
  return new HttpError("validation_failed", {
    message: "The upload is no complete multipart/form-data. Send the fields, then the file, and let the request end.",
    details: [{ path: "file", message: "is not a complete part of multipart/form-data" }],
  });
}

/** A name without a path, control characters or what file systems refuse; agents may send anything. Throws 400 for one that is not UTF-8. */
function safeFileName(name: string | undefined): string {
  // The parser has put this in the place of bytes that are none.
  if (name?.includes("\uFFFD") === true) throw notText("The file's name");
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const clean = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}:*?"<>|]/gu, "").replace(/^[.\s]+|[.\s]+$/g, "");
  const short = [...clean].slice(-200).join("");
  return short === "" ? "document" : short;
}
