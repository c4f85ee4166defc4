import {
  type Route,
  type RouteName,
  basePath,
  maxBodyBytesOf,
  parseBody,
  parseQuery,
  routeNamed,
} from "@overten/contract";
import multipart from "@fastify/multipart";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "../runtime/logger.ts";
import type { Caller, FindCaller } from "./callers.ts";
import { uploadOptions } from "./finished-upload.ts";
import { HttpError } from "./http-error.ts";
import { createHttpServer } from "./http-server.ts";
import { parseJsonBody } from "./json-body.ts";
import { queryOf } from "./query-string.ts";
import { answerNoHttp, jsonText, renderError } from "./render-error.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { tooLarge } from "./too-large.ts";
import { shuttingDown } from "./unavailable.ts";
import { unknownOutcome } from "./unknown-outcome.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; set before the handler of a route of the contract runs. */
    caller: Caller | null;
  }
}

export interface AppDeps {
  log: Logger;
  findCaller: FindCaller;
  /** Throws `rate_limited`. */
  limitRate: (caller: Caller) => void;
  /** False from SIGTERM on: everything is 503 then. */
  acceptsRequests: () => boolean;
  handlers: Partial<RouteHandlers>;
  /** Answers what no route takes. */
  answerUnknown: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** The HTTP side: parse, call, present. Routes come from the contract's table, errors leave in its one format. */
export function createApp(deps: AppDeps): FastifyInstance {
  const app = fastify({
    logger: false,
    serverFactory: (handle) => createHttpServer(handle),
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 300 },
    exposeHeadRoutes: false,
    // What Fastify refuses before any route: a path that does not decode, a name in it that is too long.
    frameworkErrors: (error, request, reply) => void renderError(deps.log, error, request, reply),
    clientErrorHandler: answerNoHttp,
  });
  app.decorateRequest("caller", null);
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.headers.host !== undefined || request.raw.httpVersion !== "1.1") done();
    else done(new HttpError("invalid_json", { message: noHost }));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      refuseCompressed(request);
      done(null, parseJsonBody(body as Buffer)); // parseAs says so
    } catch (error) {
      done(error instanceof Error ? error : new Error("unparsable body"), undefined);
    }
  });
  app.setReplySerializer(jsonText);
  app.setErrorHandler((error, request, reply) => renderError(deps.log, error, request, reply));
  app.setNotFoundHandler((request, reply) => deps.answerUnknown(request, reply));
  for (const name of Object.keys(deps.handlers) as RouteName[]) {
    if (routeNamed(name).multipartFields === undefined) registerRoute(app, deps, name);
    else registerUpload(app, deps, name);
  }
  return app;
}

/** In a scope of its own: the plugin's hooks would run for every request. Uploads are read by their handler, part by part; nothing is buffered. */
function registerUpload(app: FastifyInstance, deps: AppDeps, name: RouteName): void {
  app.register(async (scope) => {
    await scope.register(multipart, uploadOptions);
    registerRoute(scope, deps, name);
  });
}

const noHost = "The request names no host, and HTTP/1.1 asks for it. Send the header Host with the server's name.";

function registerRoute(app: FastifyInstance, deps: AppDeps, name: RouteName): void {
  const route = routeNamed(name);
  // Each handler fits its own route; that is lost where all are treated alike.
  const handler = deps.handlers[name] as
    | ((call: unknown) => Promise<{ status: number; body?: unknown; location?: string }>)
    | undefined;
  if (handler === undefined) return;
  app.route({
    method: route.method,
    url: basePath + route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    bodyLimit: maxBodyBytesOf(name),
    // Before the body is read: a stranger's megabytes are not.
    // By callback: a promise for each request of the operator's, whose key needs no look-up, would cost more than the check.
    onRequest: (request, reply, done) => {
      try {
        if (!deps.acceptsRequests()) throw shuttingDown();
        if (route.key === "none") {
          askForBody(request, reply);
          done();
          return;
        }
        const found = deps.findCaller(request, route);
        if (found instanceof Promise) {
          // oxlint-disable-next-line promise/no-callback-in-promise -- Fastify's hook is the callback
          found.then((caller) => admit(deps, route, caller, { request, reply })).then(() => done(), done);
        } else {
          admit(deps, route, found, { request, reply });
          done();
        }
      } catch (error) {
        done(error instanceof Error ? error : new Error("refused", { cause: error }));
      }
    },
    handler: async (request, reply) => {
      const query = parseQuery(name, queryOf(request));
      if (query.outcome === "invalid") throw new HttpError("validation_failed", query);
      const isUpload = route.multipartFields !== undefined && request.isMultipart();
      const body = isUpload ? ({ outcome: "valid", value: undefined } as const) : parseBody(name, request.body);
      if (body.outcome === "invalid") throw new HttpError("validation_failed", body);
      const call = {
        params: request.params,
        query: query.value,
        body: body.value,
        caller: request.caller,
        request,
        reply,
      };
      const answer = await handler(call).catch((error: unknown) => {
        throw route.changes && route.key !== "none"
          ? unknownOutcome(error, "Look at the present state before you send it again.")
          : error;
      });
      if (reply.sent) return reply;
      reply.code(answer.status);
      if (answer.location !== undefined) reply.header("location", answer.location);
      return reply.send(answer.body);
    },
  });
}

/** Bodies are read as they come: unpacking one would let a few bytes become very many. */
function refuseCompressed(request: FastifyRequest): void {
  const encoding = request.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity") return;
  throw new HttpError("unsupported_media_type", {
    message: "A compressed body is not supported. Send it as it is, without Content-Encoding.",
  });
}

const needsOperator =
  "This needs the operator's key, and yours is an organisation's. Use the operator's (op_live_…), or ask whoever runs the server.";
const needsOrganization =
  "This needs an organisation's API key, and yours is the operator's. Use one of the organisation's (sk_live_…); POST /operator/organizations/{org_id}/api-keys makes one.";

/** Lets a caller through to a route, or throws. */
function admit(
  deps: AppDeps,
  route: Route,
  caller: Caller,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): void {
  deps.limitRate(caller);
  if (caller.kind !== route.key) {
    throw new HttpError("forbidden", { message: route.key === "operator" ? needsOperator : needsOrganization });
  }
  if (route.changes && caller.kind === "customer" && caller.role === "viewer") {
    throw new HttpError("forbidden", { message: "This API key may only read. Use a key with the role admin." });
  }
  request.caller = caller;
  askForBody(request, reply);
}

/** To a client that waits with its body until it is asked for it (`Expect: 100-continue`); throws where it is too large, before any of it is sent. */
function askForBody(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.expect?.toLowerCase() !== "100-continue") return;
  const isUpload = request.headers["content-type"]?.startsWith("multipart/") === true;
  if (!isUpload && Number(request.headers["content-length"]) > request.routeOptions.bodyLimit) {
    throw tooLarge("The body", request.routeOptions.bodyLimit);
  }
  if (request.raw.httpVersion === "1.1") reply.raw.writeContinue();
}
