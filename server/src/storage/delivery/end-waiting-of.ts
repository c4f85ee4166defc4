import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Database, Statement } from "../../runtime/connection.ts";
import { endAt, type EndBatch, isDead } from "./end-waiting.ts";

/** What somebody stops or lets go on: one subscription, or, with null, everything of an organisation. */
export interface StopTarget {
  bucket: number;
  orgId: string;
  subscriptionId: string | null;
}

const destinationsStatement: Statement = {
  name: "destinations-that-wait",
  text: `
select distinct destination_id as "destinationId" from (
  select destination_id from due where bucket = $1 and org_id = $2 and lease_token is null limit $3
) d`,
};

/** In one order, and it waits for those who hold one: what they do there is to be over. */
const lockStatement: Statement = {
  name: "lock-waiting",
  text: `
select destination_id as "destinationId" from waiting
where bucket = $1 and org_id = $2 and destination_id = any($3::uuid[])
order by destination_id for update`,
};

const stoppedStatement: Statement = {
  name: "find-stopped",
  text: `
select exists (
  select from due d
  where d.bucket = $1 and d.org_id = $2 and ($3::uuid is null or d.subscription_id = $3::uuid) and d.lease_token > $4::uuid
) as "mayComeBack"
from organizations o left join subscriptions s on s.bucket = $1 and s.id = $3::uuid and s.org_id = o.id
where o.id = $2 and ${isDead}`,
};

/** Ends a batch of what waits for a target, if it is stopped; returns how many deliveries ended. Run again until it returns 0. */
export async function endWaitingOf(database: Database, target: StopTarget, batch: EndBatch): Promise<number> {
  const { bucket, orgId, subscriptionId } = target;
  return database.transaction(async (connection) => {
    const waiting =
      subscriptionId === null
        ? await connection.run<{ destinationId: string }>(destinationsStatement, [bucket, orgId, batch.limit])
        : [{ destinationId: subscriptionId }];
    const ids = uuidArray(waiting.map((row) => row.destinationId));
    const locked = await connection.run<{ destinationId: string }>(lockStatement, [bucket, orgId, ids]);
    return endAt(connection, { ...batch, bucket, destinationIds: locked.map((row) => row.destinationId) });
  });
}

/** Whether something of a stopped target was leased after `leasedFromId`, so that it may come back unsent; null for a target that is live, or not there. */
export async function findStopped(
  connection: Connection,
  input: StopTarget & { leasedFromId: string },
): Promise<{ mayComeBack: boolean } | null> {
  const { bucket, orgId, subscriptionId, leasedFromId } = input;
  const values = [bucket, orgId, subscriptionId, leasedFromId];
  return (await connection.run<{ mayComeBack: boolean }>(stoppedStatement, values))[0] ?? null;
}
