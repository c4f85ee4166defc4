-- The schema after all migrations, day partitions left out. Written by `npm run schema`; change server/migrations/ instead.

create table api_keys (
  id uuid not null,
  org_id uuid not null,
  hash bytea not null,
  prefix text not null,
  name text not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  constraint api_keys_pkey primary key (id),
  constraint api_keys_hash_key unique (hash),
  constraint api_keys_org_id_fkey foreign key (org_id) references organizations(id),
  constraint api_keys_role_check check ((role = any (array['admin'::text, 'viewer'::text])))
);
create index api_keys_of_organization on api_keys using btree (org_id, id);

create table attempts (
  bucket integer not null,
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
  attempt smallint not null,
  final boolean not null,
  outcome text not null,
  failure text,
  http_status smallint,
  error_code text,
  response_body text,
  response_truncated boolean not null,
  response_headers text,
  latency_ms integer not null,
  started_at timestamp with time zone not null,
  signed_at_s bigint,
  remaining_schedule timestamp with time zone[],
  constraint attempts_pkey primary key (bucket, org_id, id)
) partition by range (id);
create index attempts_failures_of_destination on attempts using btree (bucket, destination_id, id) where (final and (outcome = 'failed'::text));
create index attempts_final_failures on attempts using btree (bucket, org_id, delivery_id) where (final and (outcome = 'failed'::text));
create index attempts_final_of_destination on attempts using btree (bucket, destination_id, delivery_id) where final;
create index attempts_of_delivery on attempts using btree (bucket, org_id, delivery_id);
create index attempts_of_destination on attempts using btree (bucket, destination_id, id);
create index attempts_of_run on attempts using btree (bucket, org_id, run_id, id);
create index attempts_of_task on attempts using btree (bucket, org_id, task_id, id);

create table deployment (
  only_row boolean not null default true,
  buckets integer not null,
  constraint deployment_pkey primary key (only_row),
  constraint deployment_buckets_check check (((buckets >= 1) and (buckets <= 1024))),
  constraint deployment_only_row_check check (only_row)
);

