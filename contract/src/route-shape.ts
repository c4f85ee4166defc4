import type { z } from "zod";

/** Everything in the route table is below this path. */
export const basePath = "/api/v1";

/** What comes back with a status: JSON, nothing, a redirect, or server-sent events whose data is JSON. */
export type Answer =
  | { kind: "json"; schema: z.ZodType }
  | { kind: "empty" }
  | { kind: "redirect" }
  | { kind: "event_stream"; schema: z.ZodType };

export interface Route {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the base path; `{name}` stands for one segment, any text. */
  path: `/${string}`;
  /** Which kind of key it takes; the other kind gets 403. */
  key: "customer" | "operator" | "none";
  /** What a viewer's key may not do (403). */
  changes: boolean;
  /** Generates or sends: refused for a suspended organisation even to the operator, who may read and tidy up there (403, contract §1). */
  starts?: boolean;
  /** One sentence for people, in the generated reference too. */
  summary: string;
  /** The query string; unknown names are an error, and without this every name. */
  query?: z.ZodType;
  /** The JSON body; absent counts as `{}`. Without this, no body is read. */
  body?: z.ZodType;
  /** Picks the schema for a body where `body` is a union, so that errors name one kind only. */
  chooseBody?: (value: unknown) => z.ZodType;
  /** The fields of the same request as multipart/form-data, before its part `file`. */
  multipartFields?: z.ZodType;
  /** Largest JSON body in bytes, where it is not `defaultMaxBodyBytes`. */
  maxBodyBytes?: number;
  /** Every success, by status. */
  answers: Readonly<Record<number, Answer>>;
}

/** Contract §2, 413. */
export const defaultMaxBodyBytes: number = 256 * 1024;
export const maxEventBatchBytes: number = 8 * 1024 * 1024;
/** A finished file as multipart, streamed. */
export const maxFileBytes: number = 100 * 1024 * 1024;
/** One event of a batch or alone. */
export const maxEventBytes: number = 64 * 1024;
/** Deepest nesting of a JSON body (400 beyond). */
export const maxJsonDepth = 64;

export const noContent = { kind: "empty" } as const;
export const redirect = { kind: "redirect" } as const;

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema): { kind: "json"; schema: Schema } {
  return { kind: "json", schema };
}

/** Server-sent events, each with this as its data. */
export function eventStream<Schema extends z.ZodType>(schema: Schema): { kind: "event_stream"; schema: Schema } {
  return { kind: "event_stream", schema };
}
