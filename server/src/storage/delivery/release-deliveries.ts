import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const releaseStatement: Statement = {
  name: "release-deliveries",
  text: `
with back as (
  update due set lease_token = null where bucket = $1 and lease_token = any($2::uuid[])
  returning destination_id, org_id, subscription_id, due_at
)
insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
select distinct on (destination_id) $1, destination_id, org_id, subscription_id, due_at from back order by destination_id, due_at
on conflict (bucket, destination_id) do update set next_due_at = excluded.next_due_at where waiting.next_due_at > excluded.next_due_at`,
};

/** Gives back deliveries that were leased and not started: no attempt, no step of the schedule. */
export async function releaseDeliveries(
  connection: Connection,
  input: { bucket: number; leaseTokens: readonly string[] },
): Promise<void> {
  if (input.leaseTokens.length === 0) return;
  await connection.run(releaseStatement, [input.bucket, uuidArray(input.leaseTokens)]);
}
