import { integerArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Database, Statement } from "../../runtime/connection.ts";
import { refreshWaiting } from "./refresh-waiting.ts";

/** A delivery that this node holds under a lease; what else sending it takes is read apart (`read-events.ts`, `read-destinations.ts`). */
export interface ClaimedDelivery {
  deliveryId: string;
  orgId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  /** Of a per-request URL; null where it is the subscription's. */
  url: string | null;
  resendOf: string | null;
  attempt: number;
  step: number;
  interruptions: number;
  leaseToken: string;
}

/**
 * Destinations first, then at most a share of each, so that a million rows of a full destination cost nothing (I11). Live ones only (I3): those of
 * deleted or paused subscriptions and of suspended organisations are ended by `end-waiting.ts`. Rows that somebody else holds are skipped, never
 * waited for. A destination without a row left comes back with nulls, for the refresh.
 */
const claimStatement: Statement = {
  name: "claim-deliveries",
  text: `
with chosen as (
  select w.destination_id, least(coalesce(r.room, $3), $3) as room
  from waiting w
  left join unnest($4::uuid[], $5::int[]) as r(destination_id, room) on r.destination_id = w.destination_id
  join organizations o on o.id = w.org_id and o.suspended_at is null
  left join subscriptions s on s.bucket = $1 and s.id = w.subscription_id
  where w.bucket = $1 and w.lane = 0 and w.next_due_at <= now() and coalesce(r.room, $3) > 0
    and (w.subscription_id is null or (s.active and s.deleted_at is null))
  order by w.next_due_at limit $2
  for update of w skip locked
), picked as (
  select p.org_id, p.delivery_id, row_number() over () as n
  from chosen, lateral (
    select d.org_id, d.delivery_id from due d
    where d.bucket = $1 and d.destination_id = chosen.destination_id and d.lease_token is null and d.due_at <= now()
    order by d.due_at limit chosen.room for update skip locked
  ) p
  limit cardinality($6::uuid[])
), leased as (
  update due set lease_token = ($6::uuid[])[picked.n] from picked
  where due.bucket = $1 and due.org_id = picked.org_id and due.delivery_id = picked.delivery_id
  returning due.*
)
select c.destination_id as "destinationId", l.delivery_id as "deliveryId", l.org_id as "orgId", l.event_id as "eventId",
  l.subscription_id as "subscriptionId", l.url, l.resend_of as "resendOf", l.attempt, l.step, l.interruptions, l.lease_token as "leaseToken"
from chosen c left join leased l on l.destination_id = c.destination_id`,
};

export interface ClaimInput {
  bucket: number;
  /** Destinations looked at, and rows taken of one, at most. */
  maxDestinations: number;
  maxPerDestination: number;
  /** Destinations that have less room on this node than `maxPerDestination`; 0 leaves one out. */
  rooms: readonly { destinationId: string; room: number }[];
  /** A fresh UUIDv7 for each row that may be taken; their number is the limit. */
  leaseTokens: readonly string[];
}

type ClaimRow = ClaimedDelivery | { destinationId: string; deliveryId: null };

/** Leases deliveries that are due, earliest destinations first. The answer also says whether more may be due right now. */
export async function claimDeliveries(
  database: Database,
  input: ClaimInput,
): Promise<{ claimed: ClaimedDelivery[]; looked: number }> {
  return database.transaction(async (connection: Connection) => {
    const rows = await connection.run<ClaimRow>(claimStatement, [
      input.bucket,
      input.maxDestinations,
      input.maxPerDestination,
      uuidArray(input.rooms.map((entry) => entry.destinationId)),
      integerArray(input.rooms.map((entry) => entry.room)),
      uuidArray(input.leaseTokens),
    ]);
    const destinationIds = [...new Set(rows.map((row) => row.destinationId))];
    await refreshWaiting(connection, { bucket: input.bucket, destinationIds });
    return {
      claimed: rows.filter((row): row is ClaimedDelivery => row.deliveryId !== null),
      looked: destinationIds.length,
    };
  });
}

/** In the order of the index and only until the first: with 100,000 destinations waiting the minimum of all took 92 ms (I11). */
const earliest = (condition: string): string => `
  select w.next_due_at from waiting w
  join organizations o on o.id = w.org_id and o.suspended_at is null
  left join subscriptions s on s.bucket = $1 and s.id = w.subscription_id
  where w.bucket = $1 and w.lane = 0 and (w.subscription_id is null or (s.active and s.deleted_at is null)) and ${condition}
  order by w.next_due_at limit 1`;

const nextDueStatement: Statement = {
  name: "next-due",
  text: `
select (extract(epoch from (${earliest("true")})) * 1000)::float8 as "anywhereMs",
  (extract(epoch from (${earliest("w.destination_id <> all($2::uuid[])")})) * 1000)::float8 as "withRoomMs"`,
};

/** When the next delivery is due in a bucket, in Unix milliseconds of the database's clock, or null: at any live destination, and at those that are not full on this node. */
export async function nextDue(
  connection: Connection,
  input: { bucket: number; fullDestinationIds: readonly string[] },
): Promise<{ anywhereMs: number | null; withRoomMs: number | null }> {
  const rows = await connection.run<{ anywhereMs: number | null; withRoomMs: number | null }>(nextDueStatement, [
    input.bucket,
    uuidArray(input.fullDestinationIds),
  ]);
  return rows[0] ?? { anywhereMs: null, withRoomMs: null };
}
