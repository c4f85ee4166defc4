import { errorBodySchema, errorCodes } from "./errors.ts";
import type { ErrorBody, ErrorCode, ErrorDetail } from "./errors.ts";
import { basePath } from "./route-shape.ts";
import type { Answer, Route } from "./route-shape.ts";
import { routeNamed } from "./routes.ts";
import type { RouteAnswer, RouteBodyInput, RouteName, RouteParams, RouteQueryInput } from "./routes.ts";

/** The server answered with an error, or with something that is not this API (`unexpected_answer`). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode | "unexpected_answer";
  readonly status: number;
  readonly details: ErrorDetail[];
  /** The whole error, with the run and task of a failed generation; null when the answer was not ours. */
  readonly body: ErrorBody | null;
  /** What Retry-After asks for, in seconds. */
  readonly retryAfterS: number | null;

  constructor(answer: { status: number; message: string; body: ErrorBody | null; retryAfterS: number | null }) {
    super(answer.message);
    this.code = answer.body?.error ?? "unexpected_answer";
    this.status = answer.status;
    this.details = answer.body?.details ?? [];
    this.body = answer.body;
    this.retryAfterS = answer.retryAfterS;
  }
}

/** Routes that answer once; the stream of attempts is read another way. */
export type CallableRouteName = Exclude<RouteName, "streamAttempts">;

type Part<Key extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { [K in Key]?: Value }
    : { [K in Key]: Value };

/** What a call needs: params and body where the route has them, and anything for a signal or a header. */
export type CallInput<Name extends RouteName> = Part<
  "params",
  [keyof RouteParams<Name>] extends [never] ? undefined : RouteParams<Name>
> &
  Part<"query", RouteQueryInput<Name>> &
  Part<"body", RouteBodyInput<Name>> & { signal?: AbortSignal; headers?: Record<string, string> };

/** The body of a success; a redirect gives `{ location }`, an empty answer undefined. */
export type CallResult<Name extends RouteName> =
  RouteAnswer<Name> extends infer A
    ? A extends { body: infer Body }
      ? Body
      : A extends { location: string }
        ? { location: string }
        : undefined
    : never;

type CallArguments<Name extends CallableRouteName> =
  Record<never, never> extends CallInput<Name>
    ? [name: Name, input?: CallInput<Name>]
    : [name: Name, input: CallInput<Name>];

export interface Client {
  /** Calls a route. Throws ApiError for an error answer, and what `fetch` throws when there is none. */
  call<Name extends CallableRouteName>(...args: CallArguments<Name>): Promise<CallResult<Name>>;
}

type QueryValue = string | number | boolean | undefined;

interface LooseInput {
  params?: Record<string, string>;
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** Fills `{names}` in a path, each as one encoded segment. Throws when one is missing. */
export function fillPath(path: string, params: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`The path ${path} needs params.${name}.`);
    return encodeURIComponent(value);
  });
}

function queryString(query: Record<string, QueryValue>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search.toString()}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined; // not JSON: the caller's schema refuses it
  }
}

function retryAfterOf(response: Response): number | null {
  const text = response.headers.get("retry-after");
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function unexpected(response: Response, why: string): ApiError {
  return new ApiError({
    status: response.status,
    message: `The server's answer (HTTP ${response.status}) ${why}. Check that the address is an Overten server's and not a proxy's.`,
    body: null,
    retryAfterS: retryAfterOf(response),
  });
}

async function errorFrom(response: Response): Promise<ApiError> {
  const parsed = errorBodySchema.safeParse(await readJson(response));
  if (!parsed.success) return unexpected(response, `is not one of the ${errorCodes.length} errors of this API`);
  const body = parsed.data;
  return new ApiError({ status: response.status, message: body.message, body, retryAfterS: retryAfterOf(response) });
}

async function readAnswer(response: Response, route: Route): Promise<unknown> {
  const answer: Answer | undefined = route.answers[response.status];
  if (answer === undefined) throw await errorFrom(response);
  switch (answer.kind) {
    case "empty":
      return undefined;
    case "redirect": {
      const location = response.headers.get("location");
      if (location === null) throw unexpected(response, "redirects nowhere");
      return { location };
    }
    case "json": {
      const parsed = answer.schema.safeParse(await readJson(response));
      if (!parsed.success) throw unexpected(response, "does not look as this route's answers do");
      return parsed.data;
    }
    case "event_stream":
      throw unexpected(response, "is a stream, which call does not read");
  }
}

export interface ClientSettings {
  baseUrl: string;
  /** Absent where a cookie tells who calls. */
  apiKey?: string;
  fetch?: typeof fetch;
  /** Headers of every call, asked for anew each time. */
  headers?: () => Record<string, string>;
}

/**
 * A typed client over `fetch`. `baseUrl` is the server's address without the base path. Redirects are not followed: in
 * a browser, link to a download instead of calling for it.
 */
export function createClient(settings: ClientSettings): Client {
  const send = settings.fetch ?? globalThis.fetch;
  const root = settings.baseUrl.replace(/\/+$/, "") + basePath;

  async function call(name: RouteName, input: LooseInput = {}): Promise<unknown> {
    const route = routeNamed(name);
    const headers = new Headers({ ...settings.headers?.(), ...input.headers });
    if (settings.apiKey !== undefined) headers.set("x-api-key", settings.apiKey);
    const request: RequestInit = { method: route.method, headers, redirect: "manual" };
    if (route.body !== undefined) {
      headers.set("content-type", "application/json");
      request.body = JSON.stringify(input.body ?? {});
    }
    if (input.signal !== undefined) request.signal = input.signal;
    const url = root + fillPath(route.path, input.params ?? {}) + queryString(input.query ?? {});
    return readAnswer(await send(url, request), route);
  }

  return { call: call as Client["call"] }; // typed by the route table, which a function body cannot follow
}
