import type { Connection, Statement } from "../../runtime/connection.ts";

/** A session that has not run out, and what its key opens. */
export interface FoundSession {
  sessionId: string;
  createdAtMs: number;
  expiresAtMs: number;
  operatorKeyHash: Buffer | null;
  /** Null for the operator. */
  key: SessionKey | null;
}

export interface SessionKey {
  keyId: string;
  keyPrefix: string;
  keyName: string;
  role: "admin" | "viewer";
  orgId: string;
  orgName: string;
  bucket: number;
  suspended: boolean;
}

type Row = Omit<FoundSession, "key"> & { [Name in keyof SessionKey]: SessionKey[Name] | null };

const findStatement: Statement = {
  name: "find-session",
  text: `
select s.id as "sessionId", (extract(epoch from s.created_at) * 1000)::float8 as "createdAtMs", (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAtMs",
  s.operator_key_hash as "operatorKeyHash", k.id as "keyId", k.prefix as "keyPrefix", k.name as "keyName", k.role,
  o.id as "orgId", o.name as "orgName", o.bucket, o.suspended_at is not null as suspended
from sessions s
left join api_keys k on k.id = s.key_id
left join organizations o on o.id = k.org_id
where s.hash = $1 and s.expires_at > now()`,
};

/** Looks a session up by the SHA-256 of its cookie; null for one that ran out, was ended or never was. */
export async function findSession(connection: Connection, hash: Buffer): Promise<FoundSession | null> {
  const [row] = await connection.run<Row>(findStatement, [hash]);
  if (row === undefined) return null;
  const { sessionId, createdAtMs, expiresAtMs, operatorKeyHash, ...key } = row;
  return { sessionId, createdAtMs, expiresAtMs, operatorKeyHash, key: isKey(key) ? key : null };
}

function isKey(key: Omit<Row, keyof FoundSession>): key is SessionKey {
  return key.keyId !== null;
}
