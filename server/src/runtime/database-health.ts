import type { Clock } from "./clock.ts";
import { isDatabaseAway, isPartitionMissing } from "./database-pool.ts";

/** Whether the database answers, as all users of it on this node report it. */
export interface DatabaseHealth {
  /** Takes note of an error; true when it means that the database is away. */
  failed(error: unknown): boolean;
  answered(): void;
  isAvailable(): boolean;
  /** Milliseconds since the last outage, or since the start; 0 while the database is away. */
  availableForMs(): number;
}

/**
 * A silence this long is an outage. The time is asked for every 2 s, so that a database that is there is heard of; and a record that had to wait for less is
 * still written within its lease. What fails now and then beside answers, such as a connection too many or one slow page, is none.
 */
const outageMs = 5000;

/** `onPartitionMissing` is told when a row of today finds no partition. */
export function createDatabaseHealth(clock: Clock, onPartitionMissing: () => void = () => {}): DatabaseHealth {
  let available = true;
  let sinceMs = clock.monotonicMs();
  let answeredAtMs = sinceMs;
  return {
    failed(error) {
      if (isPartitionMissing(error)) onPartitionMissing();
      const away = isDatabaseAway(error);
      if (away) available = false;
      return away;
    },
    answered() {
      const nowMs = clock.monotonicMs();
      if (nowMs - answeredAtMs > outageMs) sinceMs = nowMs;
      answeredAtMs = nowMs;
      available = true;
    },
    isAvailable: () => available,
    availableForMs() {
      const nowMs = clock.monotonicMs();
      return available && nowMs - answeredAtMs <= outageMs ? nowMs - sinceMs : 0;
    },
  };
}
