import { chown, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { makeTestFolder, stopLeftover } from "../../tests/support/test-cluster.ts";
import { chooseRunUser } from "../src/runtime/embedded-postgres/choose-run-user.ts";
import { type RunUser, runProgram } from "../src/runtime/embedded-postgres/run-program.ts";
import { startEmbeddedPostgres } from "../src/runtime/embedded-postgres/start-embedded-postgres.ts";

// What whoever became PostgreSQL's user leaves in its folder, for a start as root to trip over.

let user: RunUser | undefined;
let folder = "";
let dataDir = "";
let secret = "";
const text = "1\nroot's own\n";

beforeAll(async () => {
  user = await chooseRunUser({ clusterDir: undefined });
  if (user === undefined)
    process.stderr.write("\nNOT RUN, because it needs root: server/test/embedded-postgres-links.test.ts\n");
});

beforeEach(async ({ skip }) => {
  skip(user === undefined, "needs root");
  folder = await makeTestFolder();
  dataDir = join(folder, "data");
  secret = join(folder, "secret");
  await writeFile(secret, text, { mode: 0o600 });
});

afterEach(async () => {
  await stopLeftover(dataDir);
  await rm(folder, { recursive: true, force: true });
});

async function startAndStop(): Promise<void> {
  const postgres = await startEmbeddedPostgres({ log: () => undefined }, { dataDir });
  await postgres.stop();
}

/** As PostgreSQL's user: what `rm` and `ln` of that user can do. */
async function plant(path: string): Promise<void> {
  const done = await runProgram({
    command: "/bin/sh",
    args: ["-c", 'rm -f -- "$2" && ln -s -- "$1" "$2"', "sh", secret, path],
    user,
  });
  expect(done).toMatchObject({ status: 0, output: "" });
}

async function expectSecretUntouched(): Promise<void> {
  expect(await readFile(secret, "utf8")).toBe(text);
  expect(await stat(secret)).toMatchObject({ uid: 0, gid: 0, mode: 0o100_600 });
}

test("links where settings were once kept lead nowhere", async () => {
  await startAndStop();
  for (const name of ["overten.conf.new", "overten.conf"]) await plant(join(dataDir, "cluster", name));
  await startAndStop();
  await expectSecretUntouched();
  expect(await stat(join(dataDir, "overten.conf"))).toMatchObject({ uid: 0, mode: 0o100_644 });
});

test.each(["postmaster.pid", "overten.password", "PG_VERSION"])("a link as %s stops the start", async (name) => {
  await startAndStop();
  await plant(join(dataDir, "cluster", name));
  await expect(startAndStop()).rejects.toMatchObject({
    code: "folder_not_usable",
    message: expect.stringContaining(`${join(dataDir, "cluster", name)} is a link`),
  });
  await expectSecretUntouched();
});

test("a link as the log in a folder that is all the user's stops the start", async () => {
  await startAndStop();
  await chown(dataDir, user?.uid ?? 0, user?.gid ?? 0);
  await plant(join(dataDir, "postgres.log"));
  await expect(startAndStop()).rejects.toMatchObject({ code: "folder_not_usable" });
  await expectSecretUntouched();
});

test("a link as a folder that a cut-off start left is removed, and not what it leads to", async () => {
  const other = join(folder, "other");
  await mkdir(other);
  await writeFile(join(other, "kept"), "");
  await mkdir(dataDir);
  await symlink(other, join(dataDir, "cluster.new"));
  await startAndStop();
  expect(await readdir(other)).toEqual(["kept"]);
});

test("a folder of an earlier version goes on with its port", async () => {
  await startAndStop();
  const settings = join(dataDir, "overten.conf");
  const port = /^port = .*$/mu.exec(await readFile(settings, "utf8"))?.[0];
  const former = join(dataDir, "cluster", "overten.conf");
  await writeFile(former, await readFile(settings));
  await chown(former, user?.uid ?? 0, user?.gid ?? 0);
  await rm(settings);
  await startAndStop();
  expect(await readFile(settings, "utf8")).toContain(`${port}\n`);
  await expect(stat(former)).rejects.toMatchObject({ code: "ENOENT" });
});
