import { ApiError, createClient } from "@overten/contract";
import { randomAlphanumerics } from "../runtime/random-text.ts";
import { checkWebhook, readWorkbook, waitForWebhook } from "./demo-checks.ts";
import { DemoError } from "./demo-error.ts";
import type { RunningNode } from "./start-node.ts";
import type { Terminal } from "./terminal.ts";

const prompt = "A sales report for 2026 with 12 rows, one a month, and a total";

export interface DemoDeps {
  terminal: Terminal;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/**
 * The whole round against the public API, shown step by step: organisation, subscription, generation, the signed webhook in the inbox, its signature, the
 * file, the log. Gives the exit code: 0 when all of it worked.
 */
export async function runDemo(deps: DemoDeps, input: { node: RunningNode }): Promise<number> {
  const { terminal } = deps;
  const beganMs = performance.now();
  terminal.line();
  terminal.line(terminal.strong("Overten, the whole round"));
  terminal.line();
  try {
    await playRound(deps, input.node);
    terminal.line();
    terminal.line(`${terminal.good("It works")}, in ${seconds(performance.now() - beganMs)} from the first call on.`);
    terminal.line("Next: npm start, and paste the command that it shows.");
    return 0;
  } catch (error) {
    terminal.line();
    terminal.line(`${terminal.bad("It did not work.")} ${reasonOf(error, deps.signal)}`);
    return 1;
  }
}

async function playRound({ terminal, signal }: DemoDeps, node: RunningNode): Promise<void> {
  const baseUrl = node.server.url;
  const inboxUrl = `${baseUrl}/inbox/demo-${randomAlphanumerics(8).toLowerCase()}`;
  const operator = createClient({ baseUrl, apiKey: node.operatorKey });

  const step = async <Result>(
    title: string,
    work: () => Promise<Result>,
    describe: (result: Result) => string,
  ): Promise<Result> => {
    const beganMs = performance.now();
    const result = await work();
    const took = seconds(performance.now() - beganMs).padStart(7);
    terminal.line(`${terminal.good("✓")} ${title.padEnd(34)}${terminal.faint(took)}  ${describe(result)}`);
    return result;
  };

  const organization = await step(
    "Made an organisation",
    () => operator.call("createOrganization", { body: { name: "demo" }, signal }),
    ({ org_id }) => org_id,
  );
  const customer = createClient({ baseUrl, apiKey: organization.api_key });
  const subscription = await step(
    "Subscribed the inbox to its events",
    () => customer.call("createWebhook", { body: { url: inboxUrl, events: ["run.completed", "run.failed"] }, signal }),
    ({ webhook_id }) => webhook_id,
  );
  const task = await step(
    "Asked for a workbook",
    () => customer.call("generate", { params: { format: "excel" }, body: { prompt, async: true }, signal }),
    ({ task_id, status }) => `${task_id} is ${status}`,
  );
  const webhook = await step(
    "The webhook arrived",
    () => waitForWebhook({ inboxUrl, signal }),
    ({ body }) => `${Buffer.byteLength(body)} bytes`,
  );
  const event = await step(
    "Its signatures are right",
    async () => checkWebhook(webhook, { secret: subscription.secret, taskId: task.task_id }),
    ({ summary }) => summary,
  );
  await step(
    "Downloaded the workbook",
    () => readWorkbook(event.downloadUrl, signal),
    (bytes) => `${bytes} bytes of .xlsx`,
  );
  await step(
    "The log has the attempt",
    () => findAttempt(() => customer.call("listAttempts", { query: { task_id: task.task_id }, signal })),
    ({ http_status, latency_ms }) => `HTTP ${http_status} after ${latency_ms} ms`,
  );
}

type LoggedAttempt = { http_status: number | null; latency_ms: number };

/** The answer to the webhook and its record in the log are two moments. */
async function findAttempt(list: () => Promise<{ attempts: LoggedAttempt[] }>): Promise<LoggedAttempt> {
  const untilMs = performance.now() + 5000;
  for (;;) {
    const [attempt] = (await list()).attempts;
    if (attempt !== undefined) return attempt;
    if (performance.now() > untilMs) throw new DemoError("The log does not show the attempt after 5 s.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "It was stopped.";
  if (error instanceof DemoError) return error.message;
  if (error instanceof ApiError) return `The server answered ${error.status} ${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
