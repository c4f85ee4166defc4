import { uuidv7UnixMs } from "../../domain/uuid.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** Both from the primary key's index: the rows themselves are not read, and the oldest is the index's first. */
const statement: Statement = {
  name: "read-backlog",
  text: `
select count(*)::int as pending, (select delivery_id from due where bucket = $1 and org_id = $2 order by delivery_id limit 1) as "oldestDeliveryId"
from due where bucket = $1 and org_id = $2`,
};

/** An organisation's deliveries that have not ended, and since when the oldest of them waits. */
export async function readBacklog(
  connection: Connection,
  input: { bucket: number; orgId: string },
): Promise<{ pending: number; oldestCreatedAtMs: number | null }> {
  const [row] = await connection.run<{ pending: number; oldestDeliveryId: string | null }>(statement, [
    input.bucket,
    input.orgId,
  ]);
  const oldest = row?.oldestDeliveryId ?? null;
  return { pending: row?.pending ?? 0, oldestCreatedAtMs: oldest === null ? null : uuidv7UnixMs(oldest) };
}
