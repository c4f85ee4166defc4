import type { FastifyRequest } from "fastify";
import { decodeId } from "../domain/ids.ts";
import { uuidv7Floor, uuidv7UnixMs } from "../domain/uuid.ts";
import type { Database } from "../runtime/connection.ts";
import type { Logger } from "../runtime/logger.ts";
import { type LoggedAttempt, readAttempts } from "../storage/log/read-attempts.ts";
import { tailAttempts } from "../storage/log/tail-attempts.ts";
import type { AttemptTail } from "./attempt-tail.ts";
import type { CustomerCaller } from "./callers.ts";
import { type EventStream, openEventStream } from "./event-stream.ts";
import { fieldError, HttpError } from "./http-error.ts";
import { type LogEdge, logEndMs, refuseGone } from "./log-edge.ts";
import { presentAttempt } from "./present-attempt.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface AttemptStreamDeps extends LogEdge {
  database: Database;
  log: Logger;
  tail: AttemptTail;
  stopping: AbortSignal;
}

/** Streams of a node, and of one organisation on it (I9). */
const maxStreams = 200;
const maxStreamsOfOrganization = 25;
/** Attempts commit out of order: a resumed stream reads back this far, and may say again what was said. */
const resumeBackMs = 30_000;
const chunkRows = 500;
/** Live attempts that wait while a stream catches up; more, and the client comes back from where it got to. */
const maxWaiting = 5000;

interface OpenStream {
  orgId: string;
  end: (why: string) => void;
}

/**
 * `GET /attempts/stream`: attempts as they are recorded, on whichever node; the event's id is the attempt's. With `Last-Event-ID` nothing is left out: every
 * attempt recorded from half a minute before that one on is sent, so that some may come twice (the same `attempt_id`), since one that was committed late
 * has an earlier id than some that were sent before it.
 */
export function attemptStreamRoute(deps: AttemptStreamDeps): Pick<RouteHandlers, "streamAttempts"> {
  const open = new Set<OpenStream>();
  deps.stopping.addEventListener("abort", () => {
    for (const stream of open) stream.end("this server stops; connect again");
  });

  return {
    streamAttempts: async ({ caller, request, reply }) => {
      const lastId = lastEventId(deps, request);
      const ofOrganization = [...open].filter((stream) => stream.orgId === caller.orgId).length;
      if (open.size >= maxStreams || ofOrganization >= maxStreamsOfOrganization) {
        throw new HttpError("unavailable", {
          message: "Too many streams are open on this server. Close one, or try again later.",
          retryAfterS: 10,
        });
      }
      const waiting: LoggedAttempt[] = [];
      let endStream = (_why: string): void => {};
      let show = (attempts: readonly LoggedAttempt[]): void => {
        waiting.push(...attempts);
        if (waiting.length > maxWaiting) endStream("too much happens to catch up; connect again");
      };
      const slot: OpenStream = { orgId: caller.orgId, end: (why) => endStream(why) };
      open.add(slot);
      const follower = {
        readerId: caller.sessionId ?? caller.keyId ?? "",
        onAttempts: (attempts: readonly LoggedAttempt[]) => show(attempts),
        onEnd: (why: string) => endStream(why),
      };
      const leave = await deps.tail.follow(caller, follower).catch((error: unknown) => {
        open.delete(slot);
        throw error;
      });
      reply.hijack();
      const stream = openEventStream(reply.raw, () => {
        leave();
        open.delete(slot);
      });
      endStream = stream.end;
      if (deps.stopping.aborted) stream.end("this server stops; connect again");
      const begin = async (): Promise<void> => {
        const shown = lastId === null ? new Set<string>() : await catchUp(deps, { caller, stream, lastId });
        const fresh = (attempts: readonly LoggedAttempt[]): void =>
          attempts.filter((row) => !shown.has(row.attemptId)).forEach((row) => sendAttempt(stream, row));
        show = fresh;
        fresh(waiting.splice(0));
      };
      begin().catch((error: unknown) => {
        deps.log.warn({ err: error }, "a stream could not catch up");
        stream.end("the log could not be read; connect again");
      });
      return { status: 200 };
    },
  };
}

function sendAttempt(stream: EventStream, row: LoggedAttempt): void {
  const attempt = presentAttempt(row);
  stream.send(attempt.attempt_id, JSON.stringify(attempt));
}

/** Sends what was recorded since `lastId`, at the client's pace; returns the newest ids sent, which the tail may hand over once more. */
async function catchUp(
  deps: AttemptStreamDeps,
  input: { caller: CustomerCaller; stream: EventStream; lastId: string },
): Promise<Set<string>> {
  const { stream, lastId } = input;
  const { bucket, orgId } = input.caller;
  const shown = new Set<string>();
  const recentFromMs = deps.clock.nowMs() - 2 * resumeBackMs;
  let fromId = uuidv7Floor(uuidv7UnixMs(lastId) - resumeBackMs);
  let previous = lastId;
  for (;;) {
    const found = await tailAttempts(deps.database, {
      bucket,
      organizations: [{ orgId, fromId }],
      beforeId: uuidv7Floor(logEndMs(deps)),
      limit: chunkRows,
    });
    const attemptIds = found.map((row) => row.attemptId).filter((id) => id !== lastId && id !== previous);
    const attempts = await readAttempts(deps.database, { bucket, orgId, attemptIds });
    for (const row of attempts.reverse()) {
      sendAttempt(stream, row);
      if (uuidv7UnixMs(row.attemptId) >= recentFromMs) shown.add(row.attemptId);
    }
    const last = found.at(-1)?.attemptId;
    if (found.length < chunkRows || last === undefined) return shown;
    if (!(await stream.drained())) return shown;
    fromId = previous = last;
  }
}

function lastEventId(deps: LogEdge, request: FastifyRequest): string | null {
  const header = request.headers["last-event-id"];
  if (header === undefined || header === "") return null;
  const id = typeof header === "string" ? decodeId("attempt", header) : null;
  if (id === null) throw fieldError("Last-Event-ID", "must be the id of an event of this stream");
  refuseGone(deps, id, "event");
  return id;
}
