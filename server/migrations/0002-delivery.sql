-- The way of an event. History (events, attempts, endings) is written once and never updated; `due` is the only hot table whose rows change and go.
-- Partitioned tables are cut by day along their UUIDv7; the server makes days ahead and drops days behind.

create table events (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  kind text not null,
  run_id text not null,
  task_id text not null,
  body bytea not null,                                         -- the exact bytes that every receiver gets
  primary key (bucket, id)
) partition by range (id);
alter table events alter column body set storage main;

create table event_keys (
  bucket int not null,
  day date not null,
  org_id uuid not null,
  key bytea not null,
  fingerprint bytea,                                           -- of the body, for explicit keys only
  event_id uuid not null,
  primary key (bucket, org_id, key, day)
) partition by range (day);

create table attempts (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  delivery_id uuid not null,
  event_id uuid not null,
  destination_id uuid not null,
  subscription_id uuid,                                        -- null for a per-request URL
  url text not null,
  kind text not null,
  run_id text not null,
  task_id text not null,
  resend_of uuid,
  attempt smallint not null,
  final boolean not null,
  outcome text not null,                                       -- succeeded | failed
  failure text,                                                -- of a final failure: exhausted | rejected
  http_status smallint,
  error_code text,
  response_body text,
  response_truncated boolean not null,
  response_headers text,                                       -- JSON object
  latency_ms int not null,
  started_at timestamptz not null,
  signed_at_s bigint,
  remaining_schedule timestamptz[],                            -- as planned when recorded; null is none
  primary key (bucket, org_id, id)
) partition by range (id);
create index attempts_of_destination on attempts (bucket, destination_id, id);
create index attempts_of_delivery on attempts (bucket, org_id, delivery_id);
create index attempts_of_run on attempts (bucket, org_id, run_id, id);
create index attempts_of_task on attempts (bucket, org_id, task_id, id);
create index attempts_final_of_destination on attempts (bucket, destination_id, delivery_id) where final;
create index attempts_final_failures on attempts (bucket, org_id, delivery_id) where final and outcome = 'failed';
create index attempts_failures_of_destination on attempts (bucket, destination_id, id) where final and outcome = 'failed';

create table endings (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  delivery_id uuid not null,
  event_id uuid not null,
  destination_id uuid not null,
  subscription_id uuid,
  url text not null,
  kind text not null,
  run_id text not null,
  task_id text not null,
  resend_of uuid,
  attempt_count smallint not null,
  status text not null,                                        -- cancelled | failed
  failure text,                                                -- paused, when failed
  primary key (bucket, org_id, id)
) partition by range (id);
create index endings_of_delivery on endings (bucket, org_id, delivery_id);
create index endings_of_destination on endings (bucket, destination_id, id);
create index endings_deliveries_of_destination on endings (bucket, destination_id, delivery_id);

create table resends (
  bucket int not null,
  resend_of uuid not null,                                     -- the delivery that was sent again; its day decides the partition
  delivery_id uuid not null,                                   -- the new one
  recovery_id uuid,
  primary key (bucket, resend_of, delivery_id)
) partition by range (resend_of);

create table due (
  bucket int not null,
  org_id uuid not null,
  delivery_id uuid not null,
  event_id uuid not null,
  destination_id uuid not null,
  subscription_id uuid,
  url text,                                                    -- of a per-request URL; a subscription's is read when it is claimed
  due_at timestamptz not null,
  attempt smallint not null default 0,                         -- requests made so far, interrupted ones too
  step smallint not null default 0,                            -- steps of the schedule used
  interruptions smallint not null default 0,                   -- in a row
  resend_of uuid,
  lease_token uuid,                                            -- a UUIDv7: its time is when the lease began
  primary key (bucket, org_id, delivery_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 20000, autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0);
create unique index due_lease on due (bucket, lease_token) where lease_token is not null;
create index due_claim on due (bucket, destination_id, due_at, delivery_id) where lease_token is null;

create table waiting (
  bucket int not null,
  destination_id uuid not null,
  org_id uuid not null,
  subscription_id uuid,
  lane smallint not null default 0,
  next_due_at timestamptz not null,
  primary key (bucket, destination_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
create index waiting_next on waiting (bucket, lane, next_due_at);

create table recoveries (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  subscription_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  dry_run boolean not null,
  status text not null check (status in ('counting', 'running', 'completed', 'cancelled')),
  matched int,
  done int not null default 0,
  position uuid,                                               -- the last attempt or ending that was looked at
  created_at timestamptz not null default now(),
  primary key (bucket, id)
);
create index recoveries_open on recoveries (bucket, id) where status in ('counting', 'running');

create table stats (
  bucket int not null,
  org_id uuid not null,
  destination_id uuid not null,                                -- the subscription, or the organisation for all its per-request URLs together
  subscription_id uuid,
  grain text not null check (grain in ('minute', 'hour')),
  slot timestamptz not null,
  succeeded int not null,                                      -- deliveries that ended in this slot
  exhausted int not null,
  rejected int not null,
  paused int not null,
  cancelled int not null,
  attempts int not null,
  latency_counts int[] not null,                               -- attempts by latency class, from class 0 to the highest one that occurred
  last_success_at timestamptz,
  last_failure_at timestamptz,
  primary key (bucket, org_id, destination_id, grain, slot)
);
create index stats_of_slot on stats (bucket, grain, slot);

create table stats_progress (
  bucket int primary key,
  minutes_until timestamptz not null,                          -- every minute before this one's minute is whole, as far as rows have been committed
  hours_until timestamptz not null,                            -- hours before this are in `stats`; later ones are the sum of their minutes
  rolled_at timestamptz not null default '-infinity'           -- nodes take turns
);
