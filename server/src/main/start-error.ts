import { EmbeddedPostgresError } from "../runtime/embedded-postgres/embedded-postgres-error.ts";
import { BucketsError, MigrationError } from "../storage/migrate.ts";
import type { Settings } from "./settings.ts";

/** The server cannot start; the message says what happened, why, and what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const ownErrors = [StartError, EmbeddedPostgresError, MigrationError, BucketsError];

/** 2 for a setting that turned out to be wrong once the database was asked, 1 for everything else. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof BucketsError ? 2 : 1;
}

/** The message of an error that a person can mend; null for one that is a bug. */
export function explainStartError(error: unknown, settings: Settings): string | null {
  if (ownErrors.some((own) => error instanceof own)) return (error as Error).message;
  if (!(error instanceof Error) || !("code" in error)) return null;
  const isListening = "syscall" in error && (error.syscall === "listen" || error.syscall === "getaddrinfo");
  return isListening ? explainListenError(String(error.code), settings) : explainDatabaseError(error, settings);
}

function explainListenError(code: string, { host, port }: Settings): string | null {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use by another program, perhaps another Overten, so this one cannot listen there. Stop that program, or start with another port: PORT=${port === 65_535 ? 8080 : port + 1}.`;
    case "EACCES":
      return `This user may not listen on port ${port}. Choose a port above 1023 with PORT, or give the program the right to it.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST is ${host}, which is no address of this machine, so Overten cannot listen there. Set HOST to one of its addresses, or to 0.0.0.0 for all of them.`;
    default:
      return null;
  }
}

/** What PostgreSQL refuses for reasons that waiting does not mend, by its error codes (PostgreSQL, appendix A). */
function explainDatabaseError(error: Error & { code?: unknown }, settings: Settings): string | null {
  const database = settings.databaseUrl === null ? "The embedded PostgreSQL" : "The PostgreSQL of DATABASE_URL";
  switch (error.code) {
    case "28P01":
    case "28000":
      return `${database} does not let this user in (${error.message}). Check user, password and pg_hba.conf.`;
    case "3D000":
      return `${database} has no such database (${error.message}). Create it, or name another one.`;
    case "42501":
      return `${database} does not give this user the rights that migrations need (${error.message}). Make the user the owner of the database, or grant it "create" on the schema public.`;
    case "53100":
      return `${database} has no room left on its disk (${error.message}). Free some space and start again.`;
    default:
      return null;
  }
}
