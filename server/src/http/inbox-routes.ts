import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fieldError, HttpError } from "./http-error.ts";
import { inboxPageFiles } from "./inbox-page-files.ts";
import { presentInboxRequest } from "./inbox-presenting.ts";
import { createInboxReceiver, type InboxReceiverDeps } from "./inbox-receive.ts";
import { createInboxStore, inboxAnswers, type InboxAnswer } from "./inbox-store.ts";
import { createInboxStreams } from "./inbox-stream.ts";
import { parseJsonBody } from "./json-body.ts";

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/**
 * `/inbox/{name}`: receives webhooks and shows them, in the memory of this node. It asks for no key, since a receiver is reachable by whoever reaches the
 * port: for development, or where it is asked for.
 */
export function registerInboxRoutes(app: FastifyInstance, deps: Omit<InboxReceiverDeps, "store">): void {
  const store = createInboxStore();
  const receive = createInboxReceiver({ ...deps, store });
  const stream = createInboxStreams({ store, stopping: deps.stopping });
  const pageFiles = inboxPageFiles();

  app.register(async (scope) => {
    // Only the switch takes a body here; what is received never gets this far.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 1024 }, (_request, body, done) => done(null, body));
    scope.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
    });

    scope.post("/inbox/:name", {
      // Before any parser: a body of any kind is kept as it is.
      onRequest: async (request, reply) => receive(nameOf(request), request, reply),
      handler: async (_request, reply) => reply,
    });
    scope.get("/inbox/:name", async (request, reply) => {
      const name = nameOf(request);
      if (String(request.headers.accept ?? "").includes("text/html")) return sendPage(reply, pageFiles, "inbox.html");
      return { inbox: name, answer: store.answerOf(name), requests: store.requestsOf(name).length };
    });
    scope.get("/inbox/:name/requests", async (request) => ({
      requests: store.requestsOf(nameOf(request)).map(presentInboxRequest),
      next_cursor: null,
    }));
    scope.delete("/inbox/:name/requests", async (request, reply) => {
      store.clear(nameOf(request));
      return reply.code(204).send();
    });
    scope.put("/inbox/:name/answer", async (request) => {
      const answer = answerIn(request.body);
      store.setAnswer(nameOf(request), answer);
      return { answer };
    });
    scope.get("/inbox/:name/stream", async (request, reply) => {
      const streaming = stream(nameOf(request), reply);
      if (streaming === null)
        throw new HttpError("unavailable", { message: "Too many pages watch inboxes. Close some." });
      return streaming;
    });
    scope.get("/inbox/_page/:file", async (request, reply) => {
      const { file } = request.params as { file: string }; // the path has it
      return sendPage(reply, pageFiles, file);
    });
  });
}

function nameOf(request: FastifyRequest): string {
  const { name } = request.params as { name: string }; // every path that asks has it
  if (namePattern.test(name)) return name;
  throw new HttpError("not_found", {
    message: "An inbox's name has 1 to 64 lower-case letters, digits, - and _, and begins with a letter or digit.",
  });
}

function answerIn(body: unknown): InboxAnswer {
  const parsed = body instanceof Buffer ? parseJsonBody(body) : null;
  const wanted = typeof parsed === "object" && parsed !== null && "answer" in parsed ? parsed.answer : undefined;
  const answer = inboxAnswers.find((known) => known === wanted);
  if (answer === undefined) throw fieldError("answer", `must be one of ${inboxAnswers.join(", ")}`);
  return answer;
}

/** Nothing from elsewhere, nothing inline: what a webhook holds can only ever be text on this page. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function sendPage(reply: FastifyReply, files: ReturnType<typeof inboxPageFiles>, name: string): FastifyReply {
  const file = files.get(name);
  if (file === undefined) throw new HttpError("not_found");
  return reply
    .header("content-security-policy", contentSecurityPolicy)
    .header("referrer-policy", "no-referrer")
    .type(file.contentType)
    .send(file.content);
}
