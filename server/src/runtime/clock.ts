/** Time, as everything here reads it. */
export interface Clock {
  /** The database's time in Unix milliseconds: leases, due times, ids and signatures go by it, whatever this machine's clock says. */
  nowMs(): number;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  monotonicMs(): number;
}

export interface LearningClock extends Clock {
  /** Takes one reading of the database's clock, bracketed by monotonic readings before it was asked and after it answered. */
  learn(reading: { databaseMs: number; askedAtMs: number; answeredAtMs: number }): void;
}

/** Readings kept: the one with the shortest round trip decides, and an old one cannot decide for longer than this many readings. */
const keptReadings = 8;

/** A monotonic clock plus an offset learned from the database. Until the first reading it shows this machine's time. */
export function createClock(): LearningClock {
  const readings: { offsetMs: number; roundTripMs: number }[] = [];
  let offsetMs = Date.now() - performance.now();
  return {
    nowMs: () => performance.now() + offsetMs,
    monotonicMs: () => performance.now(),
    learn({ databaseMs, askedAtMs, answeredAtMs }) {
      const roundTripMs = answeredAtMs - askedAtMs;
      readings.push({ offsetMs: databaseMs - (askedAtMs + answeredAtMs) / 2, roundTripMs });
      if (readings.length > keptReadings) readings.shift();
      const best = readings.reduce((a, b) => (b.roundTripMs < a.roundTripMs ? b : a));
      // A reading that contradicts the best by more than its own uncertainty means that the database's clock moved: follow the newest.
      const newest = readings.at(-1) ?? best;
      const contradicted = Math.abs(newest.offsetMs - best.offsetMs) > (newest.roundTripMs + best.roundTripMs) / 2 + 50;
      if (contradicted) readings.splice(0, readings.length, newest);
      offsetMs = (contradicted ? newest : best).offsetMs;
    },
  };
}
