import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const startScript = fileURLToPath(new URL("../../server/src/main/start.ts", import.meta.url));
const cliScript = fileURLToPath(new URL("../../server/src/main/cli.ts", import.meta.url));

/** A program of ours in a process of its own. */
export interface ChildServer extends AsyncDisposable {
  pid: number;
  /** Everything that it has said until now. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the first match in what it says, on either stream; throws when it ends first. */
  waitFor(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Where it listens, once it says so. */
  url(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

export interface ChildServerOptions {
  env?: Record<string, string>;
  cwd?: string;
  args?: readonly string[];
}

/** Runs `npm start`'s program, on a free port unless one is named. It is killed when it is disposed of. */
export function startChildServer(options: ChildServerOptions = {}): ChildServer {
  return startChild(startScript, options);
}

/** Runs the `overten` command. */
export function startChildCommand(args: readonly string[], env: Record<string, string> = {}): ChildServer {
  return startChild(cliScript, { args, env });
}

function startChild(script: string, options: ChildServerOptions): ChildServer {
  const child = spawn(process.execPath, [script, ...(options.args ?? [])], {
    cwd: options.cwd ?? "/",
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("The server could not be started.");
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  let isEnded = false;
  const ended = once(child, "close").then(() => {
    isEnded = true;
    return child.exitCode;
  });
  const waitFor = async (pattern: RegExp, withinMs = 20_000): Promise<RegExpExecArray> => {
    const untilMs = performance.now() + withinMs;
    for (;;) {
      const found = pattern.exec(stdout) ?? pattern.exec(stderr);
      if (found !== null) return found;
      if (isEnded || performance.now() > untilMs) {
        throw new Error(
          `The server never said ${pattern}; it ${isEnded ? "ended" : "runs"} and said:\n${stdout}${stderr}`,
        );
      }
      await sleep(10);
    }
  };
  return {
    pid,
    stdout: () => stdout,
    stderr: () => stderr,
    waitFor,
    url: async () => (await waitFor(/(?:Listens on +|"url":")(http:\/\/[^\s"]+)/))[1] ?? "",
    signal: (name) => void child.kill(name),
    ended,
    async [Symbol.asyncDispose]() {
      if (!isEnded) child.kill("SIGKILL");
      await ended;
    },
  };
}
