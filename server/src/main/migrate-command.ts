import { createLogger } from "../runtime/logger.ts";
import { migrate } from "../storage/migrate.ts";
import { readSettings } from "./settings.ts";
import { exitCodeOf, explainStartError } from "./start-error.ts";
import { waitForDatabase } from "./wait-for-database.ts";

/** `overten migrate`: brings the database of DATABASE_URL to this version. Gives the exit code. */
export async function migrateCommand(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  // Keys are the server's; a migration needs none of them.
  const keyless = { OVERTEN_SECRET_KEY: "x".repeat(32), OVERTEN_OPERATOR_KEY: `op_live_${"x".repeat(28)}` };
  const read = readSettings({ ...withoutKeys(environment), ...keyless });
  if (!read.ok) {
    complain(
      `Overten cannot migrate. Mend these settings:\n${read.problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    return 2;
  }
  const { settings } = read;
  const connectionString = settings.databaseUrl;
  if (connectionString === null) {
    complain(
      "Set DATABASE_URL to the database to migrate. The embedded PostgreSQL is migrated whenever a server starts.",
    );
    return 2;
  }
  try {
    await waitForDatabase({ report: say, signal: new AbortController().signal }, { connectionString });
    const { applied } = await migrate({ connectionString, log: say }, settings);
    say(applied.length === 0 ? "The database is up to date." : "The database is up to date now.");
    return 0;
  } catch (error) {
    const explained = explainStartError(error, settings);
    if (explained === null)
      createLogger({ level: "error", to: "stderr" }).error({ err: error }, "the migration failed");
    else complain(`Overten cannot migrate. ${explained}`);
    return exitCodeOf(error);
  }
}

function withoutKeys(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const rest = { ...environment };
  delete rest["OVERTEN_SECRET_KEY_FILE"];
  delete rest["OVERTEN_OPERATOR_KEY_FILE"];
  return rest;
}
