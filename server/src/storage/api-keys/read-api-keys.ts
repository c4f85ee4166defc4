import type { Connection, Statement } from "../../runtime/connection.ts";

/** A key as lists show it. */
export interface ApiKey {
  keyId: string;
  name: string;
  role: "admin" | "viewer";
  prefix: string;
  createdAtMs: number;
}

/** The columns of an ApiKey. */
export const apiKeyColumns = `id as "keyId", name, role, prefix, (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"`;

const listStatement: Statement = {
  name: "list-api-keys",
  text: `select ${apiKeyColumns} from api_keys where org_id = $1 and id < $2 order by id desc limit $3`,
};

/** An organisation's keys, newest first. */
export async function listApiKeys(
  connection: Connection,
  input: { orgId: string; beforeId: string; rows: number },
): Promise<ApiKey[]> {
  return connection.run<ApiKey>(listStatement, [input.orgId, input.beforeId, input.rows]);
}
