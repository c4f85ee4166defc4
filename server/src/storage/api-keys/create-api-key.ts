import type { Connection, Statement } from "../../runtime/connection.ts";
import { lockOrganization } from "../organizations/lock-organization.ts";
import { type ApiKey, apiKeyColumns } from "./read-api-keys.ts";

const createStatement: Statement = {
  name: "create-api-key",
  text: `insert into api_keys (id, org_id, hash, prefix, name, role) values ($1, $2, $3, $4, $5, $6) returning ${apiKeyColumns}`,
};

const countStatement: Statement = {
  name: "count-api-keys",
  text: `select count(*)::int as count from api_keys where org_id = $1`,
};

/** Rate limits are per key, so that their number limits an organisation. */
export const maxApiKeys = 100;

export interface NewApiKey {
  keyId: string;
  orgId: string;
  hash: Buffer;
  prefix: string;
  name: string;
  role: "admin" | "viewer";
}

/** Inside a transaction. Adds a key to an organisation that exists; null when it has as many as it may. */
export async function createApiKey(connection: Connection, key: NewApiKey): Promise<ApiKey | null> {
  const { keyId, orgId, hash, prefix, name, role } = key;
  await lockOrganization(connection, orgId);
  const counted = await connection.run<{ count: number }>(countStatement, [orgId]);
  if ((counted[0]?.count ?? 0) >= maxApiKeys) return null;
  const rows = await connection.run<ApiKey>(createStatement, [keyId, orgId, hash, prefix, name, role]);
  const [created] = rows;
  if (created === undefined) throw new Error("an insert returned no row");
  return created;
}
