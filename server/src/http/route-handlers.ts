import type { RouteAnswer, RouteBody, RouteName, RouteParams, RouteQuery, routes } from "@overten/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { CustomerCaller, OperatorCaller } from "./callers.ts";

interface Callers {
  operator: OperatorCaller;
  customer: CustomerCaller;
  none: null;
}

type CallerOf<Name extends RouteName> = Callers[(typeof routes)[Name]["key"]];

/** What a handler gets: everything parsed and checked by the route's schemas, and who asks. */
export interface RouteCall<Name extends RouteName> {
  params: RouteParams<Name>;
  query: RouteQuery<Name>;
  body: RouteBody<Name>;
  caller: CallerOf<Name>;
  /** For what is not JSON: headers, uploads, streams. */
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Answers one route with one of the statuses that the contract gives it; every other way out is an HttpError. */
export type RouteHandler<Name extends RouteName> = (call: RouteCall<Name>) => Promise<RouteAnswer<Name>>;

/** Handlers by route. A subject's file exports some of them; together they are all. */
export type RouteHandlers = { [Name in RouteName]: RouteHandler<Name> };
