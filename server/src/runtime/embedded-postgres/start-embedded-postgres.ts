import pg from "pg";
import { type Home, chooseHome } from "./choose-home.ts";
import { ensureCluster, readPassword, superuser } from "./create-cluster.ts";
import { explainFolderError } from "./embedded-postgres-error.ts";
import { lockFolder } from "./folder-lock.ts";
import { launchOnPort } from "./launch-on-port.ts";
import type { RunningPostmaster } from "./launch-postmaster.ts";
import { settleLeftover } from "./leftover-postmaster.ts";
import { locateBinaryPackage, prepareBinaries, removeOldCopies } from "./prepare-binaries.ts";
import { renderSettings, socketFolder } from "./server-settings.ts";
import { supervisePostmaster } from "./supervise-postmaster.ts";

export interface EmbeddedPostgres {
  /** For the superuser, with its password: never to be logged. */
  readonly connectionString: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** Where the data really is; as root this may differ from the folder asked for. */
  readonly dataDir: string;
  /** Whether a server that an earlier process left running is used. */
  readonly reused: boolean;
  /** Stops the server in order and gives the folder back; safe to call more than once. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresDeps {
  /** Gets a line where a step takes longer or somebody should know. */
  readonly log: (message: string) => void;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** More settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: the port of the last start, at first any free one. */
  readonly port?: number;
}

const databaseName = "overten";

/** Starts PostgreSQL on a data folder, made at the first start, and keeps it running; throws `EmbeddedPostgresError`. One server a folder. */
export async function startEmbeddedPostgres(
  deps: EmbeddedPostgresDeps,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const home = await chooseHome(deps, { dataDir: options.dataDir });
  try {
    const lock = await lockFolder(deps, { dir: home.dir });
    try {
      return await startLocked(deps, options, { home, release: () => lock.release() });
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw explainFolderError(home.dir, error);
  }
}

async function startLocked(
  deps: EmbeddedPostgresDeps,
  options: EmbeddedPostgresOptions,
  input: { readonly home: Home; readonly release: () => Promise<void> },
): Promise<EmbeddedPostgres> {
  const { home } = input;
  const source = await locateBinaryPackage();
  const binaries = await prepareBinaries(deps, { home, source });
  await ensureCluster(deps, { home, binaries });

  const settingsFor = (port: number): string =>
    renderSettings({ home, port, packageVersion: source.version, settings: options.settings ?? {} });
  const start = async (
    wantedPort: number | undefined,
  ): Promise<{ postmaster: RunningPostmaster; port: number; reused: boolean }> => {
    const leftover = await settleLeftover(deps, { home, settingsFor, wantedPort });
    if (leftover.outcome === "running") return { ...leftover, reused: true };
    return { ...(await launchOnPort(deps, { home, binaries, settingsFor, wantedPort })), reused: false };
  };

  const { postmaster, port, reused } = await start(options.port);
  // The connection string is out by then: a server that has to be started again keeps its port.
  const startAgain = async (): Promise<RunningPostmaster> => (await start(port)).postmaster;
  const supervised = supervisePostmaster(deps, { first: postmaster, clusterDir: home.clusterDir, startAgain });
  const socket = socketFolder(home);
  const host = socket === null ? "" : `?host=${encodeURIComponent(socket)}&port=${port}`;
  const address = (database: string, password: string): string =>
    `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}${host}`;
  const password = await readPassword(home);
  try {
    await ensureDatabase(address("postgres", password));
    if (!reused) await removeOldCopies(home, binaries);
  } catch (error) {
    await supervised.stop();
    throw error;
  }
  return {
    connectionString: address(databaseName, password),
    port,
    dataDir: home.dir,
    reused,
    stop: async () => {
      await supervised.stop();
      await input.release();
    },
  };
}

async function ensureDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
