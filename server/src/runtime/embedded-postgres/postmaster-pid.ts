import { join } from "node:path";
import { systemErrorCode } from "./embedded-postgres-error.ts";
import { readGuarded } from "./guarded-files.ts";
import type { RunUser } from "./run-program.ts";

/** What a running, or crashed, PostgreSQL server wrote about itself into its cluster. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number | undefined;
  readonly state: "starting" | "ready" | "stopping" | "unknown";
  readonly text: string;
}

export const postmasterFilePath = (clusterDir: string): string => join(clusterDir, "postmaster.pid");

/** Reads `postmaster.pid` (its lines: pid, folder, start time, port, socket folder, address, shared memory, state); undefined when there is none. */
export async function readPostmasterFile(clusterDir: string, user?: RunUser): Promise<PostmasterFile | undefined> {
  let text: string;
  try {
    text = await readGuarded(postmasterFilePath(clusterDir), user);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number.parseInt(lines[0] ?? "", 10);
  const port = Number.parseInt(lines[3] ?? "", 10);
  const state = lines[7];
  return {
    // Negative for a standalone backend (`postgres --single`).
    pid: Number.isNaN(pid) ? 0 : Math.abs(pid),
    port: Number.isNaN(port) ? undefined : port,
    state: state === "starting" || state === "ready" || state === "stopping" ? state : "unknown",
    text,
  };
}
