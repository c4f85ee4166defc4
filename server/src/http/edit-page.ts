import { generateBodySchema, validate } from "@overten/contract";
import type { FastifyInstance, FastifyReply } from "fastify";
import { encodeId } from "../domain/ids.ts";
import { checkPageToken, type DocumentLinks, type PageAccess } from "../domain/links.ts";
import type { SealingKeys } from "../domain/seal.ts";
import { isOpen } from "../domain/task-states.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import { findFile } from "../storage/files/find-files.ts";
import { loadOrganizations } from "../storage/organizations/load-organizations.ts";
import { findRunAnywhere, type RunRow } from "../storage/runs/find-runs.ts";
import { listTurns, type Turn } from "../storage/tasks/list-turns.ts";
import { type EditPage, renderEditPage } from "./edit-page-html.ts";
import { HttpError } from "./http-error.ts";
import { brokenLinkMessage, showErrorsAsPages } from "./link-error-page.ts";
import { pageFaceFiles, type PageFile, readPage } from "./page-face.ts";
import { pathId } from "./path-id.ts";
import { isPercentEncoded } from "./query-string.ts";
import { overloaded, shuttingDown } from "./unavailable.ts";
import { unknownOutcome } from "./unknown-outcome.ts";
import { TooManyViewsError, type WorkbookViews } from "./workbook-views.ts";

export interface EditPageDeps {
  database: Connection;
  clock: Clock;
  sealing: SealingKeys;
  links: DocumentLinks;
  views: WorkbookViews;
  formats: readonly string[];
  buckets: readonly number[];
  acceptsRequests: () => boolean;
  enqueue: (request: {
    bucket: number;
    orgId: string;
    format: string;
    prompt: string;
    fileName: null;
    webhookUrl: null;
    runId: string;
    idempotencyKey: null;
    fingerprintOf: null;
  }) => Promise<{ outcome: string }>;
}

interface EditRequest {
  Params: { run_id: string };
  Querystring: Record<string, unknown>;
}

const shownTurns = 20;
/** 10,000 characters, percent-encoded. */
const maxFormBytes = 256 * 1024;

/** `/edit/{run_id}?token=…`: shows a run's workbook, takes the next prompt for it and gives the file, to whoever has the link. Works without JavaScript. */
export function registerEditPage(app: FastifyInstance, deps: EditPageDeps): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
      const form = String(body);
      if (isPercentEncoded(form)) done(null, new URLSearchParams(form));
      else
        done(
          new HttpError("invalid_json", {
            message: "The form is not UTF-8. Open the page again and send it from there.",
          }),
        );
    });
    scope.addHook("onRequest", async () => {
      if (!deps.acceptsRequests()) throw shuttingDown();
    });
    showErrorsAsPages(scope);
    serveAssets(scope);
    scope.get<EditRequest>("/edit/:run_id", async (request, reply) => {
      const linked = await findLinkedRun(deps, request);
      return sendPage(reply, await loadPage(deps, linked, request.query));
    });
    scope.get<EditRequest>("/edit/:run_id/state", async (request, reply) => {
      const { run } = await findLinkedRun(deps, request);
      const [turn] = await listTurns(deps.database, { bucket: run.bucket, runId: run.runId, limit: 1 });
      return reply.header("cache-control", "no-store").send(presentState(turn ?? null));
    });
    scope.post<EditRequest>("/edit/:run_id", { bodyLimit: maxFormBytes }, async (request, reply) => {
      const linked = await findLinkedRun(deps, request);
      const { run } = linked;
      const prompt = promptOf(request.body);
      const refusal = await takePrompt(deps, linked, prompt);
      // See other: going back or loading again does not send the prompt twice.
      if (refusal === null) return reply.redirect(`${encodeId("run", run.runId)}?${keptQuery(request.query)}`, 303);
      return sendPage(reply.code(refusal.status), {
        ...(await loadPage(deps, linked, request.query)),
        prompt,
        refusal: refusal.message,
      });
    });
  });
}

interface LinkedRun {
  run: RunRow;
  access: PageAccess;
}

async function findLinkedRun(
  deps: EditPageDeps,
  request: { params: EditRequest["Params"]; query: EditRequest["Querystring"] },
): Promise<LinkedRun> {
  const runId = pathId("run", request.params.run_id);
  const { token } = request.query;
  const check =
    typeof token === "string"
      ? checkPageToken({ keys: deps.sealing, nowMs: deps.clock.nowMs() }, { runId, token })
      : "forged";
  if (check === "forged") {
    throw new HttpError("not_found", {
      message: brokenLinkMessage,
    });
  }
  if (check === "expired")
    throw new HttpError("gone", { message: "This link has ended. Ask for the task again to get a new one." });
  const run = await findRunAnywhere(deps.database, { buckets: deps.buckets, runId });
  if (run === null) throw new HttpError("gone", { message: "This document was deleted." });
  return { run, access: check };
}

