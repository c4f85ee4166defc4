import { randomUUID } from "node:crypto";
import { link, lutimes, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError, systemErrorCode } from "./embedded-postgres-error.ts";
import { isSameProcess, readProcessSpace, readStartMark } from "./process-identity.ts";

export interface FolderLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly startMark: string;
  readonly space: string;
}

const lockName = /^owner\.(\d+)$/u;
const beatMs = 4_000;
// Three beats: an owner on another machine or in another container that is silent for that long is taken for dead.
const silenceMs = 12_000;

/**
 * Makes this process the only owner of a folder until it releases it or ends; throws `folder_taken` naming the process that has it.
 *
 * The lock is the file `owner.<n>` with the highest n. Taking it, from nobody or from a dead process, means making n + 1, which only one
 * can do (`link` fails when the name exists); lower numbers are removed afterwards, the highest never, so n only grows and nobody can
 * mistake an old state for the present one. A release therefore empties the file and leaves it.
 */
export async function lockFolder(
  deps: { readonly log: (message: string) => void },
  input: { readonly dir: string },
): Promise<FolderLock> {
  const { dir } = input;
  const owner: Owner = {
    pid: process.pid,
    startMark: (await readStartMark(process.pid)) ?? "unknown",
    space: await readProcessSpace(),
  };
  const draft = join(dir, `owner-draft-${randomUUID()}`);
  await writeFile(draft, JSON.stringify(owner), { mode: 0o644, flag: "wx" });
  try {
    for (;;) {
      const highest = await highestLock(dir);
      if (highest > 0) await refuseIfHeld(deps, { dir, path: lockPath(dir, highest), ourSpace: owner.space });
      if (!(await linkOnce(draft, lockPath(dir, highest + 1)))) continue;
      if ((await highestLock(dir)) !== highest + 1) {
        // Others took it and went on while we looked: our number was free only because it is already history.
        await rm(lockPath(dir, highest + 1), { force: true });
        continue;
      }
      await removeLocksBelow(dir, highest + 1);
      return hold(dir, highest + 1);
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

async function refuseIfHeld(
  deps: { readonly log: (message: string) => void },
  input: { readonly dir: string; readonly path: string; readonly ourSpace: string },
): Promise<void> {
  const owner = parseOwner(await readFile(input.path, "utf8").catch(() => ""));
  if (owner === undefined) return;
  const nearby = owner.space === input.ourSpace;
  const alive = nearby ? await isSameProcess(owner.pid, owner.startMark) : await beats(deps, { ...input, owner });
  if (!alive) return;
  const which = owner.pid === process.pid && nearby ? "this process" : "process";
  throw new EmbeddedPostgresError(
    "folder_taken",
    `The data folder ${input.dir} is in use by ${which} ${owner.pid}${nearby ? "" : ` on ${owner.space}`}: ` +
      "one folder serves one server at a time. Stop that process, or give this server a folder of its own with OVERTEN_DATA_DIR.",
  );
}

/** Whether an owner whose process number means nothing here keeps touching its file. Only changes count: its clock may differ. */
async function beats(
  deps: { readonly log: (message: string) => void },
  input: { readonly dir: string; readonly path: string; readonly owner: Owner },
): Promise<boolean> {
  const before = await touchedAtMs(input.path);
  // Nobody's clock is ten minutes off on one machine, and most such files come from containers of this one.
  if (before === undefined || Math.abs(Date.now() - before) > 600_000) return false;
  deps.log(
    `The data folder ${input.dir} was last used by process ${input.owner.pid} on ${input.owner.space}: ` +
      `waiting up to ${silenceMs / 1000} s to see whether it still is …`,
  );
  const untilMs = performance.now() + silenceMs;
  while (performance.now() < untilMs) {
    await sleep(250);
    if ((await touchedAtMs(input.path)) !== before) return true;
  }
  return false;
}

async function touchedAtMs(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    if (!("pid" in value) || typeof value.pid !== "number") return undefined;
    if (!("startMark" in value) || typeof value.startMark !== "string") return undefined;
    if (!("space" in value) || typeof value.space !== "string") return undefined;
    return { pid: value.pid, startMark: value.startMark, space: value.space };
  } catch {
    // Empty: released.
    return undefined;
  }
}

async function removeLocksBelow(dir: string, n: number): Promise<void> {
  const lower = (await listLocks(dir)).filter((other) => other < n);
  await Promise.all(lower.map((other) => rm(lockPath(dir, other), { force: true })));
}

function hold(dir: string, n: number): FolderLock {
  const path = lockPath(dir, n);
  const beat = setInterval(() => {
    const now = new Date();
    // A folder that somebody removed while the server runs is not the lock's business.
    lutimes(path, now, now).catch(() => undefined);
  }, beatMs);
  beat.unref();
  const release = async (): Promise<void> => {
    clearInterval(beat);
    const released = join(dir, `owner-draft-${randomUUID()}`);
    try {
      await writeFile(released, "", { flag: "wx" });
      await rename(released, path);
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT") throw error;
    }
  };
  return { release };
}
