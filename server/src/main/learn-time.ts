import type { LearningClock } from "../runtime/clock.ts";
import type { Database, Statement } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";

const timeStatement: Statement = {
  name: "database-time",
  text: `select (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"`,
};

const everyMs = 2000;
/** How soon a machine that slept asks for the time; until then it starts nothing. */
const lookEveryMs = 250;

/** Asks the database for its time once. */
export async function learnTime(deps: {
  database: Database;
  clock: LearningClock;
  health: DatabaseHealth;
}): Promise<void> {
  const wasTrusted = deps.clock.isTrusted();
  const askedAtMs = deps.clock.monotonicMs();
  const rows = await deps.database.run<{ nowMs: number }>(timeStatement, []);
  const answeredAtMs = deps.clock.monotonicMs();
  deps.health.answered();
  // The machine slept before it read this answer, which may be as old as that was long.
  if (wasTrusted && !deps.clock.isTrusted()) return learnTime(deps);
  const databaseMs = rows[0]?.nowMs;
  if (databaseMs !== undefined) deps.clock.learn({ databaseMs, askedAtMs, answeredAtMs });
}

/** Keeps the clock with the database's, and notices when the database goes away and comes back. */
export function keepLearningTime(deps: { database: Database; clock: LearningClock; health: DatabaseHealth }): WorkLoop {
  let learnedAtMs = -Infinity;
  return startWorkLoop({
    round: async () => {
      if (deps.clock.isTrusted() && deps.clock.monotonicMs() - learnedAtMs < everyMs) return lookEveryMs;
      await learnTime(deps);
      learnedAtMs = deps.clock.monotonicMs();
      return lookEveryMs;
    },
    onError: (error) => void deps.health.failed(error),
  });
}
