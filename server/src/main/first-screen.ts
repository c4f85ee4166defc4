import { relative, resolve } from "node:path";
import type { AllowTargets } from "../domain/target-allow.ts";
import { loopbackTargets } from "../domain/target-allow.ts";
import { type LocalKeyName, localKeyPath } from "./local-keys.ts";
import { inboxTrouble } from "./local-url.ts";
import type { Settings } from "./settings.ts";
import type { RunningNode } from "./start-node.ts";
import type { Terminal } from "./terminal.ts";

/** The inbox that the screen's command sends to. */
const inboxName = "hello";

/** Shows the one screen of a development start: where everything is, and a command to paste that ends in a webhook. */
export function showFirstScreen(terminal: Terminal, input: { settings: Settings; node: RunningNode }): void {
  const { settings, node } = input;
  const { url } = node.server;
  const row = (label: string, text: string): void => terminal.line(`  ${terminal.faint(label.padEnd(21))}${text}`);

  for (const warning of node.server.warnings) terminal.line(`\n${terminal.bad("WARNING")} ${warning}`);
  terminal.line();
  terminal.line(terminal.strong("Overten is ready."));
  terminal.line();
  row("Dashboard", terminal.strong(node.server.signInLink()));
  row("", terminal.faint("This link signs in once, within half an hour. Later: the API key below."));
  row("Listens on", `${url}${isLoopback(settings.host) ? " (this machine only)" : ""}`);
  row("Webhooks may go", describeTargets(settings.allowTargets));
  row("Data", settings.databaseUrl === null ? resolve(settings.dataDir) : "in the PostgreSQL of DATABASE_URL");
  const opens = node.server.bootstrap !== "skipped";
  row("API key", opens ? `${node.apiKey ?? ""} (organisation "default")` : describeOtherKeys(settings));
  row(
    "Operator's key",
    settings.operatorKey === null ? shortPath(settings, "operator-key") : "the one of OVERTEN_OPERATOR_KEY",
  );
  terminal.line();
  const trouble = settings.inbox ? inboxTrouble(settings) : null;
  if (trouble !== null) terminal.line(`${trouble}\n`);
  else if (settings.inbox) showCommand(terminal, { url, apiKey: opens ? (node.apiKey ?? "") : "YOUR_API_KEY" });
  terminal.line(terminal.strong("Next"));
  if (settings.inbox && trouble === null)
    row("npm start -- --demo", "the same round by itself, step by step (stop this one first)");
  row("docs/quickstart.md", "subscribe a URL of your own");
  row("docs/verify.md", "check signatures in your language");
  terminal.line();
  terminal.line(terminal.faint("Ctrl-C stops it. The data stays."));
}

function showCommand(terminal: Terminal, { url, apiKey }: { url: string; apiKey: string }): void {
  terminal.line("Make a workbook and have its webhook sent to the built-in inbox:");
  terminal.line();
  terminal.line(`  curl ${url}/api/v1/excel/generate \\`);
  terminal.line(`    -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' \\`);
  terminal.line(
    `    -d '{"prompt": "A sales report with 12 rows and a total", "webhook_url": "${url}/inbox/${inboxName}"}'`,
  );
  terminal.line();
  terminal.line(`See it arrive, signed and checked, at ${terminal.strong(`${url}/inbox/${inboxName}`)}`);
  terminal.line();
}

/** There were organisations before this start, and its key opens none of them: it was revoked, or never made one. */
function describeOtherKeys(settings: Settings): string {
  const key = settings.bootstrapApiKey === null ? shortPath(settings, "api-key") : "OVERTEN_BOOTSTRAP_API_KEY";
  return `one that you made (the key of ${key} opens nothing in this database)`;
}

function describeTargets(allow: AllowTargets): string {
  if (allow === loopbackTargets) return "to this machine too (127.0.0.1, ::1, localhost), because this is development";
  if (allow.ranges.length + allow.hostNames.size === 0) return "to the public internet, by https";
  return "to the public internet, and where OVERTEN_ALLOW_TARGETS says";
}

function shortPath(settings: Settings, name: LocalKeyName): string {
  const path = resolve(localKeyPath(settings.dataDir, name));
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
