import { uuidv7UnixMs } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import { PageTooSlowError } from "../storage/log/read-page.ts";
import { HttpError } from "./http-error.ts";

/** How far back the log goes. Rows stay two days longer than it promises; past the edge they are hidden by the age of their id. */
export interface LogEdge {
  clock: Clock;
  logRetentionDays: number;
}

const dayMs = 86_400_000;
/** Nodes' clocks differ a little: what was recorded a moment "later" than now is shown too. */
const aheadMs = 60_000;

/** The oldest moment that the log shows, in Unix milliseconds. */
export function logFromMs(edge: LogEdge): number {
  return edge.clock.nowMs() - edge.logRetentionDays * dayMs;
}

/** Nothing in the log is newer than this. */
export function logEndMs(edge: LogEdge): number {
  return edge.clock.nowMs() + aheadMs;
}

/** Throws `gone` for an id that is older than the log. The age alone decides, whoever's it was: what is behind it may be dropped already. */
export function refuseGone(edge: LogEdge, id: string, what: string): void {
  if (uuidv7UnixMs(id) >= logFromMs(edge)) return;
  throw new HttpError("gone", {
    message: `This ${what} is older than ${edge.logRetentionDays} days, which is how long the log is kept.`,
  });
}

const logTooSlow = "The log could not be searched in time. Narrow the span with since and until, or use fewer filters.";

/** Runs what reads a page; one that takes too long is `unavailable` and says what to do. */
export async function withinTime<Result>(read: Promise<Result>, message: string = logTooSlow): Promise<Result> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof PageTooSlowError)) throw error;
    throw new HttpError("unavailable", { message });
  }
}
