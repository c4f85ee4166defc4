import type { Clock } from "./clock.ts";
import { isDatabaseAway, isPartitionMissing } from "./database-pool.ts";

/** Whether the database answers, as all users of it on this node report it. */
export interface DatabaseHealth {
  /** Takes note of an error; true when it means that the database is away. */
  failed(error: unknown): boolean;
  answered(): void;
  isAvailable(): boolean;
  /** Milliseconds since the database last came back (or since the start); 0 while it is away. */
  availableForMs(): number;
}

/** `onPartitionMissing` is told when a row of today finds no partition. */
export function createDatabaseHealth(clock: Clock, onPartitionMissing: () => void = () => {}): DatabaseHealth {
  let available = true;
  let sinceMs = clock.monotonicMs();
  return {
    failed(error) {
      if (isPartitionMissing(error)) onPartitionMissing();
      const away = isDatabaseAway(error);
      if (away) available = false;
      return away;
    },
    answered() {
      if (available) return;
      available = true;
      sinceMs = clock.monotonicMs();
    },
    isAvailable: () => available,
    availableForMs: () => (available ? clock.monotonicMs() - sinceMs : 0),
  };
}
