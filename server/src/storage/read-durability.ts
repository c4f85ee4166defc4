import type { Connection, Statement } from "../runtime/connection.ts";

const durabilityStatement: Statement = {
  name: "read-durability",
  text: `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`,
};

/** A setting of PostgreSQL that lets a crash take back what was acknowledged. */
export interface UnsafeSetting {
  name: string;
  setting: string;
}

/** I12: the settings under which a commit may be lost in a crash, as this connection has them; none is as it should be. */
export async function readUnsafeSettings(connection: Connection): Promise<UnsafeSetting[]> {
  const rows = await connection.run<UnsafeSetting>(durabilityStatement, []);
  return rows.filter((row) => row.setting === "off");
}
