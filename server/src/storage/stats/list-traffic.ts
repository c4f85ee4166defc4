import { float8Array } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { type Organization, organizationColumns } from "../organizations/read-organizations.ts";

/** An organisation with what it sent in a span, and what of it waits now. */
export interface OrganizationTraffic extends Organization {
  succeeded: number;
  failed: number;
  destinations: number;
  failingDestinations: number;
  pending: number;
  oldestDeliveryId: string | null;
  /** Where it stands in the chosen order, before its id. */
  keys: [number, number, number];
}

export interface TrafficSpan {
  fromMs: number;
  toMs: number;
  /** A destination fails below this share of its attempts. */
  failingBelow: number;
  /** Where counting what waits ends. */
  countTo: number;
}

export type TrafficOrder = "failing" | "busiest" | "newest";

/** The last row of the page before; all rows come behind the first. */
export type TrafficPosition = Pick<OrganizationTraffic, "keys" | "orgId">;

/**
 * From the roll-up alone: its cost follows how many destinations were sent to, not how often (I11). Hours that are not over have no row of their own yet and
 * are the sum of their minutes. What waits is counted for the rows of the page.
 */
const listStatement: Statement = {
  name: "list-traffic",
  text: `
with slots as (
  select t.* from stats_progress p join stats t on t.bucket = p.bucket and t.grain = 'hour'
    and t.slot >= to_timestamp($1::float8 / 1000) and t.slot < least(p.hours_until, to_timestamp($2::float8 / 1000))
  where $5::uuid is null or t.org_id = $5
  union all
  select t.* from stats_progress p join stats t on t.bucket = p.bucket and t.grain = 'minute'
    and t.slot >= greatest(p.hours_until, to_timestamp($1::float8 / 1000)) and t.slot < to_timestamp($2::float8 / 1000)
  where $5::uuid is null or t.org_id = $5
), by_destination as (
  select bucket, org_id, destination_id, subscription_id, sum(succeeded) as succeeded, sum(exhausted + rejected + paused) as failed, sum(attempts) as attempts
  from slots group by bucket, org_id, destination_id, subscription_id
), by_organization as (
  select d.org_id, sum(d.succeeded) as succeeded, sum(d.failed) as failed,
    count(*) filter (where live) as destinations, count(*) filter (where live and d.succeeded < d.attempts * $3::float8) as failing
  from by_destination d
  join organizations o on o.id = d.org_id
  left join subscriptions s on s.bucket = d.bucket and s.id = d.subscription_id
  cross join lateral (
    select d.attempts > 0 and o.suspended_at is null and (d.subscription_id is null or (s.active and s.deleted_at is null)) as live
  ) l
  group by d.org_id
), keyed as (
  select o.*, f.*, (case $7
      when 'failing' then array[coalesce(f.failing, 0), coalesce(f.failed, 0), coalesce(f.succeeded + f.failed, 0)]
      when 'busiest' then array[coalesce(f.succeeded + f.failed, 0), 0, 0]
      else array[0, 0, 0]
    end)::float8[] as keys
  from organizations o left join by_organization f on f.org_id = o.id
  where ($5::uuid is null or o.id = $5) and position(lower($6) in lower(o.name)) > 0
), page as (
  select * from keyed where (keys, id) < ($8::float8[], $9::uuid) order by keys desc, id desc limit $10
)
select ${organizationColumns}, coalesce(succeeded, 0)::float8 as succeeded, coalesce(failed, 0)::float8 as failed,
  coalesce(destinations, 0)::int as destinations, coalesce(failing, 0)::int as "failingDestinations",
  (select count(*)::int from (select 1 from due d where d.bucket = page.bucket and d.org_id = page.id limit $4) counted) as pending,
  (select d.delivery_id from due d where d.bucket = page.bucket and d.org_id = page.id order by d.delivery_id limit 1) as "oldestDeliveryId",
  keys
from page order by keys desc, id desc`,
};

const beforeAll: TrafficPosition = {
  keys: [Infinity, Infinity, Infinity],
  orgId: "ffffffff-ffff-ffff-ffff-ffffffffffff",
};

/** Organisations whose name holds a text, with their traffic, in an order; `after` is where the page before ended. */
export async function listTraffic(
  connection: Connection,
  input: { span: TrafficSpan; name: string; order: TrafficOrder; after: TrafficPosition | null; rows: number },
): Promise<OrganizationTraffic[]> {
  return select(connection, { ...input, orgId: null });
}

/** The same of one organisation; null for one that does not exist. */
export async function readTraffic(
  connection: Connection,
  input: { span: TrafficSpan; orgId: string },
): Promise<OrganizationTraffic | null> {
  const rows = await select(connection, { ...input, name: "", order: "newest", after: null, rows: 1 });
  return rows[0] ?? null;
}

async function select(
  connection: Connection,
  input: {
    span: TrafficSpan;
    orgId: string | null;
    name: string;
    order: TrafficOrder;
    after: TrafficPosition | null;
    rows: number;
  },
): Promise<OrganizationTraffic[]> {
  const { fromMs, toMs, failingBelow, countTo } = input.span;
  const { keys, orgId } = input.after ?? beforeAll;
  return connection.run<OrganizationTraffic>(listStatement, [
    fromMs,
    toMs,
    failingBelow,
    countTo,
    input.orgId,
    input.name,
    input.order,
    float8Array(keys),
    orgId,
    input.rows,
  ]);
}
