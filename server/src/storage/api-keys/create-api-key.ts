import type { Connection, Statement } from "../../runtime/connection.ts";
import { type ApiKey, apiKeyColumns } from "./read-api-keys.ts";

const createStatement: Statement = {
  name: "create-api-key",
  text: `insert into api_keys (id, org_id, hash, prefix, name, role) values ($1, $2, $3, $4, $5, $6) returning ${apiKeyColumns}`,
};

export interface NewApiKey {
  keyId: string;
  orgId: string;
  hash: Buffer;
  prefix: string;
  name: string;
  role: "admin" | "viewer";
}

/** Adds a key to an organisation that exists. */
export async function createApiKey(connection: Connection, key: NewApiKey): Promise<ApiKey> {
  const { keyId, orgId, hash, prefix, name, role } = key;
  const rows = await connection.run<ApiKey>(createStatement, [keyId, orgId, hash, prefix, name, role]);
  const [created] = rows;
  if (created === undefined) throw new Error("an insert returned no row");
  return created;
}
