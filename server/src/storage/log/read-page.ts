import type { Connection, Database, Statement } from "../../runtime/connection.ts";

const snapshotStatement: Statement = {
  name: "page-snapshot",
  text: "set transaction isolation level repeatable read, read only",
};

/** In the database itself: a client that stops listening does not stop a statement, and an old snapshot keeps dead rows in everybody's way. */
const limitStatement: Statement = {
  name: "page-time-limit",
  text: "select set_config('statement_timeout', $1, true)",
};

const statementTimeoutMs = 10_000;

/** What a page asked for would take too long; a narrower span or filter may not. */
export class PageTooSlowError extends Error {
  override readonly name = "PageTooSlowError";
}

/**
 * Reads several things as of one moment, so that a delivery on its way from `due` to the log is seen exactly once. Throws PageTooSlowError where a
 * statement takes more than 10 s.
 */
export async function readPage<Result>(
  database: Database,
  read: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  try {
    return await database.transaction(async (connection) => {
      await connection.run(snapshotStatement, []);
      await connection.run(limitStatement, [String(statementTimeoutMs)]);
      return read(connection);
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "57014") {
      throw new PageTooSlowError("a page took longer than its time limit", { cause: error });
    }
    throw error;
  }
}
