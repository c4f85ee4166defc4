import type { Connection, Statement } from "../../runtime/connection.ts";

/** A delivery whose lease ran out: its node died, perhaps with the request in flight. */
export interface LostDelivery {
  leaseToken: string;
  deliveryId: string;
  orgId: string;
  eventId: string;
  destinationId: string;
  subscriptionId: string | null;
  url: string;
  resendOf: string | null;
  attempt: number;
  step: number;
  interruptions: number;
}

const lostStatement: Statement = {
  name: "lost-deliveries",
  text: `
select d.lease_token as "leaseToken", d.delivery_id as "deliveryId", d.org_id as "orgId", d.event_id as "eventId", d.destination_id as "destinationId",
  d.subscription_id as "subscriptionId", coalesce(d.url, s.url) as "url", d.resend_of as "resendOf", d.attempt, d.step, d.interruptions
from due d left join subscriptions s on s.bucket = $1 and s.id = d.subscription_id
where d.bucket = $1 and d.lease_token < $2::uuid
order by d.lease_token limit $3
for update of d skip locked`,
};

/** Locks deliveries whose lease began before the UUIDv7 `beganBefore`, oldest first; to be recorded by the same transaction under the token they still carry. */
export async function lockLostDeliveries(
  connection: Connection,
  input: { bucket: number; beganBefore: string; limit: number },
): Promise<LostDelivery[]> {
  return connection.run<LostDelivery>(lostStatement, [input.bucket, input.beganBefore, input.limit]);
}
