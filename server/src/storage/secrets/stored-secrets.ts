import { byteaArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A secret as it lies in its row: an organisation's, or a subscription's, whose secrets have one version. */
export interface StoredSecret {
  rowId: string;
  version: number;
  sealed: Buffer;
}

/** Where secrets are kept: `find` those of one bucket that another key sealed, in the order of their ids, and `replace` some of them. */
export interface SecretTable {
  find: Statement;
  replace: Statement;
}

export const organizationSecrets: SecretTable = {
  find: {
    name: "find-organization-secrets",
    text: `
select id as "rowId", webhook_secret_version as version, webhook_secret as sealed from organizations
where bucket = $1 and id > $2 and substring(webhook_secret for length($3::bytea)) <> $3 order by id limit $4`,
  },
  // Locked in the order of the ids, so that two nodes that do the same do not wait for each other in a circle.
  replace: {
    name: "replace-organization-secrets",
    text: `
with mine as (
  select o.id, t.made from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as t(id, found, made)
  join organizations o on o.bucket = $1 and o.id = t.id and o.webhook_secret = t.found order by o.id for no key update of o
)
update organizations o set webhook_secret = mine.made from mine where o.bucket = $1 and o.id = mine.id`,
  },
};

export const subscriptionSecrets: SecretTable = {
  find: {
    name: "find-subscription-secrets",
    text: `
select id as "rowId", 1 as version, secret as sealed from subscriptions
where bucket = $1 and id > $2 and substring(secret for length($3::bytea)) <> $3 order by id limit $4`,
  },
  replace: {
    name: "replace-subscription-secrets",
    text: `
with mine as (
  select s.id, t.made from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as t(id, found, made)
  join subscriptions s on s.bucket = $1 and s.id = t.id and s.secret = t.found order by s.id for no key update of s
)
update subscriptions s set secret = mine.made from mine where s.bucket = $1 and s.id = mine.id`,
  },
};

/** The next secrets behind `afterId` that were sealed with another key than the one of that id. */
export async function findSecretsOfOtherKeys(
  connection: Connection,
  table: SecretTable,
  input: { bucket: number; afterId: string; keyId: Buffer; rows: number },
): Promise<StoredSecret[]> {
  return connection.run<StoredSecret>(table.find, [input.bucket, input.afterId, input.keyId, input.rows]);
}

/** Puts the same secrets, sealed anew, in the place of those that were found; one that was replaced meanwhile stays as it is. */
export async function replaceSecrets(
  connection: Connection,
  table: SecretTable,
  input: { bucket: number; replaced: readonly { rowId: string; found: Buffer; made: Buffer }[] },
): Promise<void> {
  if (input.replaced.length === 0) return;
  await connection.run(table.replace, [
    input.bucket,
    uuidArray(input.replaced.map((secret) => secret.rowId)),
    byteaArray(input.replaced.map((secret) => secret.found)),
    byteaArray(input.replaced.map((secret) => secret.made)),
  ]);
}
