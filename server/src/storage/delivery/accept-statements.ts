import type { Statement } from "../../runtime/connection.ts";

interface Parts {
  /** Rows of the days that keys are written to; the statement's `$12` is the first of them. */
  days: string;
  /** Days after `$12` that are looked through for earlier keys too. */
  laterDays: number;
  /** What becomes of an event whose key another commit takes at this moment. */
  onConflict: string;
  /** What is written besides events and their deliveries that start at once. */
  others: string;
}

/** $13 is the number of days written to. Returns the events that were not taken. */
const accept = ({ days, laterDays, onConflict, others }: Parts): string => `
with current as materialized (
  -- I2, I3: nothing is accepted for subscriptions that changed, nor for a suspended organisation
  select o.id from unnest($4::uuid[], $5::int[]) as t(org_id, version)
  join organizations o on o.id = t.org_id and o.version = t.version and o.suspended_at is null
), input as (
  select t.* from unnest($2::uuid[], $3::uuid[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::bytea[], $11::bytea[])
    with ordinality as t(event_id, org_id, kind, run_id, task_id, body, key, fingerprint, position)
  where (t.org_id in (select id from current)) is true -- a hashed look-up: as a join it may be planned row by row
), keys as (
  insert into event_keys (bucket, day, org_id, key, fingerprint, event_id)
  select $1, d.day, i.org_id, i.key, i.fingerprint, i.event_id
  from input i cross join (${days}) d
  -- a scalar look-up, never a join: as one it was planned to read all keys of a day for each event
  where (
    select k.event_id from event_keys k
    where k.bucket = $1 and k.org_id = i.org_id and k.key = i.key and k.day >= $12::date - 3 and k.day < $12::date + ${laterDays} limit 1
  ) is null
  order by d.day, i.org_id, i.key, i.position -- one order for all nodes, and the first of equal keys wins
  ${onConflict}
  returning event_id
), written as (
  insert into events (bucket, id, org_id, kind, run_id, task_id, body)
  select $1, event_id, org_id, kind, run_id, task_id, body from input where (event_id in (select event_id from keys)) is true
), pending as (
  insert into due (bucket, org_id, delivery_id, event_id, destination_id, subscription_id, url, due_at, lease_token)
  select $1, d.org_id, d.delivery_id, d.event_id, d.destination_id, d.subscription_id, d.url, now(), d.lease_token
  from unnest($14::uuid[], $15::uuid[], $16::uuid[], $17::uuid[], $18::uuid[], $19::text[], $20::uuid[])
    as d(org_id, delivery_id, event_id, destination_id, subscription_id, url, lease_token)
  where (d.event_id in (select event_id from keys)) is true
)${others}
select t.event_id as "eventId", exists (select from keys k where k.event_id = t.event_id) as "partly"
from unnest($2::uuid[]) as t(event_id)
where (t.event_id in (select event_id from keys group by event_id having count(*) = $13)) is not true`;

/** Destinations that become visible to claim, and deliveries that end as they begin. */
const waitingAndPaused = `, shown as (
  insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
  select $1, w.destination_id, w.org_id, w.subscription_id, now()
  from unnest($21::uuid[], $22::uuid[], $23::uuid[]) as w(destination_id, org_id, subscription_id)
  order by w.destination_id
  on conflict (bucket, destination_id) do update set next_due_at = excluded.next_due_at where waiting.next_due_at > excluded.next_due_at
), ended as (
  insert into endings (bucket, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, attempt_count, status, failure)
  select $1, p.ending_id, i.org_id, p.delivery_id, p.event_id, p.destination_id, p.destination_id, p.url, i.kind, i.run_id, i.task_id, 0, 'failed', 'paused'
  from unnest($24::uuid[], $25::uuid[], $26::uuid[], $27::uuid[], $28::text[]) as p(ending_id, delivery_id, event_id, destination_id, url)
  join input i on i.event_id = p.event_id
  where (p.event_id in (select event_id from keys)) is true
)`;

const oneDay = { days: "select $12::date as day", laterDays: 0 };

/** Whatever the events are. */
export const acceptStatement: Statement = {
  name: "accept-events",
  text: accept({ ...oneDay, onConflict: "on conflict do nothing", others: waitingAndPaused }),
};

/**
 * For events whose deliveries all start at once: without the parts that it does not need (each costs the statement its start, used or not), and without
 * asking the index of keys before writing to it. A key that another commit takes at this moment fails the whole statement: 32 → 28 µs an event.
 */
export const acceptAtOnceStatement: Statement = {
  name: "accept-events-at-once",
  text: accept({ ...oneDay, onConflict: "", others: "" }),
};

/** Around midnight nodes may not agree on the day: both days are written to, so that each sees the other's keys. `$12` is the earlier day. */
export const acceptAtMidnightStatement: Statement = {
  name: "accept-events-at-midnight",
  text: accept({
    days: "select $12::date as day union all select $12::date + 1",
    // Looking at both days first leaves `partly` to true races; without it every duplicate of an earlier hour would be one.
    laterDays: 2,
    onConflict: "on conflict do nothing",
    others: waitingAndPaused,
  }),
};
