import { uuidv7UnixMs } from "../../domain/uuid.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** In two halves, because each is served by a partial index: what waits by destination, and what is leased, which is never more than nodes can send at once. */
const statement: Statement = {
  name: "read-pending",
  text: `
select (select count(*) from due where bucket = $1 and destination_id = $2 and lease_token is null)::int
  + (select count(*) from due where bucket = $1 and destination_id = $2 and lease_token is not null)::int as count,
  least(
    (select delivery_id from due where bucket = $1 and destination_id = $2 and lease_token is null order by delivery_id limit 1),
    (select delivery_id from due where bucket = $1 and destination_id = $2 and lease_token is not null order by delivery_id limit 1)
  ) as "oldestDeliveryId"`,
};

/** Deliveries of a subscription that have not ended. */
export interface Pending {
  count: number;
  /** When the oldest of them was made. */
  oldestCreatedAtMs: number | null;
}

/** How many deliveries wait for a subscription, and since when. */
export async function readPending(
  connection: Connection,
  input: { bucket: number; subscriptionId: string },
): Promise<Pending> {
  const [row] = await connection.run<{ count: number; oldestDeliveryId: string | null }>(statement, [
    input.bucket,
    input.subscriptionId,
  ]);
  const oldest = row?.oldestDeliveryId ?? null;
  return { count: row?.count ?? 0, oldestCreatedAtMs: oldest === null ? null : uuidv7UnixMs(oldest) };
}
