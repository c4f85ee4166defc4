import type { Connection, Statement } from "../../runtime/connection.ts";

/** The sealed secret that a delivery is signed with; null when its subscription was deleted and the secret with it. */
export interface DeliverySecret {
  secretId: string;
  secretVersion: number;
  sealedSecret: Buffer | null;
}

/** A delivery is a row of `due` until its end, then in `attempts` or `endings`, whose ids are never smaller than its own: the bound spares older days. */
const findStatement: Statement = {
  name: "find-delivery-secret",
  text: `
select coalesce(d.subscription_id, o.id) as "secretId",
  case when d.subscription_id is null then o.webhook_secret_version else 1 end as "secretVersion",
  case when d.subscription_id is null then o.webhook_secret else s.secret end as "sealedSecret"
from (
  select bucket, org_id, subscription_id from due where delivery_id = $1::uuid
  union all select bucket, org_id, subscription_id from attempts where delivery_id = $1::uuid and id >= $1::uuid
  union all select bucket, org_id, subscription_id from endings where delivery_id = $1::uuid and id >= $1::uuid
  limit 1
) d
join organizations o on o.id = d.org_id
left join subscriptions s on s.bucket = d.bucket and s.id = d.subscription_id`,
};

/**
 * Finds the secret of a delivery by the delivery's id alone, across organisations: for the inbox, which knows no more. Null for an id that was never given.
 * Without the organisation no index fits well; for the cold pool.
 */
export async function findDeliverySecret(cold: Connection, deliveryId: string): Promise<DeliverySecret | null> {
  const [found] = await cold.run<DeliverySecret>(findStatement, [deliveryId]);
  return found ?? null;
}
