import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { testOperatorKey, testSecretKey } from "./server.ts";

const startScript = fileURLToPath(new URL("../../server/src/main/start.ts", import.meta.url));

export interface ChildNode extends AsyncDisposable {
  url: string;
  pid: number;
  /** Sends a signal and waits for the process's end; SIGSTOP and SIGCONT return at once. */
  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
}

const readyWithinMs = 30_000;

/** A node in a process of its own, as `npm start` runs it in production, on somebody else's database; it is there to be killed. */
export async function startChildNode(input: {
  connectionString: string;
  env?: Record<string, string>;
  /** How many files and sockets it may have open (Linux). */
  descriptors?: number;
}): Promise<ChildNode> {
  const port = await freePort();
  const command = [process.execPath, startScript];
  if (input.descriptors !== undefined) command.unshift("prlimit", `--nofile=${input.descriptors}`);
  const child = spawn(command[0] ?? "", command.slice(1), {
    env: {
      PATH: process.env["PATH"] ?? "",
      DATABASE_URL: input.connectionString,
      OVERTEN_ENV: "production",
      OVERTEN_SECRET_KEY: testSecretKey,
      OVERTEN_OPERATOR_KEY: testOperatorKey,
      OVERTEN_ALLOW_TARGETS: "127.0.0.0/8",
      OVERTEN_ROLES: "api,deliver",
      HOST: "127.0.0.1",
      PORT: String(port),
      ...input.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test that is cut off leaves no node behind.
  const endWithThisProcess = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithThisProcess);
  child.once("exit", () => process.off("exit", endWithThisProcess));
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, url);
  } catch (error) {
    await end(child, "SIGKILL");
    throw new Error(`The node did not get ready. It said: ${Buffer.concat(output).toString().slice(-4000)}`, {
      cause: error,
    });
  }
  return {
    url,
    pid: child.pid ?? 0,
    async signal(signal) {
      if (signal === "SIGSTOP" || signal === "SIGCONT") child.kill(signal);
      else await end(child, signal);
    },
    [Symbol.asyncDispose]: () => end(child, "SIGKILL"),
  };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const untilMs = performance.now() + readyWithinMs;
  for (;;) {
    if (isOver(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    if (performance.now() > untilMs) throw new Error(`/readyz answers ${answer?.status ?? "nothing"}`);
    await sleep(50);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (isOver(child)) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
