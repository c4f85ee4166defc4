import type { Dispatcher } from "undici";
import type { AttemptErrorCode } from "../domain/attempt-outcome.ts";
import { type AnswerBody, createAnswerBody, keptHeadersJson } from "./receiver-answer.ts";
import { attemptErrorCode } from "./attempt-error-code.ts";
import { OwnTroubleError } from "./dial-error.ts";

/** What came of one request. */
export interface SentAttempt {
  httpStatus: number | null;
  errorCode: AttemptErrorCode | null;
  responseBody: string | null;
  responseTruncated: boolean;
  responseHeaders: string | null;
  latencyMs: number;
}

/** Where a request goes; taking a URL apart for each costs 1.5 µs, so whoever judges URLs keeps it. */
export interface RequestTarget {
  origin: string;
  /** With the query. */
  path: string;
}

export interface AttemptRequest extends RequestTarget {
  headers: string[];
  body: Uint8Array;
  /** From the first DNS query to the last byte (contract §8). */
  timeoutMs: number;
}

/** What is heard of a request, once; an OwnTroubleError where none could be made. */
export type AttemptDone = (sent: SentAttempt | OwnTroubleError) => void;

/**
 * Sends one request and calls back once, never later than the deadline. Works on undici's dispatch and not on its `request`: one deadline that also
 * covers the wait for a connection, no stream and no promise for each delivery.
 */
export function sendAttempt(dispatcher: Dispatcher, request: AttemptRequest, done: AttemptDone): void {
  const attempt = new AttemptHandler(performance.now(), request.timeoutMs, done);
  try {
    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: "POST",
        headers: request.headers,
        body: request.body,
      },
      attempt,
    );
  } catch (error) {
    attempt.fail(error);
  }
}

/** Informational answers before the one that counts (RFC 9110 §15.2 has no limit); a flood of them is computing time that others wait for. */
const maxInformational = 16;

/** A deadline that comes so much too late, and how long its answer is looked for then. */
const stoodStillMs = 1000;
const lastLookMs = 100;

/** A class, for undici keeps handlers as objects with methods; one is made a request and nothing else is allocated. */
class AttemptHandler implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | null = null;
  #httpStatus: number | null = null;
  #responseHeaders: string | null = null;
  #body: AnswerBody | null = null;
  #informational = 0;
  #settled = false;
  readonly #startedMs: number;
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout;
  readonly #done: AttemptDone;

  constructor(startedMs: number, timeoutMs: number, done: AttemptDone) {
    this.#startedMs = startedMs;
    this.#timeoutMs = timeoutMs;
    this.#done = done;
    this.#timer = setTimeout(() => this.#expire(), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The deadline passed while the connection was being made: nothing may leave any more.
    if (this.#settled) controller.abort(new Error("the attempt has ended"));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Informational answers are no answers. A 101 is final, and nobody asked for it.
    if (statusCode > 101 && statusCode < 200) {
      this.#informational += 1;
      if (this.#informational <= maxInformational) return;
      this.#settle("response_invalid", false);
      controller.abort(new Error("too many informational answers"));
      return;
    }
    this.#httpStatus = statusCode;
    this.#responseHeaders = keptHeadersJson(headers);
    if (statusCode < 200) {
      this.#settle(null, false);
      controller.abort(new Error("no status of a final answer"));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body ??= createAnswerBody();
    if (this.#body.add(chunk) === "enough") {
      this.#settle(null, false);
      controller.abort(new Error("read enough of the answer"));
    }
  }

  onResponseEnd(): void {
    this.#settle(null, true);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(error);
  }

  /** The request failed, or its answer broke off: once complete headers are there the status decides, whatever happens to the body (contract §8). */
  fail(error: unknown): void {
    if (error instanceof OwnTroubleError) {
      if (this.#settled) return;
      this.#settled = true;
      clearTimeout(this.#timer);
      this.#done(error);
      return;
    }
    this.#settle(this.#httpStatus === null ? attemptErrorCode(error) : null, false);
  }

  #expire(): void {
    // So late means that this process stood still: timers come before sockets then, and the answer may lie there since it was in time.
    if (performance.now() - this.#startedMs > this.#timeoutMs + stoodStillMs) {
      this.#timer = setTimeout(() => this.#giveUp(), lastLookMs);
      return;
    }
    this.#giveUp();
  }

  #giveUp(): void {
    this.#settle(this.#httpStatus === null ? "timeout" : null, false);
    this.#controller?.abort(new Error("the attempt's time is over"));
  }

  #settle(errorCode: AttemptErrorCode | null, complete: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    const invalid = this.#httpStatus !== null && (this.#httpStatus < 200 || this.#httpStatus > 599);
    const body = this.#httpStatus === null ? null : (this.#body ?? createAnswerBody()).finish(complete);
    this.#done({
      httpStatus: this.#httpStatus,
      errorCode: invalid ? "response_invalid" : errorCode,
      responseBody: body === null ? null : body.text,
      responseTruncated: body !== null && body.truncated,
      responseHeaders: this.#responseHeaders,
      latencyMs: Math.round(performance.now() - this.#startedMs),
    });
  }
}
