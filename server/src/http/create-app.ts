import {
  type Route,
  type RouteName,
  basePath,
  maxFileBytes,
  maxBodyBytesOf,
  parseBody,
  parseQuery,
  routeNamed,
} from "@overten/contract";
import multipart from "@fastify/multipart";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "../runtime/logger.ts";
import type { Caller, FindCaller } from "./callers.ts";
import { HttpError } from "./http-error.ts";
import { parseJsonBody } from "./json-body.ts";
import { answerNoHttp, renderError } from "./render-error.ts";
import type { RouteHandlers } from "./route-handlers.ts";

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
  /** False while starting, and from SIGTERM on: everything is 503 then. */
  acceptsRequests: () => boolean;
  handlers: Partial<RouteHandlers>;
  /** Answers what no route takes. */
  answerUnknown: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** A request may take this long to arrive: slow senders must not hold sockets (100 MiB at 1 MiB/s fit). */
const requestTimeoutMs = 120_000;

/** How often sockets are looked at for what is too slow; every 30 s if nobody says. */
const lookAtSocketsEveryMs = 5000;

/** The HTTP side: parse, call, present. Routes come from the contract's table, errors leave in its one format. */
export function createApp(deps: AppDeps): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 75_000,
    http: { connectionsCheckingInterval: lookAtSocketsEveryMs },
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 300 },
    exposeHeadRoutes: false,
    // What Fastify refuses before any route: a path that does not decode, a name in it that is too long.
    frameworkErrors: (error, request, reply) => void renderError(deps.log, error, request, reply),
    clientErrorHandler: answerNoHttp,
  });
  app.decorateRequest("caller", null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      refuseCompressed(request);
      done(null, parseJsonBody(body as Buffer)); // parseAs says so
    } catch (error) {
      done(error instanceof Error ? error : new Error("unparsable body"), undefined);
    }
  });
  // Uploads are read by their handler, part by part; nothing is buffered.
  app.register(multipart, { limits: { fileSize: maxFileBytes, files: 1, fields: 10, fieldSize: 64 * 1024 } });
  app.setErrorHandler((error, request, reply) => renderError(deps.log, error, request, reply));
  app.setNotFoundHandler((request, reply) => deps.answerUnknown(request, reply));
  for (const name of Object.keys(deps.handlers) as RouteName[]) registerRoute(app, deps, name);
  return app;
}

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
    onRequest: (request, _reply, done) => {
      try {
        if (!deps.acceptsRequests()) throw new HttpError("unavailable");
        if (route.key === "none") {
          done();
          return;
        }
        const found = deps.findCaller(request, route);
        if (found instanceof Promise) {
          // oxlint-disable-next-line promise/no-callback-in-promise -- Fastify's hook is the callback
          found.then((caller) => admit(deps, route, request, caller)).then(() => done(), done);
        } else {
          admit(deps, route, request, found);
          done();
        }
      } catch (error) {
        done(error instanceof Error ? error : new Error("refused", { cause: error }));
      }
    },
    handler: async (request, reply) => {
      const query = parseQuery(name, request.query);
      if (query.outcome === "invalid") throw new HttpError("validation_failed", query);
      const isUpload = request.isMultipart();
      if (isUpload && route.multipartFields === undefined) throw new HttpError("unsupported_media_type");
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
      const answer = await handler(call);
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

/** Lets a caller through to a route, or throws. */
function admit(deps: AppDeps, route: Route, request: FastifyRequest, caller: Caller): void {
  deps.limitRate(caller);
  if (caller.kind !== route.key) {
    throw new HttpError("forbidden", {
      message: `This needs ${route.key === "operator" ? "the operator's key" : "an organisation's API key"}.`,
    });
  }
  if (route.changes && caller.kind === "customer" && caller.role === "viewer") {
    throw new HttpError("forbidden", { message: "This API key may only read. Use a key with the role admin." });
  }
  request.caller = caller;
}
