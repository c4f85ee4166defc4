import { addLatencyCounts } from "../../domain/latency-classes.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** What ended and was tried in one minute or hour. */
export interface StatsSlot {
  slotMs: number;
  succeeded: number;
  exhausted: number;
  rejected: number;
  paused: number;
  cancelled: number;
  attempts: number;
  /** Attempts by latency class. */
  latencyCounts: number[];
}

// Hours that are not over have no row of their own yet: they are the sum of their minutes.
const chosen = `
select case when $6::boolean then date_bin('1 hour', t.slot, '2000-01-01T00:00:00Z') else t.slot end as at, t.*
from stats t left join stats_progress p on p.bucket = $1
where t.bucket = $1 and t.org_id = $2 and ($3::uuid is null or t.destination_id = $3)
  and t.slot >= to_timestamp($4::float8 / 1000) and t.slot < to_timestamp($5::float8 / 1000)
  and case when $6::boolean then (t.grain = 'hour') = (t.slot < p.hours_until) else t.grain = 'minute' end`;

const countsStatement: Statement = {
  name: "read-stats",
  text: `
select (extract(epoch from c.at) * 1000)::float8 as "slotMs", sum(c.succeeded)::float8 as succeeded, sum(c.exhausted)::float8 as exhausted,
  sum(c.rejected)::float8 as rejected, sum(c.paused)::float8 as paused, sum(c.cancelled)::float8 as cancelled, sum(c.attempts)::float8 as attempts
from (${chosen}) c group by c.at order by c.at`,
};

const latencyStatement: Statement = {
  name: "read-stats-latency",
  text: `
select (extract(epoch from c.at) * 1000)::float8 as "slotMs", l.class::int - 1 as class, sum(l.count)::float8 as count
from (${chosen}) c cross join unnest(c.latency_counts) with ordinality as l(count, class)
where l.count > 0 group by c.at, l.class`,
};

/** An organisation's stats by minute or hour, in order of time; slots without anything are absent. To be read in one snapshot. */
export async function readStats(
  connection: Connection,
  input: {
    bucket: number;
    orgId: string;
    subscriptionId: string | null;
    fromMs: number;
    toMs: number;
    grain: "minute" | "hour";
  },
): Promise<StatsSlot[]> {
  const { bucket, orgId, subscriptionId, fromMs, toMs, grain } = input;
  const values = [bucket, orgId, subscriptionId, fromMs, toMs, grain === "hour"];
  const counts = await connection.run<Omit<StatsSlot, "latencyCounts">>(countsStatement, values);
  const slots = new Map<number, StatsSlot>(counts.map((row) => [row.slotMs, { ...row, latencyCounts: [] }]));
  for (const row of await connection.run<{ slotMs: number; class: number; count: number }>(latencyStatement, values)) {
    const slot = slots.get(row.slotMs);
    if (slot !== undefined) addLatencyCounts(slot.latencyCounts, row.class, row.count);
  }
  return [...slots.values()];
}
