import type { Connection, Statement } from "../../runtime/connection.ts";

/** The first queued task of a bucket and format. */
export interface QueueHead {
  bucket: number;
  format: string;
  taskId: string;
}

/** Steps from one bucket and format to the next through the index of what is queued: its cost follows their number, not the length of the queue. */
const headsStatement: Statement = {
  name: "queue-heads",
  text: `
with recursive head as (
  (select bucket, format, place, id from tasks where status = 'queued' order by bucket, format, place, id limit 1)
  union all
  select next.bucket, next.format, next.place, next.id from head
  cross join lateral (
    select t.bucket, t.format, t.place, t.id from tasks t
    where t.status = 'queued' and (t.bucket, t.format) > (head.bucket, head.format)
    order by t.bucket, t.format, t.place, t.id limit 1
  ) next
)
select bucket, format, id as "taskId" from head order by place, id`,
};

/** What is queued, by bucket and format, first places first. */
export async function queueHeads(connection: Connection): Promise<QueueHead[]> {
  return connection.run<QueueHead>(headsStatement, []);
}
