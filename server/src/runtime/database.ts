import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Database } from "./connection.ts";
import { createPool } from "./database-pool.ts";

/** Ways to the same database, because their statements must be planned differently and must not wait for each other. */
export interface Databases {
  /** Hot statements: named, generic plans, no sequential scans. What they name is small or inserted into. */
  hot: Database;
  /**
   * Claim, reclaim and the like: what joins with tables that grow. Planned anew each time (0.7 ms a batch): a kept plan that was made while `due` was
   * empty read all of it once it had 300,000 rows, 13 s a claim.
   */
  work: Database;
  /** Pages, jobs and everything else: planned anew with their values, stopped after `coldTimeoutMs`. */
  cold: Database;
  /** True behind a pooler in transaction mode: no session settings, no LISTEN, no named statements. */
  pooled: boolean;
  close(): Promise<void>;
}

/** A statement that the server has not answered by then is on a dead connection: silence from PostgreSQL must not hold the hot path. */
const hotTimeoutMs = 15_000;
const coldTimeoutMs = 30_000;

/** How long the server lets a transaction of ours lie idle: background work never thinks inside one, a request's may read a little. */
const idleInWorkMs = 5_000;
const idleInColdMs = 15_000;

/**
 * The server notices within half a minute when a node's machine is gone, and frees what it held. No statement of ours runs for so long that compiling it
 * would pay.
 */
const coldOptions = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c jit=off";
const workOptions = `${coldOptions} -c enable_seqscan=off`;
const hotOptions = `${workOptions} -c plan_cache_mode=force_generic_plan`;

export interface DatabaseOptions {
  connectionString: string;
  /** All connections of this node together, at least 5. */
  maxConnections: number;
  /** Told about idle connections that broke; without this listener one of them would end the process. */
  onConnectionError: (error: Error) => void;
}

export async function openDatabases(options: DatabaseOptions): Promise<Databases> {
  const server = takeOptions(options.connectionString);
  const pooled = await isBehindPooler(server);
  // Behind a pooler whatever stands in the URL goes as it came.
  const connectionString = pooled ? options.connectionString : server.connectionString;
  const sessionOptions = (ours: string): string | null => (pooled ? null : `${server.options} ${ours}`.trim());
  const hotConnections = Math.max(1, Math.floor(options.maxConnections * 0.2));
  const workConnections = Math.max(2, Math.floor(options.maxConnections * 0.2));
  const hot = createPool({
    ...options,
    connectionString,
    maxConnections: hotConnections,
    timeoutMs: hotTimeoutMs,
    idleInTransactionMs: idleInWorkMs,
    sessionOptions: sessionOptions(hotOptions),
    named: !pooled,
  });
  const work = createPool({
    ...options,
    connectionString,
    maxConnections: workConnections,
    timeoutMs: hotTimeoutMs,
    idleInTransactionMs: idleInWorkMs,
    sessionOptions: sessionOptions(workOptions),
    named: false,
  });
  const cold = createPool({
    ...options,
    connectionString,
    maxConnections: Math.max(2, options.maxConnections - hotConnections - workConnections),
    timeoutMs: coldTimeoutMs,
    idleInTransactionMs: idleInColdMs,
    sessionOptions: sessionOptions(coldOptions),
    named: false,
  });
  return {
    hot,
    work,
    cold,
    pooled,
    close: async () => {
      await Promise.all([hot.close(), work.close(), cold.close()]);
    },
  };
}

/**
 * A pooler refuses or drops session options; asking for one and reading it back tells. It is one that nobody else sets: the settings of a role or
 * database come through a pooler too, and look like ours.
 */
async function isBehindPooler(server: OptionedServer): Promise<boolean> {
  const mark = randomUUID();
  const client = new pg.Client({
    connectionString: server.connectionString,
    options: `${server.options} ${hotOptions} -c overten.mark=${mark}`,
    connectionTimeoutMillis: 10_000,
    application_name: "overten",
  });
  client.on("error", () => {}); // the query that is under way reports the same
  try {
    await client.connect();
    const shown = await client.query<{ mark: string | null }>("select current_setting('overten.mark', true) as mark");
    return shown.rows[0]?.mark !== mark;
  } catch (error) {
    if (error instanceof Error && /unsupported startup parameter/i.test(error.message)) return true;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

interface OptionedServer {
  connectionString: string;
  /** `-c name=value …` that its owner wants in every session. */
  options: string;
}

/** Takes `options` out of a URL: pg would let them replace ours instead of joining them. */
function takeOptions(connectionString: string): OptionedServer {
  const url = URL.parse(connectionString);
  const options = url?.searchParams.get("options") ?? "";
  if (url === null || options === "") return { connectionString, options: "" };
  url.searchParams.delete("options");
  return { connectionString: url.href, options };
}
