import type { Database, Statement } from "../../runtime/connection.ts";
import { hourMs, rollUpHours } from "./roll-up-hours.ts";
import { minuteMs, rollUpMinutes } from "./roll-up-minutes.ts";

/** How late a row may be committed after the moment in its id without being missed: records wait 10 ms, and a lease that a slow node still holds half a minute. */
const latenessMs = 60_000;
/** Minutes of one round; after a long time without any node the rest follows in the next. */
const maxMinutes = 120;

const beginStatement: Statement = {
  name: "begin-stats-progress",
  text: `
insert into stats_progress (bucket, minutes_until, hours_until) values ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000))
on conflict do nothing`,
};

/** The row is the lock: one node at a time, and not sooner than the beat whichever it is. */
const takeStatement: Statement = {
  name: "take-stats-progress",
  text: `
select (extract(epoch from minutes_until) * 1000)::float8 as "minutesUntilMs", (extract(epoch from hours_until) * 1000)::float8 as "hoursUntilMs"
from stats_progress where bucket = $1 and rolled_at < to_timestamp($2::float8 / 1000)
for update skip locked`,
};

const advanceStatement: Statement = {
  name: "advance-stats-progress",
  text: `
update stats_progress set minutes_until = to_timestamp($2::float8 / 1000), hours_until = to_timestamp($3::float8 / 1000), rolled_at = to_timestamp($4::float8 / 1000)
where bucket = $1`,
};

export interface RollUpInput {
  bucket: number;
  nowMs: number;
  /** Leaves a bucket alone that was done, by any node, less than this ago. */
  notWithinMs: number;
  /**
   * Whether the database has been there for long enough that nothing recorded before is still to come. After an outage nodes commit rows whose ids are as
   * old as it was long: until it settles every round counts again from where it began.
   */
  settled: boolean;
}

/**
 * Brings a bucket's stats up to now: counts the minutes since the last round anew, with those whose rows may still have been on their way, and hours once
 * they are over. What is counted twice comes out the same. False when there was nothing to do here.
 */
export async function rollUp(database: Database, input: RollUpInput): Promise<boolean> {
  const { bucket, nowMs } = input;
  const floor = (ms: number, unitMs: number): number => Math.floor(ms / unitMs) * unitMs;
  return database.transaction(async (connection) => {
    const startMs = floor(nowMs - 10 * minuteMs, minuteMs);
    await connection.run(beginStatement, [bucket, startMs, floor(startMs, hourMs)]);
    const [progress] = await connection.run<{ minutesUntilMs: number; hoursUntilMs: number }>(takeStatement, [
      bucket,
      nowMs - input.notWithinMs,
    ]);
    if (progress === undefined) return false;
    const fromMs = floor(progress.minutesUntilMs - latenessMs, minuteMs);
    const toMs = Math.min(floor(nowMs, minuteMs) + minuteMs, fromMs + maxMinutes * minuteMs);
    await rollUpMinutes(connection, { bucket, fromMs, toMs });

    const reachedMs = Math.max(progress.minutesUntilMs, toMs - minuteMs);
    const minutesUntilMs = input.settled ? reachedMs : progress.minutesUntilMs;
    // Minutes before this are not counted again, so neither are the hours that they make up.
    const hoursUntilMs = Math.max(progress.hoursUntilMs, floor(minutesUntilMs - latenessMs, hourMs));
    if (hoursUntilMs > progress.hoursUntilMs) {
      await rollUpHours(connection, { bucket, fromMs: progress.hoursUntilMs, toMs: hoursUntilMs });
    }
    await connection.run(advanceStatement, [bucket, minutesUntilMs, hoursUntilMs, nowMs]);
    return true;
  });
}
