import type { Connection, Statement } from "../../runtime/connection.ts";

const lockStatement: Statement = {
  name: "lock-organization",
  text: `select id from organizations where id = $1 for no key update`,
};

/** Inside a transaction: of two changes at once the second waits here, and then sees what the first left. */
export async function lockOrganization(connection: Connection, orgId: string): Promise<void> {
  await connection.run(lockStatement, [orgId]);
}
