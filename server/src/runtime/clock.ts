/** Time, as everything here reads it. */
export interface Clock {
  /** The database's time in Unix milliseconds: leases, due times, ids and signatures go by it, whatever this machine's clock says. */
  nowMs(): number;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  monotonicMs(): number;
  /**
   * False once this machine slept: a monotonic clock does not count that, so that `nowMs` is behind by all of it, and what was leased before is older than it
   * looks. True again when the database was asked.
   */
  isTrusted(): boolean;
}

export interface LearningClock extends Clock {
  /** Takes one reading of the database's clock, bracketed by monotonic readings before it was asked and after it answered. */
  learn(reading: { databaseMs: number; askedAtMs: number; answeredAtMs: number }): void;
}

/** Readings kept: the one with the shortest round trip decides, and an old one cannot decide for longer than this many readings. */
const keptReadings = 8;

/** How far this machine's two clocks may drift apart between two readings: what is more is a sleep, or somebody who set the time. */
const trustedDriftMs = 1000;

/** What a clock reads from its machine, in milliseconds. */
export interface ClockSources {
  monotonicMs: () => number;
  wallMs: () => number;
}

const machine: ClockSources = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };

/** A monotonic clock plus an offset learned from the database. Until the first reading it shows this machine's time. */
export function createClock({ monotonicMs, wallMs }: ClockSources = machine): LearningClock {
  const readings: { offsetMs: number; roundTripMs: number }[] = [];
  const driftMs = (): number => wallMs() - monotonicMs();
  let driftAtReadingMs = driftMs();
  let offsetMs = driftAtReadingMs;
  return {
    nowMs: () => monotonicMs() + offsetMs,
    monotonicMs,
    isTrusted: () => Math.abs(driftMs() - driftAtReadingMs) < trustedDriftMs,
    learn({ databaseMs, askedAtMs, answeredAtMs }) {
      driftAtReadingMs = driftMs();
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
