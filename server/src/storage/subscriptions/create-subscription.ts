import { textArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { bumpOrganization } from "../organizations/bump-organization.ts";

const countStatement: Statement = {
  name: "count-subscriptions",
  text: `select count(*)::int as count from subscriptions where bucket = $1 and org_id = $2 and deleted_at is null`,
};

const createStatement: Statement = {
  name: "create-subscription",
  text: `
insert into subscriptions (bucket, id, org_id, url, events, description, secret) values ($1, $2, $3, $4, $5::text[], $6, $7)
returning (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"`,
};

export interface NewSubscription {
  bucket: number;
  subscriptionId: string;
  orgId: string;
  url: string;
  events: readonly string[];
  description: string | null;
  sealedSecret: Buffer;
}

export type CreateSubscriptionResult = { outcome: "created"; createdAtMs: number } | { outcome: "too_many" };

/** Inside a transaction: the organisation's new version locks its row, so that the count holds against others who create at the same moment. */
export async function createSubscription(
  connection: Connection,
  input: { subscription: NewSubscription; maxSubscriptions: number },
): Promise<CreateSubscriptionResult> {
  const { subscription, maxSubscriptions } = input;
  await bumpOrganization(connection, subscription.orgId);
  const counted = await connection.run<{ count: number }>(countStatement, [subscription.bucket, subscription.orgId]);
  if ((counted[0]?.count ?? 0) >= maxSubscriptions) return { outcome: "too_many" };
  const rows = await connection.run<{ createdAtMs: number }>(createStatement, [
    subscription.bucket,
    subscription.subscriptionId,
    subscription.orgId,
    subscription.url,
    textArray(subscription.events),
    subscription.description,
    subscription.sealedSecret,
  ]);
  return { outcome: "created", createdAtMs: rows[0]?.createdAtMs ?? 0 };
}
