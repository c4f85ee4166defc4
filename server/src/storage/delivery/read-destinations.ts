import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A live destination as it is now: where its requests go and what signs them. */
export interface LiveDestination {
  destinationId: string;
  /** The subscription's; null for per-request URLs, which deliveries carry themselves. */
  url: string | null;
  sealedSecret: Buffer;
  /** The row that the secret belongs to, a subscription or an organisation, and its version: what it is sealed and cached under. */
  secretId: string;
  secretVersion: number;
}

const liveStatement: Statement = {
  name: "read-live-destinations",
  text: `
select t.destination_id as "destinationId", s.url, coalesce(s.secret, o.webhook_secret) as "sealedSecret", coalesce(s.id, o.id) as "secretId",
  case when s.id is null then o.webhook_secret_version else 1 end as "secretVersion"
from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as t(destination_id, org_id, subscription_id)
join organizations o on o.id = t.org_id and o.suspended_at is null
left join subscriptions s on s.bucket = $1 and s.id = t.subscription_id
where t.subscription_id is null or (s.active and s.deleted_at is null)`,
};

/** The live ones among destinations, by id (I3): not those of deleted or paused subscriptions, nor of suspended organisations. */
export async function readLiveDestinations(
  connection: Connection,
  input: {
    bucket: number;
    destinations: readonly { destinationId: string; orgId: string; subscriptionId: string | null }[];
  },
): Promise<Map<string, LiveDestination>> {
  const distinct = [...new Map(input.destinations.map((one) => [one.destinationId, one])).values()];
  const rows = await connection.run<LiveDestination>(liveStatement, [
    input.bucket,
    uuidArray(distinct.map((one) => one.destinationId)),
    uuidArray(distinct.map((one) => one.orgId)),
    uuidArray(distinct.map((one) => one.subscriptionId)),
  ]);
  return new Map(rows.map((row) => [row.destinationId, row]));
}
