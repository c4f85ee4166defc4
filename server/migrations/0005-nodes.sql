-- Which nodes run. A small table, the same on every shard (reference table on Citus).

create table nodes (
  id uuid primary key,                                         -- of one start of one process
  name text not null,                                          -- host and port
  version text not null,
  roles text[] not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,                                -- the last heartbeat; what follows is as of then
  in_flight int not null,
  event_loop_lag_ms int not null,                              -- the longest since the heartbeat before
  clock_ahead_ms float8 not null                               -- how far the machine's clock is ahead of the database's
) with (fillfactor = 50);
