import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { EmbeddedPostgresError, systemErrorCode } from "./embedded-postgres-error.ts";
import { isSameProcess, readStartMark } from "./process-identity.ts";

export interface FolderLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly startMark: string;
  readonly host: string;
}

const lockName = /^owner\.(\d+)$/u;

/**
 * Makes this process the only owner of a folder until it releases it or ends; throws `folder_taken` naming the process that has it.
 *
 * The lock is the file `owner.<n>` with the highest n. Taking it, from nobody or from a dead process, means making n + 1, which only one
 * can do (`link` fails when the name exists); lower numbers are removed afterwards, the highest never, so n only grows and nobody can
 * mistake an old state for the present one. A release therefore empties the file and leaves it.
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  const owner: Owner = {
    pid: process.pid,
    startMark: (await readStartMark(process.pid)) ?? "unknown",
    host: hostname(),
  };
  const draft = join(dir, `owner-draft-${randomUUID()}`);
  await writeFile(draft, JSON.stringify(owner), { mode: 0o644 });
  try {
    for (;;) {
      const highest = await highestLock(dir);
      if (highest > 0) await refuseIfHeld(dir, highest);
      if (!(await linkOnce(draft, lockPath(dir, highest + 1)))) continue;
      if ((await highestLock(dir)) !== highest + 1) {
        // Others took it and went on while we looked: our number was free only because it is already history.
        await rm(lockPath(dir, highest + 1), { force: true });
        continue;
      }
      await removeLocksBelow(dir, highest + 1);
      return { release: () => releaseLock(dir, highest + 1) };
    }
  } finally {
    await rm(draft, { force: true });
  }
}

const lockPath = (dir: string, n: number): string => join(dir, `owner.${n}`);

async function listLocks(dir: string): Promise<number[]> {
  const names = await readdir(dir);
  return names.flatMap((name) => {
    const n = lockName.exec(name)?.[1];
    return n === undefined ? [] : [Number(n)];
  });
}

async function highestLock(dir: string): Promise<number> {
  return Math.max(0, ...(await listLocks(dir)));
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function refuseIfHeld(dir: string, n: number): Promise<void> {
  const owner = parseOwner(await readFile(lockPath(dir, n), "utf8").catch(() => ""));
  if (owner === undefined || !(await isSameProcess(owner.pid, owner.startMark))) return;
  const who = owner.pid === process.pid ? `this process (${owner.pid})` : `process ${owner.pid} on ${owner.host}`;
  throw new EmbeddedPostgresError(
    "folder_taken",
    `The data folder ${dir} is in use by ${who}: one folder serves one server at a time. ` +
      "Stop that process, or give this server a data folder of its own with OVERTEN_DATA_DIR.",
  );
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("pid" in value) || typeof value.pid !== "number")
      return undefined;
    const startMark = "startMark" in value && typeof value.startMark === "string" ? value.startMark : "unknown";
    const host = "host" in value && typeof value.host === "string" ? value.host : "an unknown host";
    return { pid: value.pid, startMark, host };
  } catch {
    return undefined;
  }
}

async function removeLocksBelow(dir: string, n: number): Promise<void> {
  const lower = (await listLocks(dir)).filter((other) => other < n);
  await Promise.all(lower.map((other) => rm(lockPath(dir, other), { force: true })));
}

async function releaseLock(dir: string, n: number): Promise<void> {
  const released = join(dir, `owner-draft-${randomUUID()}`);
  try {
    await writeFile(released, "");
    await rename(released, lockPath(dir, n));
  } catch (error) {
    // Somebody removed the folder while the server ran: nothing is left to release.
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}
