import { type ChildProcess, spawn } from "node:child_process";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Owner, type StartedOwner, startOwner, startOwnerWell } from "../../tests/support/start-owner.ts";
import { makeTestFolder, stopLeftover } from "../../tests/support/test-cluster.ts";
import { postmasterFilePath, readPostmasterFile } from "../src/runtime/embedded-postgres/postmaster-pid.ts";
import { isPostmasterOf } from "../src/runtime/embedded-postgres/process-identity.ts";
import { runProgram } from "../src/runtime/embedded-postgres/run-program.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../src/runtime/embedded-postgres/start-embedded-postgres.ts";

// A folder as a first start and a stop leave it: copying it takes a tenth of the time of another first start.
let made = "";
let dataDir = "";
let started: EmbeddedPostgres[] = [];
let owners: Owner[] = [];
let lines: string[] = [];

beforeAll(async () => {
  made = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({ log: () => undefined }, { dataDir: made });
  await postgres.stop();
});

afterAll(async () => {
  await rm(made, { recursive: true, force: true });
});

beforeEach(async () => {
  dataDir = join(await makeTestFolder(), "with some spaces");
  started = [];
  owners = [];
  lines = [];
});

afterEach(async () => {
  for (const owner of owners) await owner.end("SIGKILL");
  for (const postgres of started) await postgres.stop();
  await stopLeftover(dataDir);
  await rm(join(dataDir, ".."), { recursive: true, force: true });
});

async function start(options: { port?: number; settings?: Record<string, string> } = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ log: (line) => lines.push(line) }, { dataDir, ...options });
  started.push(postgres);
  return postgres;
}

/** Starts PostgreSQL from a process of its own, which can be killed. */
async function startElsewhere(): Promise<Owner & { readonly said: StartedOwner }> {
  const owner = await startOwnerWell({ dataDir });
  owners.push(owner);
  return owner;
}

/** Gives the test a folder that has been used before. */
async function useMadeFolder(): Promise<void> {
  const copied = await runProgram({ command: "cp", args: ["-a", made, dataDir], user: undefined });
  if (copied.status !== 0) throw new Error(copied.output);
}

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  const file = await readPostmasterFile(join(dataDir, "cluster"));
  if (file === undefined) throw new Error("no PostgreSQL has been started here");
  return file.pid;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

