// npm run bench:history: a log with a million attempts, and how long its first page, its filters and the dashboard's pages take.
//   npm run bench:history -- [--attempts 1000000] [--rounds 9] [--folder PATH] [--only rows,api,browser]
// A folder that is named is kept and used again: what takes long is making the history. Needs Chromium for the browser's part.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { sealingKeys } from "../../server/src/domain/seal.ts";
import { readLocalKey } from "../../server/src/main/local-keys.ts";
import { startEmbeddedPostgres } from "../../server/src/runtime/embedded-postgres/start-embedded-postgres.ts";
import { migrate } from "../../server/src/storage/migrate.ts";
import { startChildServer } from "../../tests/support/child-server.ts";
import { cpuMsOf } from "./cpu.ts";
import { fillHistory, type History } from "./fill.ts";
import { launchBrowser } from "../../tests/support/browser.ts";
import { measureApi, median } from "./measure-api.ts";
import { type BrowserInput, measureClicks, measureFirstLoad, measureLive, measureScroll } from "./measure-browser.ts";
import { type AskedRequest, askedRequests } from "./requests.ts";
import { measureReads } from "./rows-read.ts";

const { values } = parseArgs({
  options: {
    attempts: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "9" },
    folder: { type: "string" },
    only: { type: "string", default: "rows,api,browser" },
  },
});
const rounds = Number(values.rounds);
const parts = new Set(values.only.split(","));
const folder = values.folder === undefined ? mkdtempSync(join(tmpdir(), "overten-history-")) : resolve(values.folder);
// Where this runs as root PostgreSQL runs as another user; shut out, it would leave its data elsewhere when the folder goes.
if (values.folder === undefined) chmodSync(folder, 0o755);
const historyFile = join(folder, "history.json");
const say = (line: string): void => console.log(line);

/** Runs with the folder's PostgreSQL alone, before the server has it. */
async function withDatabase<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const postgres = await startEmbeddedPostgres({ log: say }, { dataDir: join(folder, "postgres") });
  try {
    await migrate({ connectionString: postgres.connectionString, log: () => {} }, { buckets: 1 });
    const client = new pg.Client({ connectionString: postgres.connectionString });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await postgres.stop();
  }
}

async function makeHistory(apiKey: string): Promise<History> {
  if (existsSync(historyFile)) return JSON.parse(readFileSync(historyFile, "utf8")) as History; // as this program wrote it
  const secretKey = await readLocalKey(folder, "secret-key");
  const attempts = Number(values.attempts);
  say(`Making a history of ${attempts} attempts in ${folder} …`);
  const beganMs = performance.now();
  const history = await withDatabase((client) =>
    fillHistory({ client, say }, { attempts, days: 30, sealing: sealingKeys([secretKey]), apiKey }),
  );
  say(`${history.attempts} attempts after ${Math.round((performance.now() - beganMs) / 1000)} s.`);
  if (values.folder !== undefined) writeFileSync(historyFile, JSON.stringify(history));
  return history;
}

function show(title: string, header: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  say(`\n${title}`);
  const cells = [header, ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? String(Number(cell.toFixed(1))) : cell)),
  );
  const widths = header.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  for (const row of cells) {
    say(row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "));
  }
}

/** A first start builds the dashboard and compresses it, which takes all of a small machine. */
async function dashboardReady(base: string): Promise<void> {
  while ((await fetch(`${base}/`, { headers: { accept: "text/html" } })).status !== 200) await sleep(200);
}

async function showBrowser(input: BrowserInput): Promise<void> {
  const browser = await launchBrowser();
  try {
    const loads = await measureFirstLoad(browser, input);
    show(
      "First load without a cache, as transferred",
      ["", "kB", "files"],
      loads.map(({ label, bytes, files }) => [label, bytes / 1000, files]),
    );
    const clicks = await measureClicks({ browser, say }, input);
    show(
      `In the browser, ms from the click to the painted rows, ${rounds} rounds`,
      ["", "median", "worst"],
      clicks.map(({ label, medianMs, worstMs }) => [label, medianMs, worstMs]),
    );
    const scrolls = await measureScroll(browser, input);
    show(
      "Scrolling a thousand rows",
      ["", "frames", "dropped", "longest ms", "blank", "long tasks", "longest ms"],
      scrolls.map((f, at) => [
        `run ${at + 1}`,
        f.frames,
        f.dropped,
        f.longestMs,
        f.blank,
        f.longTasks,
        f.longestTaskMs,
      ]),
    );
    const operatorKey = await readLocalKey(folder, "operator-key");
    const live = await measureLive(browser, { ...input, operatorKey });
    show(
      "From an event's request to its row waiting in the open log, ms",
      ["", "median", "worst"],
      [["live", median(live), Math.max(...live)]],
    );
  } finally {
    await browser.close();
  }
}

async function measureServer(input: { apiKey: string; history: History; requests: AskedRequest[] }): Promise<void> {
  const { apiKey, history, requests } = input;
  const server = startChildServer({ env: { OVERTEN_DATA_DIR: folder } });
  try {
    const base = await server.url();
    await dashboardReady(base);
    if (parts.has("api")) {
      const deps = { base, apiKey, cpuMs: () => cpuMsOf(server.pid) };
      const figures = await measureApi(deps, { requests, rounds });
      show(
        `The API, ms, ${rounds} rounds; "filled": until 30 rows or the end, in so many requests, and its CPU`,
        ["", "median", "worst", "filled", "CPU", "requests", "rows"],
        figures.map((f) => [f.label, f.medianMs, f.worstMs, f.filledMs, f.cpuMs, f.requests, f.rows]),
      );
    }
    if (parts.has("browser")) await showBrowser({ base, apiKey, history, rounds });
  } finally {
    server.signal("SIGINT");
    await server.ended;
  }
}

try {
  const apiKey = await readLocalKey(folder, "api-key");
  const history = await makeHistory(apiKey);
  const requests = askedRequests(history);
  if (parts.has("rows")) {
    const { orgId } = history.large;
    const reads = await withDatabase((client) => measureReads(client, { orgId, requests }));
    show(
      "Rows of the log that PostgreSQL looks at for one request, and pages of 8 kB",
      ["", "rows", "pages", "dearest statement", "its rows"],
      reads.map(({ label, rows, pages, dearest }) => [label, rows, pages, dearest.name, dearest.rows]),
    );
  }
  if (parts.has("api") || parts.has("browser")) await measureServer({ apiKey, history, requests });
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
