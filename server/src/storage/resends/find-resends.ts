import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const newestStatement: Statement = {
  name: "newest-resends",
  text: `
select distinct on (resend_of) resend_of as "resendOf", delivery_id as "deliveryId" from resends
where bucket = $1 and resend_of = any($2::uuid[]) and resend_of >= $3::uuid and resend_of <= $4::uuid
order by resend_of, delivery_id desc`,
};

/** The newest delivery that each of these was sent again as; those that were not are absent. */
export async function findResends(
  connection: Connection,
  input: { bucket: number; deliveryIds: readonly string[] },
): Promise<Map<string, string>> {
  if (input.deliveryIds.length === 0) return new Map();
  const ids = input.deliveryIds.toSorted();
  const rows = await connection.run<{ resendOf: string; deliveryId: string }>(newestStatement, [
    input.bucket,
    uuidArray(ids),
    ids[0],
    ids.at(-1),
  ]);
  return new Map(rows.map((row) => [row.resendOf, row.deliveryId]));
}
