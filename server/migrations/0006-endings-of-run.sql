-- Who looks for one run or task finds what ended without an attempt as quickly as what was attempted. Written only where a delivery is cancelled or meets a pause.

create index endings_of_run on endings (bucket, org_id, run_id, delivery_id);
create index endings_of_task on endings (bucket, org_id, task_id, delivery_id);
