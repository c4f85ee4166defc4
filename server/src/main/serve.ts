import { createLogger, type Logger } from "../runtime/logger.ts";
import { runDemo } from "./demo.ts";
import { showFirstScreen } from "./first-screen.ts";
import { inboxTrouble } from "./local-url.ts";
import { readSettings, type Settings } from "./settings.ts";
import { exitCodeOf, explainStartError } from "./start-error.ts";
import { type RunningNode, startNode } from "./start-node.ts";
import { listenForStop, type StopSignals } from "./stop-signals.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** A stop in order takes no longer than this; what still runs then is cut off, and its leases run out. */
const stopWithinMs = 19_000;

/** Runs a server until it is told to stop, or the demo until it is through. Gives the exit code. */
export async function serve(
  environment: Readonly<Record<string, string | undefined>>,
  input: { demo: boolean },
): Promise<number> {
  const read = readSettings(environment);
  if (!read.ok) {
    process.stderr.write(
      `Overten cannot start. Mend these settings:\n${read.problems.map((problem) => `  ${problem}\n`).join("")}docs/settings.md lists them all.\n`,
    );
    return 2;
  }
  const { settings } = read;
  const voice = createVoice(settings);
  for (const warning of read.warnings) voice.warn(warning);
  if (input.demo && !settings.inbox) {
    voice.fail(
      "The demo needs the built-in inbox, and it is off here. Start it in development, or set OVERTEN_INBOX=true.",
    );
    return 2;
  }
  const trouble = input.demo ? inboxTrouble(settings) : null;
  if (trouble !== null) {
    voice.fail(`The demo sends a webhook to the built-in inbox. ${trouble}`);
    return 2;
  }
  const { log } = voice;
  process.on("uncaughtException", (error) => {
    log.error({ err: error }, "Overten met a bug and ends; start it again");
    process.exit(1);
  });
  const stop = listenForStop({ underNpm: environment["npm_lifecycle_event"] !== undefined });
  let node: RunningNode | null;
  try {
    node = await startNode({ log, report: voice.report, signal: stop.signal }, settings);
  } catch (error) {
    const explained = explainStartError(error, settings);
    if (explained === null) log.error({ err: error }, "Overten could not start, for a reason that it does not know");
    else voice.fail(`Overten cannot start. ${explained}`);
    return exitCodeOf(error);
  }
  if (node === null) return 0;
  const code = input.demo
    ? await runDemo({ terminal: voice.terminal, signal: stop.signal }, { node })
    : await runServer({ voice, stop }, { node, settings });
  return (await stopInOrder(log, node)) ? code : 1;
}

async function runServer(
  deps: { voice: Voice; stop: StopSignals },
  input: { node: RunningNode; settings: Settings },
): Promise<number> {
  const { voice, stop } = deps;
  voice.log.info({ url: input.node.server.url }, "Overten listens");
  if (input.settings.environment === "development") showFirstScreen(voice.terminal, input);
  await stop.received;
  voice.report("Stopping: finishing what is in flight …");
  return 0;
}

/** Resolves with whether it ended in time and without an error. */
async function stopInOrder(log: Logger, node: RunningNode): Promise<boolean> {
  const overdue = setTimeout(() => {
    log.error(
      {},
      `could not stop within ${stopWithinMs / 1000} s: what is still in flight is sent again by its schedule`,
    );
    process.exit(1);
  }, stopWithinMs);
  try {
    await node.stop();
    return true;
  } catch (error) {
    log.error({ err: error }, "could not stop in order");
    return false;
  } finally {
    clearTimeout(overdue);
  }
}

/** How a node speaks: to a person in development, to whatever collects logs in production. */
interface Voice {
  terminal: Terminal;
  log: Logger;
  report: (line: string) => void;
  warn: (line: string) => void;
  fail: (message: string) => void;
}

function createVoice(settings: Settings): Voice {
  const terminal = createTerminal(process.stdout);
  if (settings.environment === "production") {
    const log = createLogger({ level: "info" });
    return {
      terminal,
      log,
      report: (line) => log.info({}, line),
      warn: (line) => log.warn({}, line),
      fail: (message) => log.error({}, message),
    };
  }
  return {
    terminal,
    log: createLogger({ level: "warn", to: "stderr" }),
    report: (line) => terminal.line(terminal.faint(line)),
    warn: (line) => void process.stderr.write(`${line}\n`),
    fail: (message) => void process.stderr.write(`${message}\n`),
  };
}
