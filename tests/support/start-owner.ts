import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RunUser } from "../../server/src/runtime/embedded-postgres/run-program.ts";

/** The script that `startOwner` runs. */
export const ownerScript = fileURLToPath(new URL("embedded-postgres-owner.ts", import.meta.url));

export interface StartedOwner {
  readonly outcome: "started";
  readonly connectionString: string;
  readonly port: number;
  readonly dataDir: string;
  readonly reused: boolean;
}

export type OwnerSaid = StartedOwner | { readonly outcome: "refused"; readonly code: string; readonly message: string };

export interface Owner {
  readonly pid: number;
  readonly said: OwnerSaid;
  /** Sends a signal and waits for its end. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
}

/** Runs a process of its own, in its own process group, that starts an embedded PostgreSQL on the folder. */
export async function startOwner(input: { readonly dataDir: string; readonly user?: RunUser }): Promise<Owner> {
  const child = spawn(process.execPath, [ownerScript, input.dataDir], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
    ...(input.user === undefined ? {} : { uid: input.user.uid, gid: input.user.gid }),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("The owner could not be started.");
  for await (const line of createInterface({ input: child.stdout })) {
    const said: OwnerSaid = JSON.parse(line);
    return { pid, said, end: async (signal) => await endProcess(child, signal) };
  }
  throw new Error("The owner ended without a word.");
}

/** The same, for a start that must succeed. */
export async function startOwnerWell(input: {
  readonly dataDir: string;
  readonly user?: RunUser;
}): Promise<Owner & { readonly said: StartedOwner }> {
  const owner = await startOwner(input);
  const { said } = owner;
  if (said.outcome !== "started") throw new Error(`The owner was refused: ${said.message}`);
  return { ...owner, said };
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
