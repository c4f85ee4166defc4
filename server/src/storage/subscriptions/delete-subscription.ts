import type { Connection, Statement } from "../../runtime/connection.ts";
import { bumpOrganization } from "../organizations/bump-organization.ts";

// The statement's time and not the transaction's: that is from before the wait for the organisation's lock, and a repeat would take the deletion for an old one.
const deleteStatement: Statement = {
  name: "delete-subscription",
  text: `
with deleted as (
  update subscriptions set deleted_at = statement_timestamp(), secret = null
  where bucket = $1 and id = $2 and org_id = $3 and deleted_at is null
  returning id
)
select 'deleted' as outcome from deleted
union all
select 'just_deleted' from subscriptions where bucket = $1 and id = $2 and org_id = $3 and deleted_at > statement_timestamp() - interval '2 seconds'`,
};

/** `just_deleted`: by another request a moment ago, which may not have been answered yet; `missing`: there is none, or none any more. */
export type DeleteOutcome = "deleted" | "just_deleted" | "missing";

/**
 * Inside a transaction. Marks a subscription as deleted and drops its secret; the row stays, for the log and for what still waits.
 */
export async function deleteSubscription(
  connection: Connection,
  input: { bucket: number; orgId: string; subscriptionId: string },
): Promise<DeleteOutcome> {
  await bumpOrganization(connection, input.orgId);
  const rows = await connection.run<{ outcome: DeleteOutcome }>(deleteStatement, [
    input.bucket,
    input.subscriptionId,
    input.orgId,
  ]);
  return rows[0]?.outcome ?? "missing";
}
