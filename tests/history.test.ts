// I11, as people meet it: what a page of the log looks at follows the page, not how much history there is. By rows, which no busy machine changes;
// `npm run bench:history` has the times.
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fillHistory, type History } from "../bench/history/fill.ts";
import { askedRequests } from "../bench/history/requests.ts";
import { measureReads, type ReadFigure } from "../bench/history/rows-read.ts";
import { sealingKeys } from "../server/src/domain/seal.ts";
import { maxScannedRows } from "../server/src/storage/log/log-filter.ts";
import { createTestDatabase, type TestDatabase } from "./support/postgres.ts";
import { testSecretKey } from "./support/server.ts";

const attempts = 40_000;
const days = 12;

let database: TestDatabase;
let client: pg.Client;
let history: History;
const figures = new Map<string, ReadFigure>();

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.directConnectionString });
  await client.connect();
  const input = { attempts, days, sealing: sealingKeys([testSecretKey]), apiKey: `sk_live_${"H".repeat(28)}` };
  history = await fillHistory({ client, say: () => {} }, input);
  const requests = askedRequests(history).filter(({ page = 1 }) => page <= 20);
  for (const figure of await measureReads(client, { orgId: history.large.orgId, requests })) {
    figures.set(figure.label, figure);
  }
}, 90_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

function reads(label: string): ReadFigure {
  const found = figures.get(label);
  if (found === undefined) throw new Error(`nothing is measured as "${label}"`);
  return found;
}

it("no statement looks at more of the log than its bound, however rare what it looks for", () => {
  // Of the little that is left at the far end a plan may read and order all; a scan without a bound would pass over the whole large organisation.
  const bound = maxScannedRows * 2.5;
  expect(history.attempts).toBeGreaterThan(3 * bound);
  expect([...figures.values()].filter(({ dearest }) => dearest.rows > bound)).toEqual([]);
});

it("a page looks at little more than it shows", () => {
  const most = 1000;
  const lists = ["attempts", "deliveries"].flatMap((list) =>
    ["last 24 h", "whole log", "page 2", "page 20", "a webhook", "a run", "a task"].map((page) => `${list}, ${page}`),
  );
  const others = ["a delivery", "a webhook with health", "a failing webhook with health", "tasks", "backlog"];
  expect([...lists, ...others].map(reads).filter(({ rows }) => rows > most)).toEqual([]);
});

it("stats come from the roll-up alone", () => {
  const stats = [...figures.values()].filter(({ label }) => label.startsWith("stats"));
  expect(stats.length).toBeGreaterThan(3);
  expect(stats.filter(({ rows }) => rows > 0)).toEqual([]);
});
