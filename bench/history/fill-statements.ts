// A history as its deliveries would have left it, made in bulk. Temporary tables hold what is to become of each delivery; the rows of the log follow.

/** A UUIDv7 of a moment. */
export const idFunction = `
create function pg_temp.id_at(ms float8) returns uuid language sql volatile as $$
  select (overlay(lpad(to_hex(ms::bigint), 12, '0') placing '-' from 9 for 0) || '-7' || substr(gen_random_uuid()::text, 16))::uuid
$$`;

/** When the attempts of a delivery begin, in seconds after it was made (contract §8). */
export const schedule = `
create function pg_temp.offsets() returns int[] language sql immutable as $$ select array[0, 1, 5, 21, 85, 341, 1365, 5461] $$`;

/** What receivers do: attempts until the end, what a failed one is answered with, and how the delivery ends. */
export const outcomes = `
create temp table outcomes (manner text, upto float8, tries int, fail_status int, fail_error text, failure text);
insert into outcomes values
  ('healthy', 0.9985, 1, null, null, null),
  ('healthy', 1, 2, 503, null, null),
  ('old', 1, 1, null, null, null),
  ('flaky', 0.9, 1, null, null, null),
  ('flaky', 0.96, 2, null, 'timeout', null),
  ('flaky', 0.995, 3, 503, null, null),
  ('flaky', 1, 2, null, 'connection_reset', null),
  ('down', 1, 8, null, 'connection_refused', 'exhausted'),
  ('rejecting', 1, 1, 400, null, 'rejected'),
  ('gone', 1, 1, 410, null, 'rejected'),
  ('teapot', 1, 1, 418, null, 'rejected'),
  ('tls', 1, 8, null, 'tls_error', 'exhausted')`;

/** $1 organisations, $2 the upper bounds of their shares, $3 how many events, $4 from and $5 to when in milliseconds, $6 tasks' ids of the large one and $7 runs'. */
export const events = `
create temp table made_events as
select e.at_ms, pg_temp.id_at(e.at_ms) as id, o.org_id, o.no as org_no, case when random() < 0.9 then 'run.completed' else 'run.failed' end as kind,
  e.run_id, e.task_id
from (
  select $4::float8 + ($5::float8 - $4::float8) * (n - random()) / ($3::int - cardinality($6::text[])) as at_ms, random() as share,
    'run-' || md5((n / 3)::text) as run_id, 'task-' || md5('task' || n) as task_id
  from generate_series(1, $3::int - cardinality($6::text[])) n
  union all
  select $4::float8 + ($5::float8 - $4::float8) * (t.n - random()) / cardinality($6::text[]), 0, t.run_id, t.task_id
  from unnest($6::text[], $7::text[]) with ordinality as t(task_id, run_id, n)
) e
cross join lateral (
  select s.org_id, s.no from unnest($1::uuid[], $2::float8[]) with ordinality as s(org_id, upto, no) where e.share < s.upto order by s.no limit 1
) o
order by e.at_ms`;

/** $1 organisations of $2 subscriptions, $3 their URLs, $4 manners, $5 shares; $6 now in milliseconds; $7 how many wait at the one that is overwhelmed; $8 the first organisation's destination of per-request URLs. */
export const deliveries = `
create temp table made as
select d.*, pg_temp.id_at(d.at_ms) as delivery_id, o.tries, o.fail_status, o.fail_error, o.failure,
  (case when d.manner = 'backlog' then 15000 else 12 + 1500 * power(random(), 4) end)::int as latency_ms
from (
  select e.*, s.subscription_id as destination_id, s.subscription_id, s.url, s.manner, random() as luck
  from made_events e join unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::float8[]) as s(org_id, subscription_id, url, manner, share)
    on s.org_id = e.org_id and random() < s.share + 0 * e.at_ms /* drawn for each pair */ and (s.manner <> 'old' or e.at_ms < $6::float8 - 864000000)
  union all
  select e.*, $8::uuid, null, 'http://127.0.0.1:9/of-one-request', 'healthy', random() from made_events e where e.org_no = 1 and random() < 0.05
  union all
  select e.*, s.subscription_id, s.subscription_id, s.url, s.manner, random()
  from unnest($2::uuid[], $3::text[], $4::text[]) as s(subscription_id, url, manner)
  cross join lateral (select * from made_events where org_no = 1 and at_ms > $6::float8 - 86400000 order by random() limit $7::int) e
  where s.manner = 'backlog'
) d
left join lateral (select * from outcomes o where o.manner = d.manner and d.luck <= o.upto order by o.upto limit 1) o on true
order by d.at_ms`;

