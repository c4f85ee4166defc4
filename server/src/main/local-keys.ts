import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainFolderError } from "../runtime/embedded-postgres/embedded-postgres-error.ts";
import { randomAlphanumerics } from "../runtime/random-text.ts";

/** Keys that are made at the first start and kept in the data folder when settings name none. */
export interface LocalKeys {
  secretKey: string;
  operatorKey: string;
}

/** The file of a key below the data folder. */
export function localKeyPath(dataDir: string, name: "secret-key" | "operator-key" | "api-key"): string {
  return join(dataDir, "keys", name);
}

/** Reads the keys of a data folder, or makes them: files that only their owner may read. Throws EmbeddedPostgresError where it cannot. */
export async function readLocalKeys(dataDir: string): Promise<LocalKeys> {
  return {
    secretKey: await readLocalKey(dataDir, "secret-key", () => randomAlphanumerics(43)),
    operatorKey: await readLocalKey(dataDir, "operator-key", () => `op_live_${randomAlphanumerics(28)}`),
  };
}

/** The same for the key of the organisation that development begins with. */
export async function readLocalApiKey(dataDir: string): Promise<string> {
  return readLocalKey(dataDir, "api-key", () => `sk_live_${randomAlphanumerics(28)}`);
}

async function readLocalKey(
  dataDir: string,
  name: "secret-key" | "operator-key" | "api-key",
  make: () => string,
): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true }); // reachable: PostgreSQL may run as another user below it
    await mkdir(join(dataDir, "keys"), { recursive: true, mode: 0o700 });
    return await readOrMake(localKeyPath(dataDir, name), make);
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
