import type { Connection, Statement } from "../../runtime/connection.ts";

/** Two counts, because each is served by a partial index: what waits by destination, and what is leased, which is never more than nodes can send at once. */
const countStatement: Statement = {
  name: "count-pending",
  text: `
select (select count(*) from due where bucket = $1 and destination_id = $2 and lease_token is null)::int
  + (select count(*) from due where bucket = $1 and destination_id = $2 and lease_token is not null)::int as count`,
};

/** Deliveries of a subscription that have not ended. */
export async function countPending(
  connection: Connection,
  input: { bucket: number; subscriptionId: string },
): Promise<number> {
  const rows = await connection.run<{ count: number }>(countStatement, [input.bucket, input.subscriptionId]);
  return rows[0]?.count ?? 0;
}
