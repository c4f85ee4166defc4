import { completeTaskFieldsSchema, maxFileBytes, validate } from "@overten/contract";
import type { FastifyRequest } from "fastify";
import { fieldError, HttpError } from "./http-error.ts";

export interface FinishedUpload {
  leaseToken: string;
  summary: string;
  file: { name: string; contentType: string; bytes: AsyncIterable<Uint8Array> };
  /** Throws away what nobody read: a client reads its answer only when it could send everything. */
  drain: () => void;
}

/**
 * Reads multipart/form-data up to its part `file`; that is given as a stream, so that nothing is buffered. Throws 422 for missing fields and a missing
 * file; the stream throws 413 for one that is too large, 422 for an empty one, and when the upload breaks off.
 */
export async function readFinishedUpload(request: FastifyRequest): Promise<FinishedUpload> {
  const fields: Record<string, unknown> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === "field") {
        fields[part.fieldname] = part.value;
        continue;
      }
      const { file } = part;
      const drain = (): void => void file.resume();
      if (part.fieldname !== "file") {
        drain();
        throw fieldError(part.fieldname, "is not a known part; name the file's part `file`");
      }
      const checked = validate(completeTaskFieldsSchema, fields);
      if (checked.outcome === "invalid") {
        drain();
        throw new HttpError("validation_failed", checked);
      }
      const { lease_token: leaseToken, summary } = checked.value;
      const contentType = mediaType.test(part.mimetype) ? part.mimetype : "application/octet-stream";
      return {
        leaseToken,
        summary,
        file: { name: safeFileName(part.filename), contentType, bytes: upTo(file) },
        drain,
      };
    }
  } catch (error) {
    throw brokenUpload(error);
  }
  throw fieldError("file", "is missing; send the fields first and then the file as the part `file`");
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
  if (file.truncated) {
    throw new HttpError("payload_too_large", {
      message: `The file is larger than ${maxFileBytes / 1024 ** 2} MiB. Send a smaller one.`,
    });
  }
}

/** What the parser throws about a body that is no multipart, or that ended too early. */
function brokenUpload(error: unknown): unknown {
  if (error instanceof HttpError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const isOurs = code.startsWith("FST_") && code.endsWith("LIMIT");
  if (isOurs || code === "FST_REQ_FILE_TOO_LARGE") return error;
  return new HttpError("validation_failed", {
    message: "The upload is no complete multipart/form-data. Send the fields, then the file, and let the request end.",
    details: [{ path: "file", message: "is not a complete part of multipart/form-data" }],
  });
}

/** A name without a path, control characters or what file systems refuse; agents may send anything. */
function safeFileName(name: string | undefined): string {
  const last = (name ?? "").toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const clean = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}:*?"<>|]/gu, "").replace(/^[.\s]+|[.\s]+$/g, "");
  const short = [...clean].slice(-200).join("");
  return short === "" ? "document" : short;
}
