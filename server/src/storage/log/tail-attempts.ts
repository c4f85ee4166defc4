import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const tailStatement: Statement = {
  name: "tail-attempts",
  text: `
select t.org_id as "orgId", a.id as "attemptId" from unnest($2::uuid[], $3::uuid[]) as t(org_id, from_id)
cross join lateral (
  select id from attempts
  where bucket = $1 and org_id = t.org_id and id >= t.from_id and id >= $4::uuid and id < $5::uuid order by id limit $6
) a`,
};

const liveReadersStatement: Statement = {
  name: "live-readers",
  text: `
select k.id as "readerId" from api_keys k join organizations o on o.id = k.org_id
where k.id = any($1::uuid[]) and o.suspended_at is null
union all
select s.id from sessions s left join api_keys k on k.id = s.key_id left join organizations o on o.id = k.org_id
where s.id = any($1::uuid[]) and s.expires_at > now() and o.suspended_at is null`,
};

/** Ids of the attempts of many organisations of a bucket, each from its own id on, oldest first and at most `limit` of each. */
export async function tailAttempts(
  connection: Connection,
  input: {
    bucket: number;
    organizations: readonly { orgId: string; fromId: string }[];
    beforeId: string;
    limit: number;
  },
): Promise<{ orgId: string; attemptId: string }[]> {
  const fromIds = input.organizations.map((organization) => organization.fromId);
  if (fromIds.length === 0) return [];
  return connection.run<{ orgId: string; attemptId: string }>(tailStatement, [
    input.bucket,
    uuidArray(input.organizations.map((organization) => organization.orgId)),
    uuidArray(fromIds),
    fromIds.toSorted()[0],
    input.beforeId,
    input.limit,
  ]);
}

/** Which of these keys and sessions may still read. */
export async function findLiveReaders(connection: Connection, readerIds: readonly string[]): Promise<Set<string>> {
  const rows = await connection.run<{ readerId: string }>(liveReadersStatement, [uuidArray(readerIds)]);
  return new Set(rows.map((row) => row.readerId));
}
