import type pg from "pg";
import type { Connection } from "../../server/src/runtime/connection.ts";

/** The server's view of a connection over a plain client of PostgreSQL. */
export function connectionOver(client: pg.Client): Connection {
  return {
    run: async <Row>(statement: { text: string }, values: readonly unknown[]) =>
      (await client.query(statement.text, [...values])).rows as Row[],
  };
}
