import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";

// Timers, servers, sockets and child processes that keep the process alive. Others (the file system's requests, vitest's own pipe) come and go.
const watched: ReadonlySet<string> = new Set([
  "Timeout",
  "TCPServerWrap",
  "TCPSocketWrap",
  "TLSWrap",
  "PipeServerWrap",
  "ProcessWrap",
]);
// What was told to close may take a moment: sockets wait for the other side.
const patienceMs = 1_000;

let before = new Map<string, number>();

beforeAll(() => {
  before = countRunning();
});

afterAll(async () => {
  const untilMs = performance.now() + patienceMs;
  let left = listLeft();
  while (left.length > 0 && performance.now() < untilMs) {
    await sleep(20, undefined, { ref: false });
    left = listLeft();
  }
  if (left.length > 0) {
    throw new Error(
      `The tests of this file left running: ${left.join(", ")}. Whatever a test starts it must stop, or it would hang a server at its end.`,
    );
  }
});

function countRunning(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo())
    if (watched.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function listLeft(): string[] {
  return [...countRunning()].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more > 0 ? [`${more} × ${name}`] : [];
  });
}
