import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "./choose-home.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { readPostmasterFile } from "./postmaster-pid.ts";
import type { Binaries } from "./prepare-binaries.ts";
import { programEnvironment } from "./run-program.ts";
import { settingsPath } from "./server-settings.ts";

export type LaunchResult =
  | { readonly outcome: "ready"; readonly pid: number; readonly exited: Promise<void> }
  | { readonly outcome: "port_taken" };

const pollMs = 10;
const progressEveryMs = 5_000;
const logRotateBytes = 10 * 1024 * 1024;

/** Starts the server on a cluster that no server runs on, and waits until it takes connections; recovery may take its time. */
export async function launchPostmaster(
  deps: { readonly log: (message: string) => void },
  input: { readonly home: Home; readonly binaries: Binaries },
): Promise<LaunchResult> {
  const { home, binaries } = input;
  const logPath = join(home.dir, "postgres.log");
  const { handle, offset } = await openLog(logPath);
  let child: ChildProcess;
  try {
    // A session of its own: Ctrl-C at the terminal reaches only us, and we stop it in order.
    child = spawn(binaries.postgres, ["-D", home.clusterDir, "-c", `config_file=${settingsPath(home)}`], {
      cwd: "/",
      detached: true,
      env: programEnvironment,
      stdio: ["ignore", handle.fd, handle.fd],
      ...(home.user === undefined ? {} : { uid: home.user.uid, gid: home.user.gid }),
    });
  } finally {
    await handle.close();
  }
  const ended = Promise.withResolvers<void>();
  let end: string | undefined;
  child.once("error", (error) => {
    end = error.message;
    ended.resolve();
  });
  child.once("exit", (status, signal) => {
    end = signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`;
    ended.resolve();
  });

  let nextProgressMs = performance.now() + progressEveryMs;
  for (;;) {
    if (end !== undefined) return explainEnd(home, end, await readFrom(logPath, offset));
    const file = await readPostmasterFile(home.clusterDir);
    if (file !== undefined && file.pid === child.pid && file.state === "ready") {
      child.unref();
      return { outcome: "ready", pid: file.pid, exited: ended.promise };
    }
    if (performance.now() > nextProgressMs) {
      nextProgressMs += progressEveryMs;
      deps.log(`Waiting for PostgreSQL to become ready; after a crash it first recovers (its log: ${logPath}) …`);
    }
    await Promise.race([ended.promise, sleep(pollMs)]);
  }
}

async function openLog(path: string): Promise<{ handle: Awaited<ReturnType<typeof open>>; offset: number }> {
  const before = await stat(path).catch(() => undefined);
  if (before !== undefined && before.size > logRotateBytes) await rename(path, `${path}.1`);
  const handle = await open(path, "a", 0o600);
  return { handle, offset: (await handle.stat()).size };
}

async function readFrom(path: string, offset: number): Promise<string> {
  return (await readFile(path)).subarray(offset).toString("utf8").trim();
}

function explainEnd(home: Home, end: string, said: string): LaunchResult {
  if (/could not bind IPv4 address .*Address already in use/u.test(said)) return { outcome: "port_taken" };
  if (/No space left on device|Disk quota exceeded/u.test(said)) {
    throw new EmbeddedPostgresError(
      "disk_full",
      `PostgreSQL could not start on ${home.clusterDir}: the disk is full. Nothing is lost: free some space and start again.`,
    );
  }
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists/u.test(said)) {
    throw new EmbeddedPostgresError(
      "folder_taken",
      `PostgreSQL could not start on ${home.clusterDir}: processes of an earlier PostgreSQL server still use it. ` +
        `Stop them (look for "postgres" in the list of processes) and start again. PostgreSQL said:\n${said}`,
    );
  }
  throw new EmbeddedPostgresError(
    "start_failed",
    `PostgreSQL did not start on ${home.clusterDir}: ${end}. It said:\n${said.slice(-2_000)}\n` +
      "Put right what it names, or set DATABASE_URL to a PostgreSQL that you run.",
  );
}
