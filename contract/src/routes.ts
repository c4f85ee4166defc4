import { z } from "zod";
import { customerRoutes } from "./customer-routes.ts";
import { operatorRoutes } from "./operator-routes.ts";
import { defaultMaxBodyBytes } from "./route-shape.ts";
import type { Route } from "./route-shape.ts";
import { sessionRoutes } from "./session-routes.ts";
import { validate } from "./validation.ts";
import type { Validation } from "./validation.ts";

/** Every route below the base path. The server registers from it, the client calls by it, the reference lists it. */
export const routes = { ...customerRoutes, ...operatorRoutes, ...sessionRoutes } as const;

export type RouteName = keyof typeof routes;
type RouteOf<Name extends RouteName> = (typeof routes)[Name];

type ParamsIn<Path extends string> = Path extends `${string}{${infer Param}}${infer Rest}`
  ? Param | ParamsIn<Rest>
  : never;

/** The names in a route's path, each with the text that stood there. */
export type RouteParams<Name extends RouteName> = Record<ParamsIn<RouteOf<Name>["path"]>, string>;

/** A route's query after parsing; undefined for a route without one. */
export type RouteQuery<Name extends RouteName> =
  RouteOf<Name> extends { query: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;

/** A route's query as a caller writes it. */
export type RouteQueryInput<Name extends RouteName> =
  RouteOf<Name> extends { query: infer Schema extends z.ZodType } ? z.input<Schema> : undefined;

/** A route's body after parsing; undefined for a route without one. */
export type RouteBody<Name extends RouteName> =
  RouteOf<Name> extends { body: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;

/** A route's body as a caller writes it. */
export type RouteBodyInput<Name extends RouteName> =
  RouteOf<Name> extends { body: infer Schema extends z.ZodType } ? z.input<Schema> : undefined;

type Answers<Name extends RouteName> = RouteOf<Name>["answers"];

/** What a handler returns: a status the route has, with its body (`location` for a redirect). */
export type RouteAnswer<Name extends RouteName> = {
  [Status in keyof Answers<Name>]: Answers<Name>[Status] extends { kind: "json"; schema: infer S extends z.ZodType }
    ? { status: Status; body: z.output<S> }
    : Answers<Name>[Status] extends { kind: "redirect" }
      ? { status: Status; location: string }
      : { status: Status };
}[keyof Answers<Name>];

/** All names, in the order of the table. */
export const routeNames = Object.keys(routes) as RouteName[]; // the keys of a literal are its keyof

/** A route with the types of its table row widened, for code that treats all alike. */
export function routeNamed(name: RouteName): Route {
  return routes[name];
}

/** Largest JSON body of a route, in bytes. Multipart has `maxFileBytes`. */
export function maxBodyBytesOf(name: RouteName): number {
  return routeNamed(name).maxBodyBytes ?? defaultMaxBodyBytes;
}

/** Checks a parsed JSON body; no body at all counts as `{}`. For a route without a body the value is undefined. */
export function parseBody<Name extends RouteName>(name: Name, value: unknown): Validation<RouteBody<Name>> {
  const route = routeNamed(name);
  const body = value === undefined ? {} : value;
  const schema = route.chooseBody?.(body) ?? route.body;
  const result: Validation<unknown> =
    schema === undefined ? { outcome: "valid", value: undefined } : validate(schema, body);
  return result as Validation<RouteBody<Name>>; // by the table, but lost when the route was widened
}

const noQuerySchema = z.strictObject({});

/** Checks a query string that was split into names and texts; a route without a query takes no name at all. */
export function parseQuery<Name extends RouteName>(name: Name, value: unknown): Validation<RouteQuery<Name>> {
  const schema = routeNamed(name).query;
  const result: Validation<unknown> = schema === undefined ? refuseNames(value) : validate(schema, value);
  return result as Validation<RouteQuery<Name>>; // as above
}

/** Most requests come without a query: for them no schema is asked. */
function refuseNames(value: unknown): Validation<undefined> {
  for (const _ in value as Record<string, unknown>) {
    const checked = validate(noQuerySchema, value);
    if (checked.outcome === "invalid") return checked;
  }
  return { outcome: "valid", value: undefined };
}
