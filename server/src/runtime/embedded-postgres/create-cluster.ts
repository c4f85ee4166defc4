import { randomBytes } from "node:crypto";
import { lchown, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "./choose-home.ts";
import {
  EmbeddedPostgresError,
  explainFolderError,
  systemErrorCode,
  tellsDiskFull,
} from "./embedded-postgres-error.ts";
import { createGuarded, readGuarded, removeTree } from "./guarded-files.ts";
import type { Binaries } from "./prepare-binaries.ts";
import { runProgram } from "./run-program.ts";

/** The role that owns everything in the embedded database; its password is in the cluster, in `overten.password`. */
export const superuser = "overten";

const passwordName = "overten.password";

/**
 * Makes the cluster when there is none, under a name that appears only when it is whole: a start that was cut short begins anew.
 * Throws `version_mismatch` for the cluster of another major version.
 */
export async function ensureCluster(
  deps: { readonly log: (message: string) => void },
  input: { readonly home: Home; readonly binaries: Binaries },
): Promise<"made" | "found"> {
  const { home, binaries } = input;
  const found = await readMajorVersion(home);
  if (found === undefined) {
    deps.log(`Making a new PostgreSQL ${binaries.majorVersion} database in ${home.dir} …`);
    await makeCluster(home, binaries);
    return "made";
  }
  if (found === binaries.majorVersion) return "found";
  throw new EmbeddedPostgresError(
    "version_mismatch",
    `The database in ${home.clusterDir} was made by PostgreSQL ${found}; this version of Overten brings PostgreSQL ${binaries.majorVersion}, ` +
      "which cannot read it. Run the earlier version of Overten and move the data with pg_dump and pg_restore, " +
      "or name an empty folder with OVERTEN_DATA_DIR to begin anew.",
  );
}

/** The password of the superuser, from the cluster. */
export async function readPassword(home: Home): Promise<string> {
  return (await readGuarded(join(home.clusterDir, passwordName), home.user)).trim();
}

async function readMajorVersion({ clusterDir, user }: Home): Promise<number | undefined> {
  try {
    return Number.parseInt(await readGuarded(join(clusterDir, "PG_VERSION"), user), 10);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT") return undefined;
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      "folder_not_usable",
      `The database in ${clusterDir} cannot be read by this user (${code ?? String(error)}): another user made it. ` +
        "Start the server as that user or as root, or name another folder with OVERTEN_DATA_DIR.",
      { cause: error },
    );
  }
}

async function makeCluster(home: Home, binaries: Binaries): Promise<void> {
  const draft = join(home.dir, "cluster.new");
  const passwordFile = join(home.dir, "cluster.new.password");
  try {
    await removeTree(draft);
    await rm(passwordFile, { force: true });
    await mkdir(draft, { mode: 0o700 });
    const password = `${randomBytes(32).toString("base64url")}\n`;
    await createGuarded(passwordFile, password, { mode: 0o600, owner: home.user });
    if (home.user !== undefined) await lchown(draft, home.user.uid, home.user.gid);
    const made = await runProgram({
      command: binaries.initdb,
      args: [
        `--pgdata=${draft}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        "--set=scram_iterations=1",
        "--encoding=UTF8",
        // The builtin provider sorts the same on every machine; the C library is left out of it (--locale).
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
      ],
      user: home.user,
    });
    if (made.status !== 0) throw initFailed(home, made.output);
    await rename(passwordFile, join(draft, passwordName));
    await rename(draft, home.clusterDir);
  } catch (error) {
    await removeTree(draft);
    await rm(passwordFile, { force: true });
    throw explainFolderError(home.dir, error);
  }
}

function initFailed(home: Home, output: string): EmbeddedPostgresError {
  if (tellsDiskFull(output)) return explainFolderError(home.dir, new Error(output));
  return new EmbeddedPostgresError(
    "start_failed",
    `PostgreSQL's initdb could not make the database in ${home.dir}. It said:\n${output}\n` +
      "Put right what it names, or set DATABASE_URL to a PostgreSQL that you run.",
  );
}
