import type { Connection, Statement } from "../runtime/connection.ts";

const durabilityStatement: Statement = {
  name: "read-durability",
  text: `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`,
};

/** A setting of PostgreSQL that decides whether a crash can take back what was acknowledged. */
export interface DurabilitySetting {
  name: string;
  setting: string;
  safe: boolean;
}

/** I12: the settings under which a commit may be lost in a crash, as this connection has them. */
export async function readDurability(connection: Connection): Promise<DurabilitySetting[]> {
  const rows = await connection.run<{ name: string; setting: string }>(durabilityStatement, []);
  return rows.map((row) => ({ ...row, safe: row.setting !== "off" }));
}
