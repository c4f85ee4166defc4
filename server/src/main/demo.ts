import type { Settings } from "./settings.ts";
import type { RunningNode } from "./start-node.ts";
import type { Terminal } from "./terminal.ts";
export async function runDemo(
  _deps: { terminal: Terminal; signal: AbortSignal },
  _input: { node: RunningNode; settings: Settings },
): Promise<number> {
  return 1;
}
