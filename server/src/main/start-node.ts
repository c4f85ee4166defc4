import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbeddedPostgres } from "../runtime/embedded-postgres/start-embedded-postgres.ts";
import type { Logger } from "../runtime/logger.ts";
import { createReleasers, type Releasers } from "../runtime/releasers.ts";
import { buildDashboard } from "./build-dashboard.ts";
import { checkPort } from "./check-port.ts";
import { readLocalKey } from "./local-keys.ts";
import type { Settings } from "./settings.ts";
import { type RunningServer, startServer } from "./start-server.ts";
import { waitForDatabase } from "./wait-for-database.ts";

export interface NodeDeps {
  log: Logger;
  /** Gets a line for whoever watches the start. */
  report: (line: string) => void;
  /** Aborted when the start is to be given up. */
  signal: AbortSignal;
}

/** A node as a person starts it: the server, and the database beneath it where that is its own. */
export interface RunningNode {
  server: RunningServer;
  operatorKey: string;
  /** The key of the default organisation; null where there is none. */
  apiKey: string | null;
  /** In order: the embedded PostgreSQL last. */
  stop(): Promise<void>;
}

/** What is slower than this is said, so that a quiet start is not taken for a stuck one. */
const quietMs = 400;

/** Starts a node with all that its settings ask for; null when `signal` was aborted meanwhile. Throws what `explainStartError` explains. */
export async function startNode(deps: NodeDeps, settings: Settings): Promise<RunningNode | null> {
  const releasers = createReleasers();
  try {
    const node = await startParts(deps, settings, releasers);
    if (!deps.signal.aborted) return node;
  } catch (error) {
    await releasers.release().catch(() => {}); // the first error is the one to tell
    throw error;
  }
  await releasers.release();
  return null;
}

async function startParts(deps: NodeDeps, settings: Settings, releasers: Releasers): Promise<RunningNode | null> {
  const { report, signal } = deps;
  const { dataDir } = settings;
  await checkPort(settings);
  const building = new AbortController();
  releasers.add(async () => building.abort());
  const dashboard = buildDashboard({ report }, { signal: AbortSignal.any([signal, building.signal]) });
  const { operatorKey, secretKeys } = await findKeys(settings);
  const isDevelopment = settings.environment === "development";
  const apiKey = settings.bootstrapApiKey ?? (isDevelopment ? await readLocalKey(dataDir, "api-key") : null);
  const connectionString = await findDatabase(deps, settings, releasers);
  if (signal.aborted) return null;

  const server = await sayIfSlow(
    report,
    "Preparing the database …",
    startServer(
      { log: deps.log },
      { settings: { ...settings, bootstrapApiKey: apiKey }, connectionString, secretKeys, operatorKey, dashboard },
    ),
  );
  releasers.add(() => server.stop());
  // In development the screen with the link comes when the link leads somewhere.
  if (isDevelopment) await dashboard;
  return { server, operatorKey, apiKey, stop: () => releasers.release() };
}

/** Those of the settings, or else those of the data folder: none is made that nothing would open with. */
async function findKeys(settings: Settings): Promise<{ operatorKey: string; secretKeys: readonly string[] }> {
  const { dataDir } = settings;
  const operatorKey = settings.operatorKey ?? (await readLocalKey(dataDir, "operator-key"));
  const secretKeys = settings.secretKeys.length > 0 ? settings.secretKeys : [await readLocalKey(dataDir, "secret-key")];
  return { operatorKey, secretKeys };
}

/** Where the database is, once it answers. */
async function findDatabase(deps: NodeDeps, settings: Settings, releasers: Releasers): Promise<string> {
  const { report, signal } = deps;
  if (settings.databaseUrl !== null) {
    await waitForDatabase({ report, signal }, { connectionString: settings.databaseUrl });
    return settings.databaseUrl;
  }
  const dataDir = resolve(settings.dataDir, "postgres");
  report(`Starting PostgreSQL in ${dataDir} …`);
  const beganMs = performance.now();
  const embedded = await startEmbeddedPostgres({ log: report }, { dataDir });
  releasers.add(() => embedded.stop());
  report(`PostgreSQL is ready after ${((performance.now() - beganMs) / 1000).toFixed(1)} s.`);
  return embedded.connectionString;
}

async function sayIfSlow<Result>(report: (line: string) => void, line: string, work: Promise<Result>): Promise<Result> {
  const done = new AbortController();
  void sleep(quietMs, undefined, { signal: done.signal }).then(
    () => report(line),
    () => {}, // it was quick
  );
  try {
    return await work;
  } finally {
    done.abort();
  }
}
