import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "./choose-home.ts";
import { readGuarded, replaceGuarded } from "./guarded-files.ts";

/** The settings file that the server is started with; written anew at every start, and not in the folder that PostgreSQL's user owns. */
export const settingsPath = (home: Home): string => join(home.dir, "overten.conf");

/** Where earlier versions had it. */
const formerSettingsPath = (home: Home): string => join(home.clusterDir, "overten.conf");

const ownSettings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  max_connections: "100",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  timezone: "UTC",
  log_timezone: "UTC",
  // The password has 256 random bits: stretching it would only make connections slower.
  scram_iterations: "1",
  // Statements that fail are reported by whoever sent them; here they could leave values in a file.
  log_min_messages: "log",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
};

/** Systems take no longer path for a socket than this, in bytes (macOS 103, Linux 107). */
const longestSocketPath = 103;

/** The folder of the server's socket, inside its own; null where that path is too long or needs quoting. A socket costs less than TCP on loopback, on both sides. */
export function socketFolder(home: Home): string | null {
  const path = join(home.clusterDir, ".s.PGSQL.65535");
  // The setting is a list with commas between, quoted where a name needs it.
  return Buffer.byteLength(path) <= longestSocketPath && !/[,"]/.test(path) ? home.clusterDir : null;
}

/** The text of the settings file: our settings, then the caller's, over what initdb chose for this machine. */
export function renderSettings(input: {
  readonly home: Home;
  readonly port: number;
  readonly packageVersion: string;
  readonly settings: Readonly<Record<string, string>>;
}): string {
  const all = {
    port: String(input.port),
    unix_socket_directories: socketFolder(input.home) ?? "",
    ...ownSettings,
    ...input.settings,
  };
  const lines = Object.entries(all).map(([name, value]) => {
    if (!/^[a-z][a-z0-9_.]*$/iu.test(name)) throw new TypeError(`"${name}" is no name of a PostgreSQL setting`);
    return `${name} = ${quoted(value)}\n`;
  });
  return (
    `# Written by Overten at every start, for PostgreSQL package ${input.packageVersion}. Your own settings: "alter system set …".\n` +
    `include ${quoted(join(input.home.clusterDir, "postgresql.conf"))}\n${lines.join("")}`
  );
}

const quoted = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

/** The text of the settings of the last start; undefined before the first one. */
export async function readSettings(home: Home): Promise<string | undefined> {
  return await readGuarded(settingsPath(home), home.user).catch(
    async () => await readGuarded(formerSettingsPath(home), home.user).catch(() => undefined),
  );
}

/** The port that the last start used: the settings file is where it is remembered. */
export function portOf(settingsText: string | undefined): number | undefined {
  const port = /^port = '(\d+)'$/mu.exec(settingsText ?? "")?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Puts the settings in place for the next start. */
export async function writeSettings(home: Home, text: string): Promise<void> {
  // Open to all: PostgreSQL's user reads it, and it holds no secret.
  await replaceGuarded(settingsPath(home), text, { mode: 0o644 });
  await rm(formerSettingsPath(home), { force: true });
}
