import type { Connection, Statement } from "../runtime/connection.ts";

const stateStatement: Statement = {
  name: "read-schema-state",
  text: `
select coalesce(max(id), 0) as "newest", to_regclass('events_' || to_char(now() at time zone 'utc', 'YYYYMMDD')) is not null as "hasToday"
from migrations`,
};

export interface SchemaState {
  /** The number of the newest migration that the database has. */
  newest: number;
  /** Whether what comes today has a partition to go to. */
  hasToday: boolean;
}

export async function readSchemaState(connection: Connection): Promise<SchemaState> {
  const [row] = await connection.run<SchemaState>(stateStatement, []);
  return row ?? { newest: 0, hasToday: false };
}
