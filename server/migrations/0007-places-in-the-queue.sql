-- A task's place in the queue of its format: an organisation's tasks stand one behind the other, and beside those of others, so that nobody's sixty tasks go
-- before somebody's one.

alter table tasks add column place bigint not null default 0;
create index tasks_queued_by_place on tasks (bucket, format, place, id) where status = 'queued';
create index tasks_queued_of_organization on tasks (bucket, org_id, format, place) where status = 'queued';
drop index tasks_queued;
