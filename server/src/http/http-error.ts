import {
  type ErrorBody,
  type ErrorCode,
  type ErrorDetail,
  errorBody,
  errorTable,
  type TaskError,
} from "@overten/contract";

/** More about an error than its code: a message fit for an end user where the table's default is not exact enough. */
export interface HttpErrorMore {
  message?: string;
  details?: ErrorDetail[];
  retryAfterS?: number;
  runId?: string;
  taskId?: string;
  taskError?: TaskError;
  /** For the log alone. */
  cause?: unknown;
}

/** The one way to stop a request with a status. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code: ErrorCode;
  readonly more: HttpErrorMore;

  constructor(code: ErrorCode, more: HttpErrorMore = {}) {
    super(more.message ?? errorTable[code].message, { cause: more.cause });
    this.code = code;
    this.more = more;
  }
}

/** The answer of an HttpError (contract §2). */
export function bodyOf(error: HttpError): ErrorBody {
  const { message, details, runId, taskId, taskError } = error.more;
  return errorBody(error.code, {
    ...(message === undefined ? {} : { message }),
    ...(details === undefined ? {} : { details }),
    ...(runId === undefined ? {} : { run_id: runId }),
    ...(taskId === undefined ? {} : { task_id: taskId }),
    ...(taskError === undefined ? {} : { task_error: taskError }),
  });
}

/** A 422 that names one field. */
export function fieldError(
  path: string,
  message: string,
  code: "validation_failed" | "url_not_allowed" = "validation_failed",
): HttpError {
  return new HttpError(code, {
    message: code === "url_not_allowed" ? message : `\`${path}\` ${message}.`,
    details: [{ path, message }],
  });
}
