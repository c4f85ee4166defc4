import type { Connection, Statement } from "../../runtime/connection.ts";
import { lockOrganization } from "../organizations/lock-organization.ts";

const rolesStatement: Statement = {
  name: "roles-of-api-keys",
  text: `
select (select role from api_keys where org_id = $1 and id = $2) as role,
  exists (select from api_keys where org_id = $1 and id <> $2 and role = 'admin') as "otherAdmin"`,
};

const deleteStatement: Statement = {
  name: "delete-api-key",
  text: `delete from api_keys where org_id = $1 and id = $2 returning id`,
};

/** Revokes any key of an organisation; false when it has no such key. */
export async function deleteApiKey(connection: Connection, input: { orgId: string; keyId: string }): Promise<boolean> {
  const rows = await connection.run(deleteStatement, [input.orgId, input.keyId]);
  return rows.length > 0;
}

/** Inside a transaction. Revokes a key, unless it is the last with the role admin: nobody could make another. */
export async function deleteApiKeyButTheLast(
  connection: Connection,
  input: { orgId: string; keyId: string },
): Promise<"deleted" | "last_admin" | "unknown"> {
  await lockOrganization(connection, input.orgId);
  const rows = await connection.run<{ role: "admin" | "viewer" | null; otherAdmin: boolean }>(rolesStatement, [
    input.orgId,
    input.keyId,
  ]);
  const { role = null, otherAdmin = false } = rows[0] ?? {};
  if (role === null) return "unknown";
  if (role === "admin" && !otherAdmin) return "last_admin";
  return (await deleteApiKey(connection, input)) ? "deleted" : "unknown";
}
