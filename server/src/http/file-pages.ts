import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { checkFileLink } from "../domain/links.ts";
import type { SealingKeys } from "../domain/seal.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import type { FileStore } from "../storage/files/file-store.ts";
import { findFile } from "../storage/files/find-files.ts";
import type { StoredFile } from "../storage/files/record-file.ts";
import { attachment } from "./attachment.ts";
import { HttpError } from "./http-error.ts";
import { brokenLinkMessage, showErrorsAsPages } from "./link-error-page.ts";
import { pathId } from "./path-id.ts";
import { shuttingDown } from "./unavailable.ts";

export interface FilePageDeps {
  database: Connection;
  files: FileStore;
  clock: Clock;
  sealing: SealingKeys;
  buckets: readonly number[];
  acceptsRequests: () => boolean;
}

interface FileRequest {
  Params: { file_id: string; "*": string };
  Querystring: Record<string, unknown>;
}

/** `/files/{file_id}/{file_name}?expires=…&signature=…`: a document for whoever has its signed link, streamed from any node. */
export function registerFilePages(app: FastifyInstance, deps: FilePageDeps): void {
  void app.register(async (scope) => {
    showErrorsAsPages(scope);
    scope.route<FileRequest>({
      method: ["GET", "HEAD"],
      // A wildcard: the router's limit for a named part is shorter than an encoded file name may be.
      url: "/files/:file_id/*",
      handler: async (request, reply) => {
        if (!deps.acceptsRequests()) throw shuttingDown();
        const file = await findLinked(deps, request.params, request.query);
        setHeaders(reply, file);
        if (request.method === "HEAD") return reply.send();
        return reply.send(Readable.from(deps.files.read(file), { objectMode: false }));
      },
    });
  });
}

async function findLinked(
  deps: FilePageDeps,
  params: FileRequest["Params"],
  query: FileRequest["Querystring"],
): Promise<StoredFile> {
  const fileId = pathId("file", params.file_id);
  const { expires, signature } = query;
  if (typeof expires !== "string" || typeof signature !== "string")
    throw new HttpError("not_found", { message: brokenLinkMessage });
  const fileName = params["*"];
  const check = checkFileLink(
    { keys: deps.sealing, nowMs: deps.clock.nowMs() },
    { fileId, fileName, expires, signature },
  );
  if (check === "forged")
    throw new HttpError("not_found", {
      message: brokenLinkMessage,
    });
  if (check === "expired") throw gone("This link has ended. Ask for the run's download again to get a new one.");
  const file = await findFile(deps.database, { buckets: deps.buckets, fileId });
  if (file === null) throw gone("This document was deleted.");
  return file;
}

function gone(message: string): HttpError {
  return new HttpError("gone", { message });
}

/** Anybody may have made the file: it is handed over as a download and never shown as a page of this origin. */
function setHeaders(reply: FastifyReply, file: StoredFile): void {
  reply.headers({
    "content-type": file.contentType,
    "content-length": file.sizeBytes,
    "content-disposition": attachment(file.name),
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-site",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
    "accept-ranges": "none",
  });
}
