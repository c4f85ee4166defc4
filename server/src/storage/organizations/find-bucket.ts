import type { Connection, Statement } from "../../runtime/connection.ts";

const findStatement: Statement = { name: "find-bucket", text: `select bucket from organizations where id = $1` };

/** The bucket of an organisation; null for one that does not exist. */
export async function findBucket(connection: Connection, orgId: string): Promise<number | null> {
  const [row] = await connection.run<{ bucket: number }>(findStatement, [orgId]);
  return row?.bucket ?? null;
}
