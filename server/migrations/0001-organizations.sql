-- Who uses the system. Small tables, the same on every shard (reference tables on Citus).

create table deployment (
  only_row boolean primary key default true check (only_row),
  buckets int not null check (buckets between 1 and 1024)      -- chosen when the database is made, never changed
);

create table organizations (
  id uuid primary key,
  bucket int not null,
  name text not null,
  version int not null default 1,                              -- moves with every change that accept must see: subscriptions, suspension, secret
  suspended_at timestamptz,
  webhook_secret bytea not null,                               -- encrypted; associated data is the row's id and version
  webhook_secret_version int not null default 1,
  created_at timestamptz not null default now()
);

create table api_keys (
  id uuid primary key,
  org_id uuid not null references organizations,
  hash bytea not null unique,                                  -- SHA-256 of the key; the key itself is nowhere
  prefix text not null,
  name text not null,
  role text not null check (role in ('admin', 'viewer')),
  created_at timestamptz not null default now()
);
create index api_keys_of_organization on api_keys (org_id, id);

create table subscriptions (
  bucket int not null,
  id uuid not null,
  org_id uuid not null,
  url text not null,
  events text[] not null,
  description text,
  active boolean not null default true,
  secret bytea,                                                -- encrypted; null once deleted: the secret is dead at once
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (bucket, id)
);
create index subscriptions_of_organization on subscriptions (bucket, org_id, id) where deleted_at is null;
