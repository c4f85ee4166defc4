import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Home } from "./choose-home.ts";
import { readPassword, superuser } from "./create-cluster.ts";
import { overwriteGuarded } from "./guarded-files.ts";
import type { RunningPostmaster } from "./launch-postmaster.ts";
import { postmasterFilePath, readPostmasterFile } from "./postmaster-pid.ts";
import { isPostmasterOf } from "./process-identity.ts";
import { runProgram } from "./run-program.ts";
import { readSettings } from "./server-settings.ts";
import { stopPostmaster, stopWithThisProcess } from "./stop-postmaster.ts";

export type Leftover =
  | { readonly outcome: "running"; readonly postmaster: RunningPostmaster; readonly port: number }
  | { readonly outcome: "none" };

const watchEveryMs = 1_000;

/**
 * Deals with what a crash of ours left on the cluster. A server that still runs is kept when it has the settings that we would give it
 * and takes our password, else stopped. A stale `postmaster.pid` is made harmless.
 */
export async function settleLeftover(
  deps: { readonly log: (message: string) => void },
  input: {
    readonly home: Home;
    readonly settingsFor: (port: number) => string;
    readonly wantedPort: number | undefined;
  },
): Promise<Leftover> {
  const { home } = input;
  const file = await readPostmasterFile(home.clusterDir, home.user);
  if (file === undefined) return { outcome: "none" };
  const { pid, port } = file;
  if (!(await isPostmasterOf(pid, home.clusterDir))) {
    await disarm(home, file.text);
    await removeSockets(home);
    return { outcome: "none" };
  }
  if (port !== undefined && file.state === "ready" && (input.wantedPort ?? port) === port) {
    const sameSettings = (await readSettings(home)) === input.settingsFor(port);
    if (sameSettings && (await answers(home, port))) {
      deps.log(
        `PostgreSQL was still running (process ${pid}), left by a server that ended without stopping it: using it.`,
      );
      return { outcome: "running", postmaster: adopt(pid, home.clusterDir), port };
    }
  }
  deps.log(
    `PostgreSQL was still running (process ${pid}), left by a server that ended without stopping it: restarting it …`,
  );
  await stopPostmaster(deps, { pid, clusterDir: home.clusterDir });
  return { outcome: "none" };
}

/** It is not our child, so nobody tells us when it ends: look now and then. */
function adopt(pid: number, clusterDir: string): RunningPostmaster {
  const undo = stopWithThisProcess(pid);
  const watch = async (): Promise<string> => {
    while (await isPostmasterOf(pid, clusterDir)) await sleep(watchEveryMs, undefined, { ref: false });
    undo();
    return "it is gone";
  };
  return { pid, ended: watch() };
}

/**
 * PostgreSQL refuses to start while the process named in the file lives, and after a crash that number may belong to any program by now.
 * It takes no offence at its own parent. So our number goes into the first line; the rest stays, because by it PostgreSQL finds out
 * whether backends of the crashed server still use its shared memory.
 */
async function disarm(home: Home, text: string): Promise<void> {
  const mine = text.replace(/^[^\n]*/u, String(process.pid));
  await overwriteGuarded(postmasterFilePath(home.clusterDir), mine, home.user);
}

async function answers(home: Home, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: superuser,
    password: await readPassword(home),
    database: "postgres",
    connectionTimeoutMillis: 3_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A socket's lock names a process in the same way, and says nothing of shared memory: it can go with the socket. As the folder's user. */
async function removeSockets({ clusterDir, user }: Home): Promise<void> {
  await runProgram({ command: "/bin/sh", args: ["-c", 'rm -f -- "$1"/.s.PGSQL.*', "sh", clusterDir], user });
}
