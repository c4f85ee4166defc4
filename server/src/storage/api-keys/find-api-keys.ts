import type { Connection, Statement } from "../../runtime/connection.ts";

/** Whom a key belongs to. */
export interface FoundApiKey {
  keyId: string;
  orgId: string;
  bucket: number;
  role: "admin" | "viewer";
  suspended: boolean;
}

const findStatement: Statement = {
  name: "find-api-keys",
  text: `
select t.position - 1 as "index", k.id as "keyId", k.org_id as "orgId", o.bucket, k.role, o.suspended_at is not null as suspended
from unnest($1::text[]) with ordinality as t(hash, position)
join api_keys k on k.hash = decode(t.hash, 'hex')
join organizations o on o.id = k.org_id`,
};

/** Looks up many keys by their SHA-256 at once, in the order of `hashes`; null for one that does not exist. */
export async function findApiKeys(connection: Connection, hashes: readonly Buffer[]): Promise<(FoundApiKey | null)[]> {
  const rows = await connection.run<FoundApiKey & { index: string }>(findStatement, [
    `{${hashes.map((hash) => hash.toString("hex")).join(",")}}`,
  ]);
  const found: (FoundApiKey | null)[] = hashes.map(() => null);
  for (const { index, ...key } of rows) found[Number(index)] = key;
  return found;
}
