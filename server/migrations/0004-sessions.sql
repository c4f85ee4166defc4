-- Who is signed in to the dashboard. A small table, the same on every shard (reference table on Citus).

create table sessions (
  id uuid primary key,
  hash bytea not null unique,                                  -- SHA-256 of the cookie's text; the text itself is nowhere
  key_id uuid references api_keys on delete cascade,           -- whose key signed in: revoking it ends its sessions; null for the operator
  operator_key_hash bytea,                                     -- the operator's key that signed in: with another one the session is over
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((key_id is null) <> (operator_key_hash is null))
);
create index sessions_of_key on sessions (key_id);
create index sessions_by_end on sessions (expires_at);
