import type { Connection, Statement } from "../../runtime/connection.ts";
import { findResends } from "../resends/find-resends.ts";

/** A delivery that ended failed. */
export interface FailedDelivery {
  /** Its last attempt or its ending: a UUIDv7 of when it ended. */
  endedId: string;
  deliveryId: string;
  eventId: string;
}

const failuresStatement: Statement = {
  name: "find-failures",
  text: `
select f.id as "endedId", f.delivery_id as "deliveryId", f.event_id as "eventId" from (
  (select id, delivery_id, event_id from attempts
    where bucket = $1 and destination_id = $2 and id > $3::uuid and id < $4::uuid and final and outcome = 'failed' order by id limit $5)
  union all
  (select id, delivery_id, event_id from endings
    where bucket = $1 and destination_id = $2 and id > $3::uuid and id < $4::uuid and status = 'failed' order by id limit $5)
) f
order by f.id limit $5`,
};

export interface FailurePage {
  /** Those of the page that can be sent again: not sent again since, and their event still in the log. */
  failures: FailedDelivery[];
  /** Where the next page begins; null when this was the last. */
  position: string | null;
}

/** Looks at `rows` deliveries of a subscription that ended failed, in the order of their ends, after `afterId` and before `beforeId`. */
export async function findFailures(
  connection: Connection,
  input: {
    bucket: number;
    subscriptionId: string;
    afterId: string;
    beforeId: string;
    eventsFromId: string;
    rows: number;
  },
): Promise<FailurePage> {
  const { bucket, subscriptionId, afterId, beforeId, rows } = input;
  const page = await connection.run<FailedDelivery>(failuresStatement, [
    bucket,
    subscriptionId,
    afterId,
    beforeId,
    rows,
  ]);
  const resent = await findResends(connection, { bucket, deliveryIds: page.map((row) => row.deliveryId) });
  return {
    failures: page.filter((row) => !resent.has(row.deliveryId) && row.eventId >= input.eventsFromId),
    position: page.length < rows ? null : (page.at(-1)?.endedId ?? null),
  };
}
