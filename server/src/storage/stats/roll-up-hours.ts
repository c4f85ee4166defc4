import type { Connection, Statement } from "../../runtime/connection.ts";

export const hourMs = 3_600_000;

const hoursStatement: Statement = {
  name: "roll-up-hours",
  text: `
with minutes as materialized (
  select *, date_bin('1 hour', slot, '2000-01-01T00:00:00Z') as hour from stats
  where bucket = $1 and grain = 'minute' and slot >= to_timestamp($2::float8 / 1000) and slot < to_timestamp($3::float8 / 1000)
), classes as (
  select m.org_id, m.destination_id, m.hour, c.class, sum(c.count)::int as count
  from minutes m cross join unnest(m.latency_counts) with ordinality as c(count, class) group by 1, 2, 3, 4
), latency as (
  select org_id, destination_id, hour, array_agg(count order by class) as counts from classes group by 1, 2, 3
)
insert into stats (bucket, org_id, destination_id, subscription_id, grain, slot, succeeded, exhausted, rejected, paused, cancelled, attempts, latency_counts,
  last_success_at, last_failure_at)
select $1, m.org_id, m.destination_id, m.subscription_id, 'hour', m.hour, sum(m.succeeded), sum(m.exhausted), sum(m.rejected), sum(m.paused), sum(m.cancelled),
  sum(m.attempts), coalesce(l.counts, '{}'), max(m.last_success_at), max(m.last_failure_at)
from minutes m left join latency l on l.org_id = m.org_id and l.destination_id = m.destination_id and l.hour = m.hour
group by m.org_id, m.destination_id, m.subscription_id, m.hour, l.counts
on conflict (bucket, org_id, destination_id, grain, slot) do update set succeeded = excluded.succeeded, exhausted = excluded.exhausted,
  rejected = excluded.rejected, paused = excluded.paused, cancelled = excluded.cancelled, attempts = excluded.attempts,
  latency_counts = excluded.latency_counts, last_success_at = excluded.last_success_at, last_failure_at = excluded.last_failure_at`,
};

/** Adds up the minutes of whole hours from `fromMs` up to `toMs`, whatever was there before. */
export async function rollUpHours(
  connection: Connection,
  input: { bucket: number; fromMs: number; toMs: number },
): Promise<void> {
  await connection.run(hoursStatement, [input.bucket, input.fromMs, input.toMs]);
}
