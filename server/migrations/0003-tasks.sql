-- Document jobs. A run is the document and lasts; a task is one turn on it.

create table runs (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  format text not null,
  file_id uuid,                                                -- the newest document, when it lives here
  file_name text,
  download_url text,                                           -- when it lives elsewhere
  edit_url text,
  summary text,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (bucket, id)
);
create index runs_of_organization on runs (bucket, org_id, id) where deleted_at is null;
create index runs_deleted on runs (bucket, deleted_at) where deleted_at is not null;

create table tasks (
  bucket int not null,
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
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'expired')),
  phase text,
  progress real not null default 0,
  lease_token uuid,
  lease_expires_at timestamptz,
  lease_seconds int,
  deaths smallint not null default 0,                          -- leases that ran out
  file_id uuid,
  download_url text,
  edit_url text,
  summary text,
  error_code text,
  error_message text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (bucket, id)
);
create index tasks_queued on tasks (bucket, format, id) where status = 'queued';
create index tasks_queued_since on tasks (bucket, created_at) where status = 'queued';
create index tasks_running on tasks (bucket, lease_expires_at) where status = 'running';
create index tasks_of_organization on tasks (bucket, org_id, id);
create index tasks_by_status on tasks (bucket, org_id, status, id);
create index tasks_of_run on tasks (bucket, run_id, id);
create unique index tasks_idempotency on tasks (bucket, org_id, idempotency_key) where idempotency_key is not null;

create table files (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  run_id uuid not null,
  name text not null,
  content_type text not null,
  size_bytes bigint not null,
  created_at timestamptz not null default now(),
  primary key (bucket, id)
);
create index files_of_run on files (bucket, run_id);

create table file_pieces (
  bucket int not null,
  file_id uuid not null,
  piece int not null,
  bytes bytea not null,                                        -- at most 1 MiB
  primary key (bucket, file_id, piece)
);
alter table file_pieces alter column bytes set storage external;