async function loadPage(deps: EditPageDeps, linked: LinkedRun, query: EditRequest["Querystring"]): Promise<EditPage> {
  const { run } = linked;
  const { bucket, runId, fileId, fileName } = run;
  const turns = await listTurns(deps.database, { bucket, runId, limit: shownTurns });
  const file = fileId === null ? null : await findFile(deps.database, { buckets: [bucket], fileId });
  const view = file === null || run.format !== "excel" ? null : await deps.views.of(file).catch(throwOverloaded);
  const sheet = Number(query["sheet"] ?? 1);
  const downloadUrl = fileId !== null && fileName !== null ? deps.links.file({ fileId, fileName }) : run.downloadUrl;
  return {
    runId: encodeId("run", runId),
    token: String(query["token"]),
    fileName,
    summary: run.summary,
    downloadUrl,
    view,
    sheet: Number.isInteger(sheet) && sheet >= 1 ? sheet : 1,
    turns,
    closed: await whyClosed(deps, linked),
    prompt: "",
    refusal: null,
  };
}

function throwOverloaded(error: unknown): never {
  throw error instanceof TooManyViewsError ? overloaded() : error;
}

/** Why no prompt is taken, whatever it says; null when one is. */
async function whyClosed(deps: EditPageDeps, { run, access }: LinkedRun): Promise<string | null> {
  if (access === "view")
    return "This link shows the document and cannot change it. Ask somebody who may change it for their link.";
  if (!deps.formats.includes(run.format))
    return "No agent is set up for this kind of document, so it cannot be changed here.";
  const [organization] = await loadOrganizations(deps.database, [run.orgId]);
  return organization === undefined || organization.suspended
    ? "The organisation of this document is suspended, so it cannot be changed now."
    : null;
}

function promptOf(body: unknown): string {
  const sent = body instanceof URLSearchParams ? (body.get("prompt") ?? "") : "";
  return sent.replaceAll("\r\n", "\n");
}

/** Queues the next turn; or says why not. */
async function takePrompt(
  deps: EditPageDeps,
  linked: LinkedRun,
  prompt: string,
): Promise<{ status: 403 | 409 | 422; message: string } | null> {
  const { run } = linked;
  const closed = await whyClosed(deps, linked);
  if (closed !== null) return { status: 403, message: closed };
  const checked = validate(generateBodySchema, { prompt });
  if (checked.outcome === "invalid" || prompt.trim() === "" || prompt.includes("\0")) {
    return { status: 422, message: "Say what to change, in 1 to 10,000 characters that can be seen." };
  }
  // One turn at a time: a link is no key, and must not fill the queue.
  if (run.lastTaskStatus !== null && isOpen(run.lastTaskStatus)) {
    return {
      status: 409,
      message: "The last request is still being worked on. Wait until it is done, then send this one.",
    };
  }
  const { bucket, orgId, format, runId } = run;
  const none = { fileName: null, webhookUrl: null, idempotencyKey: null, fingerprintOf: null };
  const queued = await deps.enqueue({ bucket, orgId, format, prompt, runId, ...none }).catch((error: unknown) => {
    throw unknownOutcome(error, "Open the page again and look whether your prompt is there before you send it again.");
  });
  if (queued.outcome !== "queued") throw new HttpError("gone", { message: "This document was deleted." });
  return null;
}

function presentState(turn: Turn | null): object {
  if (turn === null) return { open: false };
  return { open: isOpen(turn.status), status: turn.status, phase: turn.phase, progress: turn.progress };
}

function keptQuery(query: EditRequest["Querystring"]): string {
  const kept = new URLSearchParams({ token: String(query["token"]) });
  if (typeof query["sheet"] === "string") kept.set("sheet", query["sheet"]);
  return kept.toString();
}

function sendPage(reply: FastifyReply, page: EditPage): FastifyReply {
  return reply
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      // The token is in the address: no other site is to see it.
      "referrer-policy": "no-referrer",
      "cache-control": "private, no-store",
    })
    .send(renderEditPage(page));
}

function serveAssets(scope: FastifyInstance): void {
  const files = new Map<string, PageFile>([
    ...pageFaceFiles(),
    ["edit.css", { contentType: "text/css; charset=utf-8", content: readPage("edit.css") }],
    ["edit.js", { contentType: "text/javascript; charset=utf-8", content: readPage("edit.js") }],
  ]);
  for (const [name, { contentType, content }] of files) {
    scope.get(`/edit/assets/${name}`, async (_request, reply) =>
      reply
        .headers({ "content-type": contentType, "x-content-type-options": "nosniff", "cache-control": "no-cache" })
        .send(content),
    );
  }
}
