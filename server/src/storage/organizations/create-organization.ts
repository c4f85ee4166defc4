import type { Connection, Statement } from "../../runtime/connection.ts";

const createStatement: Statement = {
  name: "create-organization",
  text: `
with organization as (
  insert into organizations (id, bucket, name, webhook_secret) values ($1, $2, $3, $4) on conflict do nothing returning id
)
insert into api_keys (id, org_id, hash, prefix, name, role) select $5, id, $6, $7, $8, 'admin' from organization`,
};

export interface NewOrganization {
  orgId: string;
  bucket: number;
  name: string;
  sealedSecret: Buffer;
  /** Its first key, an admin's. */
  key: { keyId: string; hash: Buffer; prefix: string; name: string };
}

/** Makes an organisation with its first key, in one statement. */
export async function createOrganization(connection: Connection, organization: NewOrganization): Promise<void> {
  const { orgId, bucket, name, sealedSecret, key } = organization;
  await connection.run(createStatement, [orgId, bucket, name, sealedSecret, key.keyId, key.hash, key.prefix, key.name]);
}
