import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename } from "node:path";
import { runProgram } from "./run-program.ts";

/** When a process began, in a form that differs for the next process with the same number; "unknown" where the system hides it. */
export type StartMark = string;

/** The start mark of a process; undefined when there is none of that number, or only a zombie. */
export async function readStartMark(pid: number): Promise<StartMark | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !signalReaches(pid)) return undefined;
  if (process.platform === "linux") return await readLinuxStartMark(pid);
  const listed = await runProgram({ command: "ps", args: ["-o", "stat=,lstart=", "-p", String(pid)], user: undefined });
  if (listed.startError !== undefined) return "unknown";
  if (listed.status !== 0 || listed.output.startsWith("Z")) return undefined;
  return listed.output.split(/\s+/u).slice(1).join(" ");
}

/** Where process numbers mean the same: the machine, and on Linux the container (its pid namespace). */
export async function readProcessSpace(): Promise<string> {
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return `${hostname()} ${namespace}`.trim();
}

/** Whether the process of that number is the one that had this start mark. */
export async function isSameProcess(pid: number, startMark: StartMark): Promise<boolean> {
  const current = await readStartMark(pid);
  if (current === undefined) return false;
  return current === startMark || current === "unknown" || startMark === "unknown";
}

/** Whether the process of that number is a PostgreSQL server of ours on this cluster: its command line names the folder. */
export async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  if ((await readStartMark(pid)) === undefined) return false;
  if (process.platform === "linux") {
    // The command line and not /proc/…/cwd: root without CAP_SYS_PTRACE, as in most containers, may not read the latter.
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    return basename(words[0] ?? "") === "postgres" && words[1] === "-D" && words[2] === clusterDir;
  }
  const listed = await runProgram({
    command: "ps",
    args: ["-ww", "-o", "command=", "-p", String(pid)],
    user: undefined,
  });
  return listed.output.includes(`postgres -D ${clusterDir} `);
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function readLinuxStartMark(pid: number): Promise<StartMark | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch {
    // A /proc mounted with hidepid hides other users' processes; the signal above still found it.
    return signalReaches(pid) ? "unknown" : undefined;
  }
  // proc(5): the name in brackets may hold spaces; after it come state (field 3) … start time (field 22, in ticks since boot).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return undefined;
  return fields[19] ?? "unknown";
}