test("a first start is safe and quiet, a stop leaves nothing running, the next start has the data and the port", async () => {
  const first = await start({ settings: { work_mem: "7MB" } });
  const [row] = await query(
    first.connectionString,
    `select current_setting('fsync') as "fsync", current_setting('full_page_writes') as "fullPageWrites",
       current_setting('synchronous_commit') as "synchronousCommit", current_setting('TimeZone') as "timeZone",
       current_setting('server_encoding') as "encoding", current_setting('listen_addresses') as "addresses",
       current_setting('unix_socket_directories') as "sockets", current_setting('work_mem') as "workMem",
       (select datlocale from pg_database where datname = current_database()) as "locale"`,
  );
  expect(row).toEqual({
    fsync: "on",
    fullPageWrites: "on",
    synchronousCommit: "on",
    timeZone: "UTC",
    encoding: "UTF8",
    addresses: "127.0.0.1",
    sockets: join(dataDir, "cluster"),
    workMem: "7MB",
    locale: "C.UTF-8",
  });
  expect((await stat(join(dataDir, "cluster"))).mode & 0o777).toBe(0o700);
  expect((await stat(join(dataDir, "cluster", "overten.password"))).mode & 0o777).toBe(0o600);
  const guess = new URL(first.connectionString);
  guess.password = "";
  await expect(query(guess.href, "select 1")).rejects.toThrow("password");
  guess.password = "overten";
  await expect(query(guess.href, "select 1")).rejects.toThrow("password authentication failed");

  await query(first.connectionString, "create table kept as select 42 as answer");
  const pid = await postmasterPid();
  await Promise.all([first.stop(), first.stop()]);
  expect(await isPostmasterOf(pid, join(dataDir, "cluster"))).toBe(false);
  expect(await readPostmasterFile(join(dataDir, "cluster"))).toBeUndefined();

  const second = await start();
  expect(second.reused).toBe(false);
  expect(second.port).toBe(first.port);
  expect(await query(second.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("after kill -9 of its owner PostgreSQL is found and used, or restarted when it should run otherwise", async () => {
  await useMadeFolder();
  const owner = await startElsewhere();
  await query(owner.said.connectionString, "create table kept as select 42 as answer");
  const pid = await postmasterPid();
  await owner.end("SIGKILL");
  expect(await isPostmasterOf(pid, join(dataDir, "cluster"))).toBe(true);

  const again = await startElsewhere();
  expect(again.said).toMatchObject({ reused: true, port: owner.said.port });
  expect(await postmasterPid()).toBe(pid);
  await again.end("SIGKILL");

  const otherwise = await start({ settings: { work_mem: "7MB" } });
  expect(otherwise.reused).toBe(false);
  expect(await postmasterPid()).not.toBe(pid);
  expect(lines.join("\n")).toContain(`still running (process ${pid})`);
  expect(await query(otherwise.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
});

test("a PostgreSQL that was found running is stopped in order too", async () => {
  await useMadeFolder();
  const owner = await startElsewhere();
  await owner.end("SIGKILL");
  const found = await start();
  expect(found.reused).toBe(true);
  const pid = await postmasterPid();
  await found.stop();
  expect(await isPostmasterOf(pid, join(dataDir, "cluster"))).toBe(false);
});

test("after kill -9 of everything, with its number taken by another program, PostgreSQL recovers", async () => {
  await useMadeFolder();
  const owner = await startElsewhere();
  await query(owner.said.connectionString, "create table kept as select 42 as answer");
  const pid = await postmasterPid();
  await owner.end("SIGKILL");
  process.kill(pid, "SIGKILL");
  await until(async () => !(await isPostmasterOf(pid, join(dataDir, "cluster"))));

  const pidFile = postmasterFilePath(join(dataDir, "cluster"));
  const { uid, gid } = await stat(pidFile);
  const other: ChildProcess = spawn("sleep", ["60"], {
    stdio: "ignore",
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  try {
    await writeFile(pidFile, (await readFile(pidFile, "utf8")).replace(/^\d+/u, String(other.pid)));
    const postgres = await start();
    expect(postgres.reused).toBe(false);
    expect(await query(postgres.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
    expect(other.exitCode ?? other.signalCode).toBeNull();
  } finally {
    other.kill("SIGKILL");
  }
});

test("a second server on the folder is refused and told who has it; Ctrl-C at the owner's terminal does not reach PostgreSQL", async () => {
  await useMadeFolder();
  const owner = await startElsewhere();
  await expect(start()).rejects.toMatchObject({
    code: "folder_taken",
    message: expect.stringContaining(`process ${owner.pid}:`),
  });

  process.kill(-owner.pid, "SIGINT");
  await sleep(200);
  expect(await query(owner.said.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);

  await owner.end("SIGTERM");
  expect(await readPostmasterFile(join(dataDir, "cluster"))).toBeUndefined();
  const mine = await start();
  const other = await startOwner({ dataDir });
  owners.push(other);
  expect(other.said).toMatchObject({ outcome: "refused", code: "folder_taken" });
  await expect(start()).rejects.toMatchObject({ message: expect.stringContaining(`this process ${process.pid}`) });
  await mine.stop();
});

test("an owner that exits without stopping PostgreSQL takes it along", async () => {
  await useMadeFolder();
  const owner = await startElsewhere();
  const pid = await postmasterPid();
  await owner.end("SIGUSR2");
  await until(async () => !(await isPostmasterOf(pid, join(dataDir, "cluster"))));
  expect(await readPostmasterFile(join(dataDir, "cluster"))).toBeUndefined();
});

test("a PostgreSQL that is killed under its owner comes back on the same port", async () => {
  await useMadeFolder();
  const postgres = await start();
  await query(postgres.connectionString, "create table kept as select 42 as answer");
  process.kill(await postmasterPid(), "SIGKILL");
  await until(async () => lines.includes("PostgreSQL runs again."));
  expect(await query(postgres.connectionString, "select answer from kept")).toEqual([{ answer: 42 }]);
  const pid = await postmasterPid();
  await postgres.stop();
  expect(await isPostmasterOf(pid, join(dataDir, "cluster"))).toBe(false);
});

test("a wanted port that is taken is refused; a remembered one is exchanged", async () => {
  await useMadeFolder();
  const first = await start();
  await first.stop();
  const taker = createServer();
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  taker.listen(first.port, "127.0.0.1", resolve);
  await listening;
  try {
    await expect(start({ port: first.port })).rejects.toMatchObject({
      code: "port_taken",
      message: expect.stringContaining(`127.0.0.1:${first.port}`),
    });
    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(lines.join("\n")).toContain(`Port ${first.port}`);
    expect(await query(second.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    taker.close();
  }
});
