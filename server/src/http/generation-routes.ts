import { isUtf8 } from "node:buffer";
import { type GenerateBody, idempotencyKeySchema, type RouteAnswer, validate } from "@overten/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { decodeId, encodeId } from "../domain/ids.ts";
import type { DocumentLinks } from "../domain/links.ts";
import { isOpen, knownFormats } from "../domain/task-states.ts";
import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import type { TaskRow } from "../storage/tasks/task-row.ts";
import type { CustomerCaller } from "./callers.ts";
import { fieldError, HttpError } from "./http-error.ts";
import { presentResult } from "./present-task.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { unknownOutcome } from "./unknown-outcome.ts";
import { waitingSignal } from "./waiting-signal.ts";

export interface GenerationDeps {
  /** Formats that are accepted, whether or not their agent runs here. */
  formats: readonly string[];
  syncCeilingMs: number;
  links: DocumentLinks;
  /** Aborted when the node begins to stop. */
  stopping: AbortSignal;
  allowedUrl: (url: string) => string | null;
  urlNotAllowedMessage: string;
  enqueue: (request: {
    bucket: number;
    orgId: string;
    format: string;
    prompt: string;
    fileName: string | null;
    webhookUrl: string | null;
    runId: string | null;
    idempotencyKey: string | null;
    fingerprintOf: unknown;
  }) => Promise<
    { outcome: "queued" | "repeated"; task: TaskRow } | { outcome: "key_conflict" } | { outcome: "run_unknown" }
  >;
  waitForEnd: (input: {
    bucket: number;
    taskId: string;
    timeoutMs: number;
    signal: AbortSignal;
  }) => Promise<"ended" | "timeout" | "aborted">;
  findTask: (input: { bucket: number; orgId: string; taskId: string }) => Promise<TaskRow | null>;
}

/** `POST /{format}/generate`: queues a task and, for a sync caller, waits for its end (contract §5). */
export function generationRoutes(deps: GenerationDeps): Pick<RouteHandlers, "generate"> {
  return {
    generate: async ({ params, body, caller, request, reply }) => {
      const { format } = params;
      if (!deps.formats.includes(format))
        throw new HttpError(knownFormats.includes(format) ? "not_implemented" : "not_found");
      const task = await enqueue(deps, { format, body, caller, request });
      if (body.async) return present({ links: deps.links, caller }, task, null);
      return waitAndPresent(deps, { task, caller, reply });
    },
  };
}

async function enqueue(
  deps: GenerationDeps,
  input: { format: string; body: GenerateBody; caller: CustomerCaller; request: FastifyRequest },
): Promise<TaskRow> {
  const { format, body, caller, request } = input;
  const { bucket, orgId } = caller;
  const { idempotency_key: keyInBody, ...said } = body;
  const idempotencyKey = idempotencyKeyOf(request, keyInBody ?? null);
  const runId = body.run_id === undefined || body.run_id === null ? null : decodeId("run", body.run_id);
  if (runId === null && typeof body.run_id === "string") throw runNotFound();
  let webhookUrl: string | null = null;
  if (body.webhook_url !== undefined && body.webhook_url !== null) {
    webhookUrl = deps.allowedUrl(body.webhook_url);
    if (webhookUrl === null) throw fieldError("webhook_url", deps.urlNotAllowedMessage, "url_not_allowed");
  }
  const { prompt } = body;
  const fileName = body.file_name ?? null;
  const fingerprintOf = [format, prompt, said.async, webhookUrl, runId, fileName];
  const wanted = { bucket, orgId, format, prompt, fileName, webhookUrl, runId, idempotencyKey, fingerprintOf };
  const queued = await deps.enqueue(wanted).catch((error: unknown) => {
    throw unknownOutcome(error, idempotencyKey === null ? adviceWithoutKey : adviceWithKey);
  });
  switch (queued.outcome) {
    case "queued":
    case "repeated":
      return queued.task;
    case "run_unknown":
      throw runNotFound();
    case "key_conflict":
      throw new HttpError("conflict", {
        message: "The idempotency key was used before with another body. Use a new key, or send the same body.",
      });
  }
}

const adviceWithKey =
  "Send the same again as Retry-After says: with the same idempotency key it makes no second document.";
