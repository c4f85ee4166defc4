import type { Connection, Statement } from "../../runtime/connection.ts";

/** A key with the organisation that it opens. */
export interface VerifiedKey {
  orgName: string;
  sealedSecret: Buffer;
  secretVersion: number;
  prefix: string;
  keyName: string;
  createdAtMs: number;
}

const readStatement: Statement = {
  name: "read-verified-key",
  text: `
select o.name as "orgName", o.webhook_secret as "sealedSecret", o.webhook_secret_version as "secretVersion", k.prefix, k.name as "keyName",
  (extract(epoch from k.created_at) * 1000)::float8 as "createdAtMs"
from api_keys k join organizations o on o.id = k.org_id
where k.id = $1`,
};

/** Null when the key was revoked meanwhile. */
export async function readVerifiedKey(connection: Connection, keyId: string): Promise<VerifiedKey | null> {
  const rows = await connection.run<VerifiedKey>(readStatement, [keyId]);
  return rows[0] ?? null;
}

const readAsOperatorStatement: Statement = {
  name: "read-verified-operator",
  text: `
select name as "orgName", webhook_secret as "sealedSecret", webhook_secret_version as "secretVersion", 'op_live_' as prefix, 'operator' as "keyName",
  (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"
from organizations where id = $1`,
};

/** The same for an operator's session that acts for the organisation: there is no key of its own. */
export async function readAsOperator(connection: Connection, orgId: string): Promise<VerifiedKey | null> {
  const rows = await connection.run<VerifiedKey>(readAsOperatorStatement, [orgId]);
  return rows[0] ?? null;
}
