// What PostgreSQL looks at for one request: unlike a time, the same on every machine.

import { parseQuery } from "@overten/contract";
import type pg from "pg";
import { createDocumentLinks } from "../../server/src/domain/links.ts";
import { sealingKeys } from "../../server/src/domain/seal.ts";
import { deliveryRoutes } from "../../server/src/http/delivery-routes.ts";
import { logRoutes } from "../../server/src/http/log-routes.ts";
import { statsRoutes } from "../../server/src/http/stats-routes.ts";
import { subscriptionRoutes } from "../../server/src/http/subscription-routes.ts";
import { taskRoutes } from "../../server/src/http/task-routes.ts";
import { createClock } from "../../server/src/runtime/clock.ts";
import type { Connection, Database } from "../../server/src/runtime/connection.ts";
import { connectionOver } from "./connection.ts";
import { bucket } from "./organizations.ts";
import type { AskedRequest } from "./requests.ts";

/** Of all statements of a request together. */
export interface Reads {
  /** Rows of the log and of what waits that scans came upon, wanted or not. */
  rows: number;
  /** Pages of 8 kB, with those that planning took. */
  pages: number;
  /** The statement that looked at most. */
  dearest: { name: string; rows: number; pages: number };
}

export interface ReadFigure extends Reads {
  label: string;
}

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Shared Hit Blocks"?: number;
  "Shared Read Blocks"?: number;
  Plans?: PlanNode[];
}
interface Explained {
  Plan: PlanNode;
  Planning?: { "Shared Hit Blocks"?: number; "Shared Read Blocks"?: number };
}

/** Reads of each request, by the handlers that answer it over HTTP. */
export async function measureReads(
  client: pg.Client,
  input: { orgId: string; requests: readonly AskedRequest[] },
): Promise<ReadFigure[]> {
  const counting = countReads(connectionOver(client));
  const handlers = handlersOver(counting.database);
  const caller = { kind: "customer", orgId: input.orgId, bucket, keyId: null, role: "admin", sessionId: null };
  const figures: ReadFigure[] = [];
  for (const asked of input.requests) {
    const answer = handlers[asked.route] as (call: unknown) => Promise<{ body: { next_cursor?: string | null } }>;
    let cursor: string | undefined;
    for (let page = 1; page <= (asked.page ?? 1); page++) {
      const parsed = parseQuery(asked.route, { ...asked.query, ...(cursor === undefined ? {} : { cursor }) });
      if (parsed.outcome !== "valid") throw new Error(`${asked.label}: the query is not valid`);
      counting.begin();
      const { body } = await answer({ params: asked.params ?? {}, query: parsed.value, caller });
      if (body.next_cursor === null) break;
      cursor = body.next_cursor;
    }
    figures.push({ label: asked.label, ...counting.end() });
  }
  return figures;
}

function handlersOver(database: Database) {
  const edge = { database, clock: createClock(), logRetentionDays: 30 };
  const keys = sealingKeys(["of the measurement"]);
  const links = createDocumentLinks({ keys, publicUrl: () => "http://127.0.0.1", nowMs: edge.clock.nowMs, lifeMs: 1 });
  const nothing = async (): Promise<never> => {
    throw new Error("only what reads is measured");
  };
  return {
    ...logRoutes(edge),
    ...deliveryRoutes({ ...edge, links, schedule: [1, 4, 16, 64, 256, 1024, 4096], resend: nothing }),
    ...statsRoutes(edge),
    ...taskRoutes({ database, links, cancel: nothing }),
    ...subscriptionRoutes({
      ...edge,
      sealing: keys,
      maxSubscriptions: 100,
      allowedUrl: () => null,
      untilNothingStarts: nothing,
      stopped: { end: () => {}, endBeforeResume: nothing },
    }),
  };
}

/** Explains each statement with what it did before running it, all on one connection. */
function countReads(connection: Connection): { database: Database; begin: () => void; end: () => Reads } {
  let reads: Reads = { rows: 0, pages: 0, dearest: { name: "", rows: 0, pages: 0 } };
  const run: Connection["run"] = async (statement, values) => {
    if (/^\s*(select|with)\b/i.test(statement.text)) {
      const text = `explain (analyze, buffers, timing off, format json) ${statement.text}`;
      const [row] = await connection.run<{ "QUERY PLAN": Explained[] }>({ name: "", text }, values);
      const explained = row?.["QUERY PLAN"][0];
      if (explained === undefined) throw new Error(`${statement.name} was not explained`);
      const rows = rowsOf(explained.Plan);
      const pages = pagesOf(explained.Plan) + pagesOf(explained.Planning ?? {});
      reads.rows += rows;
      reads.pages += pages;
      if (rows >= reads.dearest.rows) reads.dearest = { name: statement.name, rows, pages };
    }
    return connection.run(statement, values);
  };
  const text = (sql: string) => connection.run({ name: "", text: sql }, []);
  const database: Database = {
    run,
    transaction: async (work) => {
      await text("begin");
      try {
        return await work({ run });
      } finally {
        await text("rollback");
      }
    },
    close: async () => {},
  };
  return {
    database,
    begin: () => {
      reads = { rows: 0, pages: 0, dearest: { name: "", rows: 0, pages: 0 } };
    },
    end: () => reads,
  };
}

/** What grows with history and backlog; stats do not. */
const ofLog = /^(attempts|events|endings|resends|due)(_|$)/;

function rowsOf(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, plan) => sum + rowsOf(plan), 0);
  // A bitmap's index counts the rows, and its table the same again.
  if (node["Node Type"] === "Bitmap Index Scan" || !ofLog.test(node["Relation Name"] ?? "")) return below;
  const each =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return Math.round(each * node["Actual Loops"]);
}

function pagesOf(counted: { "Shared Hit Blocks"?: number; "Shared Read Blocks"?: number }): number {
  return (counted["Shared Hit Blocks"] ?? 0) + (counted["Shared Read Blocks"] ?? 0);
}
