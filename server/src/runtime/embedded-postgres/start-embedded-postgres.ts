import pg from "pg";
import { type Home, chooseHome } from "./choose-home.ts";
import { ensureCluster, readPassword, superuser } from "./create-cluster.ts";
import { lockFolder } from "./folder-lock.ts";
import { choosePort, portTaken } from "./free-port.ts";
import { launchPostmaster } from "./launch-postmaster.ts";
import { settleLeftover } from "./leftover-postmaster.ts";
import { type Binaries, locateBinaryPackage, prepareBinaries, removeOldCopies } from "./prepare-binaries.ts";
import { portOf, readSettings, renderSettings, writeSettings } from "./server-settings.ts";
import { send, stopPostmaster } from "./stop-postmaster.ts";

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
// Between finding a free port and listening on it another program can take it.
const portTries = 5;

/** Starts PostgreSQL on a data folder, made at the first start; throws `EmbeddedPostgresError`. One server a folder at a time. */
export async function startEmbeddedPostgres(
  deps: EmbeddedPostgresDeps,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const source = await locateBinaryPackage();
  const home = await chooseHome(deps, { dataDir: options.dataDir });
  const lock = await lockFolder(home.dir);
  try {
    const settingsFor = (port: number): string =>
      renderSettings({ port, packageVersion: source.version, settings: options.settings ?? {} });
    const binaries = await prepareBinaries(deps, { home, source });
    const cluster = await ensureCluster(deps, { home, binaries });
    const leftover = await settleLeftover(deps, { home, settingsFor, wantedPort: options.port });
    const running =
      leftover.outcome === "running"
        ? { pid: leftover.pid, port: leftover.port }
        : await launch(deps, { home, binaries, settingsFor, wantedPort: options.port });
    const password = await readPassword(home);
    const address = `postgres://${superuser}:${password}@127.0.0.1:${running.port}`;
    const stop = stopOnce(deps, { home, pid: running.pid, release: () => lock.release() });
    try {
      await ensureDatabase(`${address}/postgres`);
    } catch (error) {
      await stop();
      throw error;
    }
    if (cluster === "found") await removeOldCopies(home, binaries);
    return {
      connectionString: `${address}/${databaseName}`,
      port: running.port,
      dataDir: home.dir,
      reused: leftover.outcome === "running",
      stop,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function launch(
  deps: EmbeddedPostgresDeps,
  input: {
    readonly home: Home;
    readonly binaries: Binaries;
    readonly settingsFor: (port: number) => string;
    readonly wantedPort: number | undefined;
  },
): Promise<{ pid: number; port: number }> {
  const { home, binaries, wantedPort } = input;
  for (let tries = 1; ; tries += 1) {
    const port = await choosePort(deps, { wanted: wantedPort, remembered: portOf(await readSettings(home)) });
    await writeSettings(home, input.settingsFor(port));
    const launched = await launchPostmaster(deps, { home, binaries });
    if (launched.outcome === "ready") return { pid: launched.pid, port };
    if (wantedPort !== undefined || tries === portTries) throw portTaken(port);
  }
}

function stopOnce(
  deps: EmbeddedPostgresDeps,
  input: { readonly home: Home; readonly pid: number; readonly release: () => Promise<void> },
): () => Promise<void> {
  const { clusterDir } = input.home;
  // When our process ends without stopping it, it must not stay behind: the signal is all that can be done in time.
  const onExit = (): void => {
    send(input.pid, "SIGINT");
  };
  process.once("exit", onExit);
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await stopPostmaster(deps, { pid: input.pid, clusterDir });
    process.removeListener("exit", onExit);
    await input.release();
  };
  return () => (stopping ??= stop());
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
