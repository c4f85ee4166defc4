import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainFolderError } from "../runtime/embedded-postgres/embedded-postgres-error.ts";
import { randomAlphanumerics } from "../runtime/random-text.ts";

/** Keys that are made where settings name none, and kept in the data folder. The API key is that of the organisation that development begins with. */
export type LocalKeyName = keyof typeof makeKey;

const makeKey = {
  "secret-key": () => randomAlphanumerics(43),
  "operator-key": () => `op_live_${randomAlphanumerics(28)}`,
  "api-key": () => `sk_live_${randomAlphanumerics(28)}`,
};

/** The file of a key below the data folder. */
export function localKeyPath(dataDir: string, name: LocalKeyName): string {
  return join(dataDir, "keys", name);
}

/** Reads a key of a data folder, or makes it: a file that only its owner may read. Throws EmbeddedPostgresError where it cannot. */
export async function readLocalKey(dataDir: string, name: LocalKeyName): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true }); // reachable: PostgreSQL may run as another user below it
    await mkdir(join(dataDir, "keys"), { recursive: true, mode: 0o700 });
    return await readOrMake(localKeyPath(dataDir, name), makeKey[name]);
  } catch (error) {
    throw explainFolderError(dataDir, error);
  }
}

async function readOrMake(path: string, make: () => string): Promise<string> {
  try {
    // `wx`: of two that start at once, one writes and the other reads what it wrote.
    await writeFile(path, make(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return (await readFile(path, "utf8")).trim();
}
