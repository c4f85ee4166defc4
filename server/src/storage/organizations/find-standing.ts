import type { Connection, Statement } from "../../runtime/connection.ts";

export interface OrganizationStanding {
  bucket: number;
  suspended: boolean;
}

const findStatement: Statement = {
  name: "find-standing",
  text: `select bucket, suspended_at is not null as suspended from organizations where id = $1`,
};

/** Where an organisation's rows are, and whether it is suspended; null for one that does not exist. */
export async function findStanding(connection: Connection, orgId: string): Promise<OrganizationStanding | null> {
  const [row] = await connection.run<OrganizationStanding>(findStatement, [orgId]);
  return row ?? null;
}
