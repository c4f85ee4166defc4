import { spawn } from "node:child_process";

/** A user that a program runs as; only root can ask for one. */
export interface RunUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramResult {
  /** The exit status; undefined when a signal ended the program or it could not be started. */
  readonly status: number | undefined;
  /** What it wrote to both outputs, or why it could not be started; at most 64 KiB. */
  readonly output: string;
  /** The system's code (`ENOENT`, `EACCES`, `EPERM` …) when the program could not be started. */
  readonly startError: string | undefined;
}

const outputLimit = 65_536;

/** The environment of PostgreSQL's programs: nothing of ours, so that no `PGPORT` or `LC_ALL` of the caller changes what they do. */
export const programEnvironment: NodeJS.ProcessEnv = {
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
  LC_ALL: "C",
  TZ: "UTC",
};

/** Runs a program to its end in a session of its own, away from the terminal's Ctrl-C; a failure is a result, not an exception. */
export async function runProgram(input: {
  readonly command: string;
  readonly args: readonly string[];
  readonly user: RunUser | undefined;
}): Promise<ProgramResult> {
  const { promise, resolve } = Promise.withResolvers<ProgramResult>();
  let output = "";
  const keep = (chunk: Buffer): void => {
    if (output.length < outputLimit) output += chunk.toString("utf8");
  };
  try {
    const child = spawn(input.command, input.args, {
      cwd: "/",
      detached: true,
      env: programEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
      ...(input.user === undefined ? {} : { uid: input.user.uid, gid: input.user.gid }),
    });
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error: NodeJS.ErrnoException) => {
      resolve({ status: undefined, output: error.message, startError: error.code ?? "unknown" });
    });
    child.on("close", (status) => {
      resolve({ status: status ?? undefined, output: output.trim(), startError: undefined });
    });
  } catch (error) {
    resolve({ status: undefined, output: String(error), startError: "unknown" });
  }
  return promise;
}