const adviceWithoutKey =
  "Look in GET /tasks before you send it again: without an idempotency key that makes a second document.";

function runNotFound(): HttpError {
  return new HttpError("not_found", {
    message:
      "There is no such run for your key and this format. Check run_id, or leave it out to begin a new document.",
  });
}

function idempotencyKeyOf(request: FastifyRequest, inBody: string | null): string | null {
  if (request.headers["idempotency-key"] === undefined) return inBody;
  // Node joins a header that was sent twice, and reads its bytes as Latin-1: both would make another key of it than the same text in the body is.
  const [header = "", ...more] = request.raw.headersDistinct["idempotency-key"] ?? [];
  if (more.length > 0) throw fieldError("Idempotency-Key", "is there more than once; send it once");
  const bytes = Buffer.from(header, "latin1");
  if (!isUtf8(bytes)) throw fieldError("Idempotency-Key", "is not UTF-8; send it as that");
  const checked = validate(idempotencyKeySchema, bytes.toString("utf8"));
  if (checked.outcome === "invalid") {
    throw fieldError("Idempotency-Key", checked.details[0]?.message ?? "is not valid");
  }
  if (inBody !== null && inBody !== checked.value) {
    throw fieldError("idempotency_key", "is not the same as the Idempotency-Key header; send one of them");
  }
  return checked.value;
}

async function waitAndPresent(
  deps: GenerationDeps,
  input: { task: TaskRow; caller: CustomerCaller; reply: FastifyReply },
): Promise<RouteAnswer<"generate">> {
  const { task, caller, reply } = input;
  if (!isOpen(task.status)) return present({ links: deps.links, caller }, task, null);
  const { bucket, orgId, taskId } = task;
  const signal = waitingSignal(reply, deps.stopping);
  const how = await deps.waitForEnd({ bucket, taskId, timeoutMs: deps.syncCeilingMs, signal });
  const now = (await deps.findTask({ bucket, orgId, taskId }).catch(throwStateUnknown(task))) ?? task;
  const seconds = deps.syncCeilingMs / 1000;
  const message =
    how === "timeout"
      ? `Sync ceiling (${seconds}s) exceeded; continuing asynchronously.`
      : "The server is shutting down; continuing asynchronously.";
  return present({ links: deps.links, caller }, now, message);
}

/** The task was taken whatever the database does now: its ids say where to look. */
function throwStateUnknown(task: TaskRow): (error: unknown) => never {
  return (error) => {
    if (!isDatabaseUnavailable(error)) throw error;
    throw new HttpError("unavailable", {
      message:
        "The request was taken, but the database stopped answering while it was waited for. Ask GET /tasks/{task_id} how it ended, as Retry-After says.",
      runId: encodeId("run", task.runId),
      taskId: encodeId("task", task.taskId),
      cause: error,
    });
  };
}

/** The present state of a task as an answer; `message` is for one that goes on. */
function present(
  presenting: { links: DocumentLinks; caller: CustomerCaller },
  task: TaskRow,
  message: string | null,
): RouteAnswer<"generate"> {
  const ids = { run_id: encodeId("run", task.runId), task_id: encodeId("task", task.taskId) };
  switch (task.status) {
    case "queued":
    case "running": {
      const more = message === null ? {} : { message };
      return { status: 202, body: { ...ids, status: task.status, ...more } };
    }
    case "completed": {
      const result = presentResult(presenting, task);
      if (result === null)
        throw new HttpError("gone", { message: "The document was deleted. Send a new request to make another." });
      const durationMs = Math.max(0, (task.finishedAt?.getTime() ?? 0) - task.createdAt.getTime());
      return { status: 200, body: { ...ids, status: "completed", ...result, duration_ms: durationMs } };
    }
    case "failed":
    case "expired":
      throw new HttpError("generation_failed", {
        runId: ids.run_id,
        taskId: ids.task_id,
        taskError: { code: task.errorCode ?? "internal_error", message: task.errorMessage ?? "" },
      });
    case "cancelled":
      throw new HttpError("conflict", {
        message:
          "The task was cancelled before it was done. If you still want the document, send a new request, with a new " +
          "idempotency key where it has one: the old key leads to this task.",
      });
  }
}
