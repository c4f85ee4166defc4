import type { Connection, Statement } from "../../runtime/connection.ts";

/** Tasks of a format that have not ended. */
export interface OpenTasks {
  format: string;
  queued: number;
  running: number;
  oldestQueuedAtMs: number | null;
}

const countStatement: Statement = {
  name: "count-open-tasks",
  text: `
select format, sum(queued)::int as queued, sum(running)::int as running, (extract(epoch from min(oldest)) * 1000)::float8 as "oldestQueuedAtMs"
from (
  select format, count(*) as queued, 0 as running, min(created_at) as oldest from tasks where status = 'queued' group by format
  union all
  select format, 0, count(*), null from tasks where status = 'running' group by format
) counted
group by format order by format`,
};

/** Queued and running tasks of all organisations by format; one without any is absent. */
export async function countOpenTasks(connection: Connection): Promise<OpenTasks[]> {
  return connection.run<OpenTasks>(countStatement, []);
}
