import type { Connection, Statement } from "../../runtime/connection.ts";
import { bumpOrganization } from "../organizations/bump-organization.ts";

const deleteStatement: Statement = {
  name: "delete-subscription",
  text: `
update subscriptions set deleted_at = now(), secret = null
where bucket = $1 and id = $2 and org_id = $3 and deleted_at is null
returning id`,
};

/**
 * Inside a transaction. Marks a subscription as deleted and drops its secret; the row stays, for the log and for what still waits.
 * False when there is no such subscription.
 */
export async function deleteSubscription(
  connection: Connection,
  input: { bucket: number; orgId: string; subscriptionId: string },
): Promise<boolean> {
  await bumpOrganization(connection, input.orgId);
  const rows = await connection.run(deleteStatement, [input.bucket, input.subscriptionId, input.orgId]);
  return rows.length > 0;
}
