import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import { readDurability } from "../storage/read-durability.ts";
import { readSchemaState } from "../storage/read-schema-state.ts";
import { StartError } from "./start-error.ts";

/** Longer than any healthy answer takes, shorter than the patience of what asks `/readyz`. */
const answerWithinMs = 2000;

/** Makes what `/readyz` asks: whether the database answers and has this version's migrations. Questions at the same moment share one answer. */
export function createDatabaseCheck(
  deps: { database: Connection; health: DatabaseHealth },
  input: { newestMigration: number },
): () => Promise<string | null> {
  const away = "The database does not answer. It is asked again all the time; check that it runs and can be reached.";
  const noPartition =
    "The database has no partitions for today yet. They are made within seconds; look at the log if not.";
  const ask = async (): Promise<string | null> => {
    try {
      const { newest, hasToday } = await readSchemaState(deps.database);
      deps.health.answered();
      if (newest >= input.newestMigration) return hasToday ? null : noPartition;
      return "The database has not all migrations of this server. Run `overten migrate`, or restart the server.";
    } catch (error) {
      deps.health.failed(error);
      return away;
    }
  };
  let asking: Promise<string | null> | null = null;
  return () => {
    asking ??= Promise.race([ask(), sleep(answerWithinMs, away, { ref: false })]).finally(() => {
      asking = null;
    });
    return asking;
  };
}

/** I12: what PostgreSQL may lose in a crash stops a production start; in development the returned text is to be shouted. */
export async function checkDurability(
  deps: { database: Connection },
  input: { environment: "development" | "production" },
): Promise<string | null> {
  const unsafe = (await readDurability(deps.database)).filter((setting) => !setting.safe);
  if (unsafe.length === 0) return null;
  const list = unsafe.map(({ name, setting }) => `${name} = ${setting}`).join(", ");
  const message =
    `PostgreSQL runs with ${list}: a crash can lose events that were acknowledged. ` +
    `Set ${unsafe.map(({ name }) => `${name} = on`).join(", ")} in postgresql.conf, and for this user and database, and start again.`;
  if (input.environment === "production") throw new StartError(message);
  return message;
}