/** Answers that occur once or a few times, four weeks ago, at the first webhook. Not at the very edge of the log, which moves while figures are taken. */
export const rareOnes = `
with oldest as (
  select delivery_id, row_number() over (order by at_ms) as n from made
  where org_no = 1 and subscription_id = $1 and at_ms > (select min(at_ms) + 50000000 from made)
)
update made m set manner = o.manner, tries = o.tries, fail_status = o.fail_status, fail_error = o.fail_error, failure = o.failure
from oldest join outcomes o on o.manner = case oldest.n when 3 then 'teapot' else 'tls' end
where oldest.n in (3, 5, 8, 13) and m.delivery_id = oldest.delivery_id`;

/** Bodies as their producer would have written them. */
export const insertEvents = `
insert into events (bucket, id, org_id, kind, run_id, task_id, body)
select 0, id, org_id, kind, run_id, task_id, convert_to(
  '{"event":"' || kind || '","run_id":"' || run_id || '","task_id":"' || task_id || '","agent_name":"excel-agent","format":"excel",' ||
  case kind when 'run.completed' then '"status":"completed","download_url":"https://files.example.com/documents/' || task_id || '.xlsx?expires=1790000000&signature='
    || md5(id::text) || md5(task_id) || '","edit_url":"https://app.example.com/edit/' || run_id || '","summary":"A sales report with 24 rows by month and region, totals and a chart."'
  else '"error":{"code":"agent_failed","message":"The agent could not read the source: its second sheet has no header."}' end ||
  ',"occurred_at_ms":' || at_ms::bigint || '}', 'UTF8')
from made_events order by id`;

/** In the order in which they were recorded, which is how they lie on disk. $1 now in milliseconds. */
export const insertAttempts = `
insert into attempts (bucket, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, attempt, final, outcome, failure,
  http_status, error_code, response_body, response_truncated, response_headers, latency_ms, started_at, signed_at_s, remaining_schedule)
select 0, pg_temp.id_at(a.recorded_ms), m.org_id, m.delivery_id, m.id, m.destination_id, m.subscription_id, m.url, m.kind, m.run_id, m.task_id, k, a.final,
  case when a.failed then 'failed' else 'succeeded' end, case when a.final then m.failure end,
  case when not a.failed then 200 else m.fail_status end, case when a.failed then m.fail_error end,
  case when not a.failed then '{"ok":true}' when m.fail_status is not null
    then '<html><head><title>' || m.fail_status || '</title></head><body>' || repeat('<p>This request could not be served.</p>', 8) || '</body></html>' end,
  false, case when not a.failed or m.fail_status is not null then '{"content-type":"application/json","date":"Mon, 02 Nov 2026 10:00:00 GMT"}' else '{}' end,
  m.latency_ms, to_timestamp((a.recorded_ms - m.latency_ms) / 1000), (a.recorded_ms / 1000)::bigint,
  case when not a.final then (
    select array_agg(to_timestamp((a.recorded_ms + ((pg_temp.offsets())[j] - (pg_temp.offsets())[k]) * 1000) / 1000) order by j) from generate_series(k + 1, 8) j
  ) end
from made m cross join lateral generate_series(1, coalesce(m.tries, 1)) as k
cross join lateral (
  select m.at_ms + (pg_temp.offsets())[k] * 1000 + m.latency_ms as recorded_ms, k = m.tries and m.manner <> 'backlog' as final,
    m.failure is not null or k < m.tries or m.manner = 'backlog' as failed
) a
where m.manner <> 'paused' and a.recorded_ms < $1::float8
order by a.recorded_ms`;

export const insertEndings = `
insert into endings (bucket, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, attempt_count, status, failure)
select 0, pg_temp.id_at(at_ms), org_id, delivery_id, id, destination_id, subscription_id, url, kind, run_id, task_id, 0, 'failed', 'paused'
from made where manner = 'paused' order by at_ms`;

/** What is between two attempts right now, and the backlog, which is due so late that nothing of it moves while figures are taken. $1 now in milliseconds. */
export const insertDue = `
with pending as (
  select m.*, (select count(*)::int from unnest(pg_temp.offsets()) with ordinality as o(s, k)
    where k <= coalesce(m.tries, 1) and m.at_ms + o.s * 1000 + m.latency_ms < $1::float8) as made_attempts
  from made m
  where m.manner <> 'paused' and (m.manner = 'backlog' or m.at_ms + (pg_temp.offsets())[m.tries] * 1000 + m.latency_ms >= $1::float8)
), written as (
  insert into due (bucket, org_id, delivery_id, event_id, destination_id, subscription_id, url, due_at, attempt, step)
  select 0, org_id, delivery_id, id, destination_id, subscription_id, case when subscription_id is null then url end,
    to_timestamp(case when manner = 'backlog' then $1::float8 / 1000 + 3000 + random() * 1000 else at_ms / 1000 + (pg_temp.offsets())[made_attempts + 1] end),
    made_attempts, made_attempts
  from pending returning destination_id, org_id, subscription_id, due_at
)
insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
select 0, destination_id, org_id, subscription_id, min(due_at) from written group by destination_id, org_id, subscription_id`;

