import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomAlphanumerics } from "../runtime/random-text.ts";

/** Keys that are made at the first start and kept in the data folder when settings name none. */
export interface LocalKeys {
  secretKey: string;
  operatorKey: string;
}

/** Reads the keys of a data folder, or makes them: files that only their owner may read. */
export async function readLocalKeys(dataDir: string): Promise<LocalKeys> {
  const folder = join(dataDir, "keys");
  await mkdir(dataDir, { recursive: true }); // reachable: PostgreSQL may run as another user below it
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    secretKey: await readOrMake(join(folder, "secret-key"), () => randomAlphanumerics(43)),
    operatorKey: await readOrMake(join(folder, "operator-key"), () => `op_live_${randomAlphanumerics(28)}`),
  };
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