create table due (
  bucket integer not null,
  org_id uuid not null,
  delivery_id uuid not null,
  event_id uuid not null,
  destination_id uuid not null,
  subscription_id uuid,
  url text,
  due_at timestamp with time zone not null,
  attempt smallint not null default 0,
  step smallint not null default 0,
  interruptions smallint not null default 0,
  resend_of uuid,
  lease_token uuid,
  constraint due_pkey primary key (bucket, org_id, delivery_id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=20000, autovacuum_vacuum_insert_threshold=-1, autovacuum_vacuum_cost_delay=0);
create index due_claim on due using btree (bucket, destination_id, due_at, delivery_id) where (lease_token is null);
create unique index due_lease on due using btree (bucket, lease_token) where (lease_token is not null);

create table endings (
  bucket integer not null,
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
  status text not null,
  failure text,
  constraint endings_pkey primary key (bucket, org_id, id)
) partition by range (id);
create index endings_deliveries_of_destination on endings using btree (bucket, destination_id, delivery_id);
create index endings_of_delivery on endings using btree (bucket, org_id, delivery_id);
create index endings_of_destination on endings using btree (bucket, destination_id, id);
create index endings_of_run on endings using btree (bucket, org_id, run_id, delivery_id);
create index endings_of_task on endings using btree (bucket, org_id, task_id, delivery_id);

create table event_keys (
  bucket integer not null,
  day date not null,
  org_id uuid not null,
  key bytea not null,
  fingerprint bytea,
  event_id uuid not null,
  constraint event_keys_pkey primary key (bucket, org_id, key, day)
) partition by range (day);

create table events (
  bucket integer not null,
  id uuid not null,
  org_id uuid not null,
  kind text not null,
  run_id text not null,
  task_id text not null,
  body bytea storage main not null,
  constraint events_pkey primary key (bucket, id)
) partition by range (id);

create table file_pieces (
  bucket integer not null,
  file_id uuid not null,
  piece integer not null,
  bytes bytea storage external not null,
  constraint file_pieces_pkey primary key (bucket, file_id, piece)
);

create table files (
  bucket integer not null,
  id uuid not null,
  org_id uuid not null,
  run_id uuid not null,
  name text not null,
  content_type text not null,
  size_bytes bigint not null,
  created_at timestamp with time zone not null default now(),
  constraint files_pkey primary key (bucket, id)
);
create index files_of_run on files using btree (bucket, run_id);

create table migrations (
  id integer not null,
  name text not null,
  breaking boolean not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey primary key (id)
);

create table nodes (
  id uuid not null,
  name text not null,
  version text not null,
  roles text[] not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  in_flight integer not null,
  event_loop_lag_ms integer not null,
  clock_ahead_ms double precision not null,
  constraint nodes_pkey primary key (id)
) with (fillfactor=50);

create table organizations (
  id uuid not null,
  bucket integer not null,
  name text not null,
  version integer not null default 1,
  suspended_at timestamp with time zone,
  webhook_secret bytea not null,
  webhook_secret_version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint organizations_pkey primary key (id)
);

create table recoveries (
  bucket integer not null,
  id uuid not null,
  org_id uuid not null,
  subscription_id uuid not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  dry_run boolean not null,
  status text not null,
  matched integer,
  done integer not null default 0,
  position uuid,
  created_at timestamp with time zone not null default now(),
  constraint recoveries_pkey primary key (bucket, id),
  constraint recoveries_status_check check ((status = any (array['counting'::text, 'running'::text, 'completed'::text, 'cancelled'::text])))
);
create index recoveries_open on recoveries using btree (bucket, id) where (status = any (array['counting'::text, 'running'::text]));

create table resends (
  bucket integer not null,
  resend_of uuid not null,
  delivery_id uuid not null,
  recovery_id uuid,
  constraint resends_pkey primary key (bucket, resend_of, delivery_id)
) partition by range (resend_of);

create table runs (
  bucket integer not null,
  id uuid not null,
  org_id uuid not null,
  format text not null,
  file_id uuid,
  file_name text,
  download_url text,
  edit_url text,
  summary text,
  created_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint runs_pkey primary key (bucket, id)
);
create index runs_deleted on runs using btree (bucket, deleted_at) where (deleted_at is not null);
create index runs_of_organization on runs using btree (bucket, org_id, id) where (deleted_at is null);

create table sessions (
  id uuid not null,
  hash bytea not null,
  key_id uuid,
  operator_key_hash bytea,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint sessions_pkey primary key (id),
  constraint sessions_check check (((key_id is null) <> (operator_key_hash is null))),
  constraint sessions_hash_key unique (hash),
  constraint sessions_key_id_fkey foreign key (key_id) references api_keys(id) on delete cascade
);
create index sessions_by_end on sessions using btree (expires_at);
create index sessions_of_key on sessions using btree (key_id);

create table stats (
  bucket integer not null,
  org_id uuid not null,
  destination_id uuid not null,
  subscription_id uuid,
  grain text not null,
  slot timestamp with time zone not null,
  succeeded integer not null,
  exhausted integer not null,
  rejected integer not null,
  paused integer not null,
  cancelled integer not null,
  attempts integer not null,
  latency_counts integer[] not null,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  constraint stats_pkey primary key (bucket, org_id, destination_id, grain, slot),
  constraint stats_grain_check check ((grain = any (array['minute'::text, 'hour'::text])))
);
create index stats_of_slot on stats using btree (bucket, grain, slot);

create table stats_progress (
  bucket integer not null,
  minutes_until timestamp with time zone not null,
  hours_until timestamp with time zone not null,
  rolled_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  constraint stats_progress_pkey primary key (bucket)
);

create table subscriptions (
  bucket integer not null,
  id uuid not null,
  org_id uuid not null,
  url text not null,
  events text[] not null,
  description text,
  active boolean not null default true,
  secret bytea,
  created_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint subscriptions_pkey primary key (bucket, id)
);
create index subscriptions_of_organization on subscriptions using btree (bucket, org_id, id) where (deleted_at is null);

create table tasks (
  bucket integer not null,
  id uuid not null,
  org_id uuid not null,
  run_id uuid not null,
  format text not null,
  agent_name text not null,
  prompt text not null,
  file_name text,
  webhook_url text,
  idempotency_key text,
  fingerprint bytea,
  status text not null default 'queued'::text,
  phase text,
  progress real not null default 0,
  lease_token uuid,
  lease_expires_at timestamp with time zone,
  lease_seconds integer,
  deaths smallint not null default 0,
  file_id uuid,
  download_url text,
  edit_url text,
  summary text,
  error_code text,
  error_message text,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  place bigint not null default 0,
  constraint tasks_pkey primary key (bucket, id),
  constraint tasks_status_check check ((status = any (array['queued'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'expired'::text])))
);
create index tasks_by_status on tasks using btree (bucket, org_id, status, id);
create unique index tasks_idempotency on tasks using btree (bucket, org_id, idempotency_key) where (idempotency_key is not null);
create index tasks_of_organization on tasks using btree (bucket, org_id, id);
create index tasks_of_run on tasks using btree (bucket, run_id, id);
create index tasks_queued_by_place on tasks using btree (bucket, format, place, id) where (status = 'queued'::text);
create index tasks_queued_of_organization on tasks using btree (bucket, org_id, format, place) where (status = 'queued'::text);
create index tasks_queued_since on tasks using btree (bucket, created_at) where (status = 'queued'::text);
create index tasks_running on tasks using btree (bucket, lease_expires_at) where (status = 'running'::text);

create table waiting (
  bucket integer not null,
  destination_id uuid not null,
  org_id uuid not null,
  subscription_id uuid,
  lane smallint not null default 0,
  next_due_at timestamp with time zone not null,
  constraint waiting_pkey primary key (bucket, destination_id)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_delay=0);
create index waiting_next on waiting using btree (bucket, lane, next_due_at);
