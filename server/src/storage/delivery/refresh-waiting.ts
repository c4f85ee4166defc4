import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const refreshStatement: Statement = {
  name: "refresh-waiting",
  text: `
with seen as (
  select f.destination_id,
    (select d.due_at from due d where d.bucket = $1 and d.destination_id = f.destination_id and d.lease_token is null order by d.due_at limit 1) as next_due_at
  from unnest($2::uuid[]) as f(destination_id)
), emptied as (
  delete from waiting w using seen where w.bucket = $1 and w.destination_id = seen.destination_id and seen.next_due_at is null
)
update waiting w set next_due_at = seen.next_due_at from seen
where w.bucket = $1 and w.destination_id = seen.destination_id and seen.next_due_at is not null`,
};

/**
 * Sets when destinations are next due, or takes their rows away when nothing waits. Only for destinations whose rows of `waiting` this transaction has
 * locked by an earlier statement: so it sees all that was committed until then, and whoever adds meanwhile waits for this commit and puts the row back.
 */
export async function refreshWaiting(
  connection: Connection,
  input: { bucket: number; destinationIds: readonly string[] },
): Promise<void> {
  if (input.destinationIds.length === 0) return;
  await connection.run(refreshStatement, [input.bucket, uuidArray(input.destinationIds)]);
}
