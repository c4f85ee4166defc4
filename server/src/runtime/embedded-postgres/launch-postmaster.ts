import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "./choose-home.ts";
import { EmbeddedPostgresError, explainFolderError, tellsDiskFull } from "./embedded-postgres-error.ts";
import { openGuarded } from "./guarded-files.ts";
import { readPostmasterFile } from "./postmaster-pid.ts";
import type { Binaries } from "./prepare-binaries.ts";
import { programEnvironment } from "./run-program.ts";
import { settingsPath } from "./server-settings.ts";
import { stopWithThisProcess } from "./stop-postmaster.ts";

/** A PostgreSQL server that takes connections. */
export interface RunningPostmaster {
  readonly pid: number;
  /** Resolves with how it ended, however that came about. */
  readonly ended: Promise<string>;
}

export type LaunchResult =
  | { readonly outcome: "ready"; readonly postmaster: RunningPostmaster }
  | { readonly outcome: "port_taken" }
  /** Processes of a server that was killed still use the cluster's memory; they see that their server is gone and end within moments. */
  | { readonly outcome: "still_in_use"; readonly said: string };

const pollMs = 10;
const progressEveryMs = 5_000;
const logRotateBytes = 10 * 1024 * 1024;

/** Starts the server on a cluster that no server runs on, and waits until it takes connections; recovery may take its time. */
export async function launchPostmaster(
  deps: { readonly log: (message: string) => void },
  input: { readonly home: Home; readonly binaries: Binaries },
): Promise<LaunchResult> {
  const { home } = input;
  const logPath = join(home.dir, "postgres.log");
  const { child, logOffset } = await spawnPostmaster(input, logPath);
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  child.once("error", (error) => {
    end(error.message);
  });
  child.once("exit", (status, signal) => {
    end(signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`);
  });
  const { pid } = child;
  if (pid === undefined) throw startFailed(home, await ended, "");
  void ended.then(stopWithThisProcess(pid));

  let nextProgressMs = performance.now() + progressEveryMs;
  for (;;) {
    const how = await Promise.race([ended, sleep(pollMs)]);
    if (how !== undefined) return explainEnd(home, how, await readFrom(home, logPath, logOffset));
    const file = await readPostmasterFile(home.clusterDir, home.user);
    if (file !== undefined && file.pid === pid && file.state === "ready") {
      child.unref();
      return { outcome: "ready", postmaster: { pid, ended } };
    }
    if (performance.now() > nextProgressMs) {
      nextProgressMs += progressEveryMs;
      deps.log(`Waiting for PostgreSQL to become ready; after a crash it first recovers (its log: ${logPath}) …`);
    }
  }
}

async function spawnPostmaster(
  input: { readonly home: Home; readonly binaries: Binaries },
  logPath: string,
): Promise<{ child: ChildProcess; logOffset: number }> {
  const { home, binaries } = input;
  const log = await openLog(home, logPath);
  try {
    const logOffset = (await log.stat()).size;
    const child = spawn(binaries.postgres, ["-D", home.clusterDir, "-c", `config_file=${settingsPath(home)}`], {
      cwd: "/",
      // A session of its own: Ctrl-C at the terminal reaches only us, and we stop it in order.
      detached: true,
      env: programEnvironment,
      stdio: ["ignore", log.fd, log.fd],
      ...(home.user === undefined ? {} : { uid: home.user.uid, gid: home.user.gid }),
    });
    return { child, logOffset };
  } finally {
    await log.close();
  }
}

async function openLog(home: Home, logPath: string): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  const log = await openGuarded(logPath, flags, home.user);
  if ((await log.stat()).size <= logRotateBytes) return log;
  await log.close();
  await rename(logPath, `${logPath}.1`);
  return await openGuarded(logPath, flags, home.user);
}

async function readFrom(home: Home, logPath: string, offset: number): Promise<string> {
  const log = await openGuarded(logPath, constants.O_RDONLY, home.user);
  try {
    return (await log.readFile()).subarray(offset).toString("utf8").trim();
  } finally {
    await log.close();
  }
}

function explainEnd(home: Home, how: string, said: string): LaunchResult {
  if (/could not bind IPv4 address .*Address already in use/u.test(said)) return { outcome: "port_taken" };
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists/u.test(said))
    return { outcome: "still_in_use", said };
  if (tellsDiskFull(said)) throw explainFolderError(home.dir, new Error(said));
  throw startFailed(home, how, said);
}

function startFailed(home: Home, how: string, said: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "start_failed",
    `PostgreSQL did not start on ${home.clusterDir}: ${how}. It said:\n${said.slice(-2_000)}\n` +
      "Put right what it names, or set DATABASE_URL to a PostgreSQL that you run.",
  );
}