/** $1 the large organisation, $2 tasks' ids of $3 runs, $4 from and $5 to when in milliseconds. */
export const insertTasks = `
with t as (
  select t.*, to_timestamp(($4::float8 + ($5::float8 - $4::float8) * (n - 1) / cardinality($2::uuid[])) / 1000) as at, random() as luck
  from unnest($2::uuid[], $3::uuid[]) with ordinality as t(id, run_id, n)
), made_runs as (
  insert into runs (bucket, id, org_id, format, file_name, download_url, edit_url, summary, created_at)
  select distinct on (run_id) 0, run_id, $1::uuid, 'excel', 'report.xlsx', 'https://files.example.com/' || run_id, 'https://app.example.com/' || run_id,
    'A sales report with 24 rows by month and region, totals and a chart.', at
  from t order by run_id, n
)
insert into tasks (bucket, id, org_id, run_id, format, agent_name, prompt, status, progress, download_url, edit_url, summary, error_code, error_message,
  created_at, started_at, finished_at)
select 0, id, $1::uuid, run_id, 'excel', 'excel-agent', 'A sales report with 24 rows by month and region, totals and a chart',
  case when luck < 0.9 then 'completed' when luck < 0.99 then 'failed' else 'cancelled' end, 1,
  case when luck < 0.9 then 'https://files.example.com/' || id end, case when luck < 0.9 then 'https://app.example.com/' || id end,
  case when luck < 0.9 then 'A sales report with 24 rows.' end, case when luck between 0.9 and 0.99 then 'agent_failed' end,
  case when luck between 0.9 and 0.99 then 'The agent could not read the source.' end, at, at + interval '1 second', at + interval '9 seconds'
from t`;

/** What the roll-up would have counted by now: in slots of $1 seconds ($2 names the grain) from the id $3 on. $4 are the bounds of the latency classes. */
export const insertStats = `
with ended as (
  select org_id, coalesce(subscription_id, org_id) as destination_id, subscription_id, id, latency_ms, started_at, outcome, final, failure, 1 as attempts
  from attempts where id >= $3::uuid
  union all
  select org_id, coalesce(subscription_id, org_id), subscription_id, id, null, null, status, true, failure, 0 from endings where id >= $3::uuid
), counted as materialized (
  select org_id, destination_id, subscription_id,
    to_timestamp(floor(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000 / $1::int) * $1::int) as slot,
    width_bucket(latency_ms, $4::int[]) as class, sum(attempts) as attempts, count(*) filter (where final and outcome = 'succeeded') as succeeded,
    count(*) filter (where final and failure = 'exhausted') as exhausted, count(*) filter (where final and failure = 'rejected') as rejected,
    count(*) filter (where failure = 'paused') as paused, count(*) filter (where outcome = 'cancelled') as cancelled,
    max(started_at) filter (where outcome = 'succeeded') as last_success_at, max(started_at) filter (where outcome = 'failed') as last_failure_at
  from ended group by 1, 2, 3, 4, 5
), latency as (
  select tops.org_id, tops.destination_id, tops.slot, array_agg(coalesce(c.attempts, 0) order by k.class) as counts
  from (select org_id, destination_id, slot, max(class) as top from counted group by 1, 2, 3) tops
  cross join generate_series(0, tops.top) as k(class)
  left join counted c on c.org_id = tops.org_id and c.destination_id = tops.destination_id and c.slot = tops.slot and c.class = k.class
  group by 1, 2, 3
)
insert into stats (bucket, org_id, destination_id, subscription_id, grain, slot, succeeded, exhausted, rejected, paused, cancelled, attempts, latency_counts,
  last_success_at, last_failure_at)
select 0, c.org_id, c.destination_id, c.subscription_id, $2, c.slot, sum(c.succeeded), sum(c.exhausted), sum(c.rejected), sum(c.paused), sum(c.cancelled),
  sum(c.attempts), coalesce(l.counts, '{}'), max(c.last_success_at), max(c.last_failure_at)
from counted c left join latency l on l.org_id = c.org_id and l.destination_id = c.destination_id and l.slot = c.slot
group by c.org_id, c.destination_id, c.subscription_id, c.slot, l.counts order by c.slot`;
