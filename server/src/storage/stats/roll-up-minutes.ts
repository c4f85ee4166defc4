import { latencyClassBoundsMs } from "../../domain/latency-classes.ts";
import { uuidv7Floor } from "../../domain/uuid.ts";
import { float8Array, integerArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

export const minuteMs = 60_000;

// By organisation and minute, so that each is a range of an index and the cost goes by what happened in these minutes, not by the day's partition (I11).
// The outer bounds let the plan leave out all other days.
const minutesStatement: Statement = {
  name: "roll-up-minutes",
  text: `
with slots as (
  select t.from_id, t.to_id, to_timestamp(t.slot_ms / 1000) as slot from unnest($2::uuid[], $3::uuid[], $4::float8[]) as t(from_id, to_id, slot_ms)
), counted as materialized (
  select o.id as org_id, coalesce(a.subscription_id, o.id) as destination_id, slots.slot, a.*, 0 as paused, 0 as cancelled
  from (select id from organizations where bucket = $1) o cross join slots cross join lateral (
    select subscription_id, width_bucket(latency_ms, $5::int[]) as class, count(*)::int as attempts,
      (count(*) filter (where final and outcome = 'succeeded'))::int as succeeded,
      (count(*) filter (where final and failure = 'exhausted'))::int as exhausted,
      (count(*) filter (where final and failure = 'rejected'))::int as rejected,
      max(started_at) filter (where outcome = 'succeeded') as last_success_at, max(started_at) filter (where outcome = 'failed') as last_failure_at
    from attempts where bucket = $1 and org_id = o.id and id >= slots.from_id and id < slots.to_id and id >= $6::uuid and id < $7::uuid
    group by 1, 2
  ) a
  union all
  select o.id, coalesce(e.subscription_id, o.id), slots.slot, e.subscription_id, null, 0, 0, 0, 0, null, null, e.paused, e.cancelled
  from (select id from organizations where bucket = $1) o cross join slots cross join lateral (
    select subscription_id, (count(*) filter (where status = 'failed'))::int as paused, (count(*) filter (where status = 'cancelled'))::int as cancelled
    from endings where bucket = $1 and org_id = o.id and id >= slots.from_id and id < slots.to_id and id >= $6::uuid and id < $7::uuid
    group by 1
  ) e
), latency as (
  select tops.org_id, tops.destination_id, tops.slot, array_agg(coalesce(c.attempts, 0) order by k.class) as counts
  from (select org_id, destination_id, slot, max(class) as top from counted group by 1, 2, 3) tops
  cross join generate_series(0, tops.top) as k(class)
  left join counted c on c.org_id = tops.org_id and c.destination_id = tops.destination_id and c.slot = tops.slot and c.class = k.class
  group by 1, 2, 3
)
insert into stats (bucket, org_id, destination_id, subscription_id, grain, slot, succeeded, exhausted, rejected, paused, cancelled, attempts, latency_counts,
  last_success_at, last_failure_at)
select $1, c.org_id, c.destination_id, c.subscription_id, 'minute', c.slot, sum(c.succeeded), sum(c.exhausted), sum(c.rejected), sum(c.paused), sum(c.cancelled),
  sum(c.attempts), coalesce(l.counts, '{}'), max(c.last_success_at), max(c.last_failure_at)
from counted c left join latency l on l.org_id = c.org_id and l.destination_id = c.destination_id and l.slot = c.slot
group by c.org_id, c.destination_id, c.subscription_id, c.slot, l.counts
on conflict (bucket, org_id, destination_id, grain, slot) do update set succeeded = excluded.succeeded, exhausted = excluded.exhausted,
  rejected = excluded.rejected, paused = excluded.paused, cancelled = excluded.cancelled, attempts = excluded.attempts,
  latency_counts = excluded.latency_counts, last_success_at = excluded.last_success_at, last_failure_at = excluded.last_failure_at`,
};

/** Counts anew what was recorded in whole minutes from `fromMs` up to `toMs` (of the ids), whatever was counted before. */
export async function rollUpMinutes(
  connection: Connection,
  input: { bucket: number; fromMs: number; toMs: number },
): Promise<void> {
  const { bucket, fromMs, toMs } = input;
  const slots: number[] = [];
  for (let slotMs = fromMs; slotMs < toMs; slotMs += minuteMs) slots.push(slotMs);
  if (slots.length === 0) return;
  await connection.run(minutesStatement, [
    bucket,
    uuidArray(slots.map((slotMs) => uuidv7Floor(slotMs))),
    uuidArray(slots.map((slotMs) => uuidv7Floor(slotMs + minuteMs))),
    float8Array(slots),
    integerArray(latencyClassBoundsMs),
    uuidv7Floor(fromMs),
    uuidv7Floor(toMs),
  ]);
}
