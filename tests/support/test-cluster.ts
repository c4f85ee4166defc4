import { access, chmod, constants, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPostmasterFile } from "../../server/src/runtime/embedded-postgres/postmaster-pid.ts";
import { isPostmasterOf, readStartMark } from "../../server/src/runtime/embedded-postgres/process-identity.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../server/src/runtime/embedded-postgres/start-embedded-postgres.ts";
import { stopPostmaster } from "../../server/src/runtime/embedded-postgres/stop-postmaster.ts";

export interface TestPostgres extends EmbeddedPostgres {
  /** Stops the server and removes its folder. */
  readonly remove: () => Promise<void>;
}

const folderName = /^overten-test-(\d+)-/u;

/** A new temporary folder that other users may pass through, in memory where the machine has such a place; its name carries our process. */
export async function makeTestFolder(): Promise<string> {
  const dir = await mkdtemp(join(await chooseBase(), `overten-test-${process.pid}-`));
  await chmod(dir, 0o755);
  return dir;
}

/** Starts an embedded PostgreSQL of its own in a temporary folder. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = await makeTestFolder();
  const postgres = await startEmbeddedPostgres(
    { log: () => undefined },
    { dataDir: dir, settings: { shared_buffers: "128MB" } },
  );
  const remove = async (): Promise<void> => {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
  // By TCP and not by its socket: tests put what cuts connections in between.
  const overTcp = new URL(postgres.connectionString);
  overTcp.search = "";
  return { ...postgres, connectionString: overTcp.href, remove };
}

/** Stops and removes what test runs that were killed left behind. */
export async function sweepTestFolders(): Promise<void> {
  const base = await chooseBase();
  for (const name of await readdir(base)) {
    const owner = folderName.exec(name)?.[1];
    if (owner === undefined || (await readStartMark(Number(owner))) !== undefined) continue;
    const dir = join(base, name);
    await stopLeftover(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

/** Stops the PostgreSQL that runs on a data folder, if one does. */
export async function stopLeftover(dataDir: string): Promise<void> {
  const clusterDir = join(dataDir, "cluster");
  const file = await readPostmasterFile(clusterDir).catch(() => undefined);
  if (file === undefined || !(await isPostmasterOf(file.pid, clusterDir))) return;
  await stopPostmaster({ log: () => undefined }, { pid: file.pid, clusterDir });
}

async function chooseBase(): Promise<string> {
  try {
    await access("/dev/shm", constants.W_OK | constants.X_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}
