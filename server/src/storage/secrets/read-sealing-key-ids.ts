import type { Connection, Statement } from "../../runtime/connection.ts";

const keyIdsStatement: Statement = {
  name: "read-sealing-key-ids",
  text: `
select distinct substring(webhook_secret for $1::int) as "keyId" from organizations
union
select distinct substring(secret for $1::int) from subscriptions where secret is not null`,
};

/** With which keys the stored secrets are sealed, by the ids that their first `idBytes` hold. */
export async function readSealingKeyIds(connection: Connection, idBytes: number): Promise<Buffer[]> {
  const rows = await connection.run<{ keyId: Buffer }>(keyIdsStatement, [idBytes]);
  return rows.map((row) => row.keyId);
}
