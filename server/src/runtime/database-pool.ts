import pg from "pg";
import type { Connection, Database, Statement } from "./connection.ts";

export interface PoolOptions {
  connectionString: string;
  maxConnections: number;
  /** After this long without an answer a statement fails and its connection is thrown away. */
  timeoutMs: number;
  /** `-c name=value …` for every session; null behind a pooler. */
  sessionOptions: string | null;
  /** Whether statements are prepared under their names. */
  named: boolean;
  onConnectionError: (error: Error) => void;
}

export function createPool(options: PoolOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    query_timeout: options.timeoutMs,
    keepAlive: true,
    application_name: "overten",
    ...(options.sessionOptions === null ? {} : { options: options.sessionOptions }),
  });
  // An idle connection that breaks emits here; unheard it would take the process with it.
  pool.on("error", options.onConnectionError);

  const runOn = async <Row>(
    client: pg.Pool | pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> => {
    const query = options.named
      ? { name: statement.name, text: statement.text, values: [...values] }
      : { text: statement.text, values: [...values] };
    const result = await client.query(query);
    return result.rows as Row[];
  };

  return {
    run: (statement, values) => runOn(pool, statement, values),
    transaction: async (work) => {
      const client = await pool.connect();
      // A connection that breaks between two statements emits here; the next statement fails and says so.
      client.on("error", options.onConnectionError);
      const connection: Connection = { run: (statement, values) => runOn(client, statement, values) };
      try {
        await client.query("begin");
        const result = await work(connection);
        await client.query("commit");
        client.removeListener("error", options.onConnectionError);
        client.release();
        return result;
      } catch (error) {
        const rolledBack = await client.query("rollback").then(
          () => true,
          () => false,
        );
        client.removeListener("error", options.onConnectionError);
        client.release(!rolledBack);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

/** Whether an error means that the database is away, full or overloaded, rather than that the statement was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Classes 08 connection, 53 resources (disk full, too many connections), 57 operator intervention, 58 system error; 25006 read-only (a standby), XX001/XX002 are real damage.
  if (/^(08|53|57P|58)/.test(code) || code === "25006") return true;
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH|ENETUNREACH)/.test(code)) return true;
  return /connection terminated|query read timeout|timeout exceeded when trying to connect|timeout expired|client has encountered a connection error|not queryable|Cannot use a pool after calling end/i.test(
    error.message,
  );
}
