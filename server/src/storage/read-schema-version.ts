import type { Connection, Statement } from "../runtime/connection.ts";

const versionStatement: Statement = {
  name: "read-schema-version",
  text: `select max(id) as "newest" from migrations`,
};

/** The number of the newest migration that the database has. */
export async function readSchemaVersion(connection: Connection): Promise<number> {
  const [row] = await connection.run<{ newest: number | null }>(versionStatement, []);
  return row?.newest ?? 0;
}
