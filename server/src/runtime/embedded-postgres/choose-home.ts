import { randomBytes } from "node:crypto";
import { access, constants, mkdir, open, readFile, realpath, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { chooseRunUser } from "./choose-run-user.ts";
import { EmbeddedPostgresError, explainFolderError, systemErrorCode } from "./embedded-postgres-error.ts";
import { type RunUser, runProgram } from "./run-program.ts";

/** Where the cluster, its log and its lock live, and the user that PostgreSQL runs as (undefined: ourselves). */
export interface Home {
  readonly dir: string;
  readonly clusterDir: string;
  readonly user: RunUser | undefined;
}

/** In the wanted data folder, when the data had to live elsewhere: one line with the absolute path of the folder that has it. */
export const pointerName = "postgres-location.txt";

// Root's data goes here when PostgreSQL's user cannot reach the wanted folder.
const systemBase = "/var/lib/overten";

/** Finds the folder of an earlier start, or picks one that PostgreSQL's user can reach; makes it when it is not there. */
export async function chooseHome(
  deps: { readonly log: (message: string) => void },
  input: { readonly dataDir: string },
): Promise<Home> {
  await makeFolder(resolve(input.dataDir));
  // One name for one folder: a server that still runs is recognised by the path it was started with.
  const wanted = await realpath(input.dataDir);
  const pointed = await readPointer(wanted);
  const dir = pointed ?? wanted;
  const clusterDir = join(dir, "cluster");
  const user = await chooseRunUser({ clusterDir });
  if (user === undefined || (await canEnter(dir, user))) return { dir, clusterDir, user };
  if (pointed !== undefined || (await exists(clusterDir))) {
    throw new EmbeddedPostgresError(
      "folder_not_usable",
      `The database in ${dir} belongs to ${user.name}, who can no longer reach it: a folder above it is closed to others. ` +
        `Open the folders above it for passing through (chmod o+x), or move ${dir} to a place that ${user.name} can reach.`,
    );
  }
  const elsewhere = await pickElsewhere(wanted, user);
  deps.log(
    `PostgreSQL does not run as root, and ${user.name} cannot reach ${wanted}: the database lives in ${elsewhere} ` +
      `(${join(wanted, pointerName)} remembers it).`,
  );
  return { dir: elsewhere, clusterDir: join(elsewhere, "cluster"), user };
}

async function makeFolder(dir: string): Promise<void> {
  const asRoot = process.getuid?.() === 0;
  try {
    const first = await mkdir(dir, { recursive: true, mode: asRoot ? 0o755 : 0o700 });
    // As root others must be able to pass through what was made here, whatever the umask; the cluster inside is closed.
    if (first !== undefined && asRoot) await openBetween(first, dir);
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explainFolderError(dir, error);
  }
}

async function openBetween(top: string, bottom: string): Promise<void> {
  for (let dir = bottom; dir.length >= top.length; dir = dirname(dir)) await openFolder(dir);
}

async function openFolder(dir: string): Promise<void> {
  const folder = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await folder.chmod(0o755);
  } finally {
    await folder.close();
  }
}

async function readPointer(wanted: string): Promise<string | undefined> {
  const text = await readFile(join(wanted, pointerName), "utf8").catch((error: unknown) => {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw explainFolderError(wanted, error);
  });
  if (text === undefined) return undefined;
  const dir = text.trim();
  if (await exists(dir)) return dir;
  throw new EmbeddedPostgresError(
    "data_missing",
    `${join(wanted, pointerName)} says that the database lives in ${dir}, which is not there. ` +
      `Bring that folder back, or delete ${join(wanted, pointerName)} to begin with an empty database.`,
  );
}

async function pickElsewhere(wanted: string, user: RunUser): Promise<string> {
  const dir = join(systemBase, randomBytes(8).toString("hex"));
  await makeFolder(dir);
  if (!(await canEnter(dir, user))) {
    throw new EmbeddedPostgresError(
      "folder_not_usable",
      `PostgreSQL does not run as root, and ${user.name} can reach neither ${wanted} nor ${systemBase}. ` +
        `Name a folder that ${user.name} can reach with OVERTEN_DATA_DIR, or start the server as an ordinary user.`,
    );
  }
  try {
    await writeFile(join(wanted, pointerName), `${dir}\n`, { flag: "wx" });
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST") throw explainFolderError(wanted, error);
    // Another server started on the same folder at the same moment and was first: its choice counts, and its lock decides.
    await rmdir(dir);
    return (await readPointer(wanted)) ?? dir;
  }
  return dir;
}

async function canEnter(dir: string, user: RunUser): Promise<boolean> {
  const tried = await runProgram({ command: "/bin/sh", args: ["-c", 'cd "$1"', "sh", dir], user });
  return tried.status === 0;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
