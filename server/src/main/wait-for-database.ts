import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isDatabaseUnavailable } from "../runtime/database-pool.ts";
import { StartError } from "./start-error.ts";

const waitMs = 60_000;
const connectTimeoutMs = 5000;
const pauseMs = 1000;
const reportEveryMs = 5000;

/**
 * Resolves once the database of DATABASE_URL takes connections: it may be starting at the same moment. After 60 s it throws StartError; what waiting
 * does not mend (a wrong password, no such database) it throws at once, as PostgreSQL said it. Ends silently when `signal` aborts.
 */
export async function waitForDatabase(
  deps: { report: (line: string) => void; signal: AbortSignal },
  input: { connectionString: string; waitMs?: number },
): Promise<void> {
  const beganMs = performance.now();
  const limitMs = input.waitMs ?? waitMs;
  let reportedMs = Number.NEGATIVE_INFINITY;
  while (!deps.signal.aborted) {
    const why = await tryToConnect(input.connectionString);
    if (why === null) return;
    const waitedMs = performance.now() - beganMs;
    if (waitedMs >= limitMs) {
      throw new StartError(
        `The database at ${addressOf(input.connectionString)} did not answer for ${Math.round(limitMs / 1000)} s (${why}). ` +
          "Start it, check that this machine can reach it, and check DATABASE_URL.",
      );
    }
    if (performance.now() - reportedMs >= reportEveryMs) {
      reportedMs = performance.now();
      deps.report(
        `Waiting for the database at ${addressOf(input.connectionString)} (${why}), ${Math.ceil((limitMs - waitedMs) / 1000)} s more …`,
      );
    }
    await sleep(Math.min(pauseMs, limitMs), undefined, { signal: deps.signal }).catch(() => {});
  }
}

/** Null when it answered; else why not. Throws what another try would not mend. */
async function tryToConnect(connectionString: string): Promise<string | null> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs });
  client.on("error", () => {}); // the statement under way fails with the same
  try {
    await client.connect();
    await client.query("select 1");
    return null;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!(error instanceof Error) || isSetting(code) || !isDatabaseUnavailable(error)) throw error;
    // Of several addresses that were tried, Node's message is empty and the code says it.
    return error.message === "" ? code : error.message;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Password, user or database are wrong: for a node that runs this may pass, at a start it is a setting. */
function isSetting(code: string): boolean {
  return code.startsWith("28") || code === "3D000";
}

/** Host, port and database: what may be shown of a URL that holds a password. */
function addressOf(connectionString: string): string {
  const url = URL.parse(connectionString);
  if (url === null) return "DATABASE_URL";
  return `${url.hostname === "" ? (url.searchParams.get("host") ?? "localhost") : url.hostname}:${url.port === "" ? 5432 : url.port}${url.pathname}`;
}
