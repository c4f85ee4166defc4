/** Delays between attempts in seconds, in order: the first delivery is at once, then one retry a delay (contract §8). */
export type RetrySchedule = readonly number[];

export const defaultRetrySchedule: RetrySchedule = [1, 4, 16, 64, 256, 1024, 4096];

/** A longer schedule would outlive the day partitions that its rows point into. */
const longestSeconds = 24 * 3600;

/** Reads OVERTEN_RETRY_SCHEDULE; the text says what is wrong otherwise. */
export function parseRetrySchedule(
  text: string,
): { ok: true; schedule: RetrySchedule } | { ok: false; problem: string } {
  const parts = text.split(",").map((part) => part.trim());
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part))) {
    return { ok: false, problem: "must be delays in seconds with commas between, as 1,4,16,64,256,1024,4096" };
  }
  const schedule = parts.map(Number);
  if (schedule.length > 50) return { ok: false, problem: "has more than 50 delays" };
  if (schedule.some((delay) => delay <= 0)) return { ok: false, problem: "has a delay that is not above 0" };
  if (schedule.reduce((sum, delay) => sum + delay, 0) > longestSeconds)
    return { ok: false, problem: "lasts longer than 24 hours in all" };
  return { ok: true, schedule };
}

/** When the attempts after `stepsUsed` steps are planned, in Unix milliseconds; each delay counts from the end of the attempt before, taken as immediate. */
export function remainingSchedule(schedule: RetrySchedule, stepsUsed: number, recordedAtMs: number): number[] {
  let atMs = recordedAtMs;
  return schedule.slice(stepsUsed).map((delaySeconds) => {
    atMs += delaySeconds * 1000;
    return atMs;
  });
}
