import pg from "pg";
import type { Connection, Database, Statement } from "./connection.ts";

export interface PoolOptions {
  connectionString: string;
  maxConnections: number;
  /** After this long without an answer a statement fails and its connection is thrown away. */
  timeoutMs: number;
  /** A transaction that is left alone for longer is ended by the server: a node that froze must not keep the others waiting for its locks (I7). */
  idleInTransactionMs: number;
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

  const idle = new Set<pg.PoolClient>();
  pool.on("release", (_error, client) => void idle.add(client));
  pool.on("acquire", (client) => void idle.delete(client));
  pool.on("remove", (client) => void idle.delete(client));
  /**
   * After an answer that never came. The other connections went the same way, perhaps, and each that is tried first would cost its own time limit (I7): those
   * that lie idle are thrown away. The pool takes an error of an idle connection for its end, at once; a socket says so only later.
   */
  const noteSilence = (error: unknown): void => {
    if (!isSilence(error)) return;
    for (const client of idle) {
      client.emit("error", new Error("thrown away after another connection fell silent"));
      client.connection.stream.destroy();
    }
  };

  // `set local`, for behind a pooler a session has no settings; one message, so that it costs no round trip.
  const begin = `begin; set local idle_in_transaction_session_timeout = ${options.idleInTransactionMs}`;

  const runOn = async <Row>(
    client: pg.Pool | pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> => {
    const query = options.named
      ? { name: statement.name, text: statement.text, values: [...values] }
      : { text: statement.text, values: [...values] };
    try {
      const result = await client.query(query);
      return result.rows as Row[];
    } catch (error) {
      noteSilence(error);
      throw error;
    }
  };

  return {
    run: (statement, values) => runOn(pool, statement, values),
    transaction: async (work) => {
      const client = await pool.connect();
      // A connection that breaks between two statements emits here; the next statement fails and says so.
      client.on("error", options.onConnectionError);
      const connection: Connection = { run: (statement, values) => runOn(client, statement, values) };
      try {
        await client.query(begin);
        const result = await work(connection);
        await client.query("commit");
        client.removeListener("error", options.onConnectionError);
        client.release();
        return result;
      } catch (error) {
        noteSilence(error);
        // A connection that is silent would be silent to a rollback too, for as long again; the server ends a transaction with its connection.
        const rolledBack =
          !isSilence(error) &&
          (await client.query("rollback").then(
            () => true,
            () => false,
          ));
        client.removeListener("error", options.onConnectionError);
        client.release(!rolledBack);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

/** pg's words for an answer that did not come within the time limit. */
const silenceMessage = "Query read timeout";

function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === silenceMessage;
}

/** Whether an error means that the database is away, full or overloaded, rather than that the statement was wrong: 503 for whoever asked. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return (
    isDatabaseAway(error) || isPartitionMissing(error) || (error instanceof Error && error.message === poolWaitMessage)
  );
}

/** pg-pool's words for all connections being busy; the database itself may be well. */
const poolWaitMessage = "timeout exceeded when trying to connect";

/** Whether an error means that the database does not answer this node. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = sqlStateOf(error);
  // Classes 08 connection, 28 and 3D (a role or database that is being changed), 53 resources (disk full, too many connections), 57P operator
  // intervention, 58 system error; 25006 read-only (a standby), 25P03 our own transaction was ended for being idle.
  if (/^(08|28|3D|53|57P|58)/.test(code) || code === "25006" || code === "25P03") return true;
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH|ENETUNREACH)/.test(code)) return true;
  if (isSilence(error)) return true;
  return /connection terminated|timeout expired|client has encountered a connection error|not queryable|Cannot use a pool after calling end/i.test(
    error.message,
  );
}

/** Whether a row has no partition to go to: the day of its id has none yet, and is to be made. */
export function isPartitionMissing(error: unknown): boolean {
  return error instanceof Error && sqlStateOf(error) === "23514";
}

/** Whether the database refuses these very values: no use in sending them again. */
export function isRefusedValue(error: unknown): boolean {
  return error instanceof Error && /^2[23]/.test(sqlStateOf(error)) && !isPartitionMissing(error);
}

/** Whether another row has the key already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && sqlStateOf(error) === "23505";
}

/** Deadlocks and serialization failures: the same statement may well succeed. */
export function isTransient(error: unknown): boolean {
  return error instanceof Error && /^(40P01|40001|55P03)$/.test(sqlStateOf(error));
}

function sqlStateOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
