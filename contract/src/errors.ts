import { z } from "zod";

interface ErrorKind {
  status: number;
  /** What an end user reads when the server has nothing more exact to say: what happened, why, what to do. */
  message: string;
}

/** Every error code on the wire, with its HTTP status and default message. */
export const errorTable = {
  invalid_json: {
    status: 400,
    message:
      "The request body is not valid JSON. Send UTF-8 text without NUL characters, nested at most 64 levels deep.",
  },
  invalid_api_key: {
    status: 401,
    message: "The API key is missing, unknown or revoked. Send a valid key as X-API-Key or as Authorization: Bearer.",
  },
  forbidden: {
    status: 403,
    message: "This API key may not do that. Use a key of the right kind and role.",
  },
  not_found: {
    status: 404,
    message: "There is nothing at this address for your key. Check the path and the id.",
  },
  conflict: {
    status: 409,
    message: "The request does not fit the present state. Read that state and try again.",
  },
  gone: {
    status: 410,
    message: "This was here, but its retention is over and it has been removed.",
  },
  payload_too_large: {
    status: 413,
    message: "The request is larger than allowed. Send less at once.",
  },
  unsupported_media_type: {
    status: 415,
    message: "The body's content type is not supported. Send Content-Type: application/json.",
  },
  misdirected_request: {
    status: 421,
    message:
      "This server is asked for under a name that is not its own. Open it under its address, localhost or the host of its PUBLIC_URL, or set PUBLIC_URL.",
  },
  validation_failed: {
    status: 422,
    message: "Some fields of the request are not valid. See details.",
  },
  url_not_allowed: {
    status: 422,
    message: "This webhook URL is not allowed. Use an https URL that is reachable from the public internet.",
  },
  rate_limited: {
    status: 429,
    message: "Too many requests for this API key. Wait as long as Retry-After says, then try again.",
  },
  internal_error: {
    status: 500,
    message: "Something went wrong on our side. Try again; if it stays, tell whoever runs this server.",
  },
  not_implemented: {
    status: 501,
    message: "No agent is set up for this format here. Choose another format.",
  },
  generation_failed: {
    status: 502,
    message: "The document could not be generated. See task_error for the reason.",
  },
  unavailable: {
    status: 503,
    message:
      "The database is away, or the server is overloaded or stopping. Nothing was accepted; try again as Retry-After says.",
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorTable;

/** All codes, in the order of the table. */
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]; // the keys of a literal are its keyof

/** Whether a text is one of the codes of the table. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorTable, text);
}

/** One wrong field: where ("events.0", "" for the body as a whole) and what is the matter. */
export const errorDetailSchema = z.object({ path: z.string(), message: z.string() });
export type ErrorDetail = z.output<typeof errorDetailSchema>;

/** Why a task failed, as agents and platforms report it. */
export const taskErrorSchema = z.object({ code: z.string(), message: z.string() });
export type TaskError = z.output<typeof taskErrorSchema>;

/**
 * The body of every answer outside 2xx and 3xx. The last three are beside `generation_failed`; run and task also beside an `unavailable` that came once the
 * task was taken.
 */
export const errorBodySchema = z.object({
  success: z.literal(false),
  error: z.enum(errorCodes),
  message: z.string(),
  details: z.array(errorDetailSchema).optional(),
  run_id: z.string().optional(),
  task_id: z.string().optional(),
  task_error: taskErrorSchema.optional(),
});
export type ErrorBody = z.output<typeof errorBodySchema>;

/** Builds an error body; the message defaults to the table's. */
export function errorBody(code: ErrorCode, more: Partial<Omit<ErrorBody, "success" | "error">> = {}): ErrorBody {
  return { success: false, error: code, message: errorTable[code].message, ...more };
}
