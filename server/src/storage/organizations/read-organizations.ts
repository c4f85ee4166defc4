import type { Connection, Statement } from "../../runtime/connection.ts";

/** An organisation as the operator sees it. */
export interface Organization {
  orgId: string;
  name: string;
  suspended: boolean;
  createdAtMs: number;
}

/** The columns of an Organization. */
export const organizationColumns = `id as "orgId", name, suspended_at is not null as suspended, (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"`;

const findStatement: Statement = {
  name: "find-organization",
  text: `select ${organizationColumns} from organizations where id = $1`,
};

const listStatement: Statement = {
  name: "list-organizations",
  text: `select ${organizationColumns} from organizations where id < $1 order by id desc limit $2`,
};

/** One organisation; null for one that does not exist. */
export async function findOrganization(connection: Connection, orgId: string): Promise<Organization | null> {
  const rows = await connection.run<Organization>(findStatement, [orgId]);
  return rows[0] ?? null;
}

/** All organisations, newest first. */
export async function listOrganizations(
  connection: Connection,
  input: { beforeId: string; rows: number },
): Promise<Organization[]> {
  return connection.run<Organization>(listStatement, [input.beforeId, input.rows]);
}
