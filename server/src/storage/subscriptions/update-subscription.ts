import { textArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { bumpOrganization } from "../organizations/bump-organization.ts";
import { type Subscription, subscriptionColumns } from "./read-subscriptions.ts";

const updateStatement: Statement = {
  name: "update-subscription",
  text: `
update subscriptions set url = coalesce($4, url), events = coalesce($5::text[], events), active = coalesce($6, active),
  description = case when $7 then $8 else description end
where bucket = $1 and id = $2 and org_id = $3 and deleted_at is null
returning ${subscriptionColumns}`,
};

export interface SubscriptionChange {
  url?: string | undefined;
  events?: readonly string[] | undefined;
  active?: boolean | undefined;
  /** Null removes it. */
  description?: string | null | undefined;
}

/**
 * Inside a transaction. Changes what the change names; null when there is no such subscription. Nodes match anew from the commit on, unless it is only
 * described anew, which matters to no match.
 */
export async function updateSubscription(
  connection: Connection,
  input: { bucket: number; orgId: string; subscriptionId: string; change: SubscriptionChange },
): Promise<Subscription | null> {
  const { bucket, orgId, subscriptionId, change } = input;
  const { url, events, active } = change;
  if (url !== undefined || events !== undefined || active !== undefined) await bumpOrganization(connection, orgId);
  const rows = await connection.run<Subscription>(updateStatement, [
    bucket,
    subscriptionId,
    orgId,
    url ?? null,
    events === undefined ? null : textArray(events),
    active ?? null,
    change.description !== undefined,
    change.description ?? null,
  ]);
  return rows[0] ?? null;
}
