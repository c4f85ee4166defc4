import { latencyClassBoundsMs } from "../../domain/latency-classes.ts";
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

/** One sum a latency class: unfolding the arrays into rows and grouping those took twice as long. Class 0 is below the first bound. */
const latencyCounts = Array.from({ length: latencyClassBoundsMs.length + 1 }, (_, at) => {
  return `coalesce(sum(c.latency_counts[${at + 1}]), 0)`;
});

const statement: Statement = {
  name: "read-stats",
  text: `
select (extract(epoch from c.at) * 1000)::float8 as "slotMs", sum(c.succeeded)::float8 as succeeded, sum(c.exhausted)::float8 as exhausted,
  sum(c.rejected)::float8 as rejected, sum(c.paused)::float8 as paused, sum(c.cancelled)::float8 as cancelled, sum(c.attempts)::float8 as attempts,
  array[${latencyCounts.join(", ")}]::float8[] as "latencyCounts"
from (${chosen}) c group by c.at order by c.at`,
};

/** An organisation's stats by minute or hour, in order of time; slots without anything are absent. */
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
  return connection.run<StatsSlot>(statement, [bucket, orgId, subscriptionId, fromMs, toMs, grain === "hour"]);
}
