import type { EventKind } from "../../domain/payload.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A subscription that is not deleted, without its secret. */
export interface Subscription {
  subscriptionId: string;
  url: string;
  events: readonly EventKind[];
  description: string | null;
  active: boolean;
  createdAtMs: number;
}

/** The columns of a Subscription. */
export const subscriptionColumns = `id as "subscriptionId", url, events, description, active, (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"`;

const findStatement: Statement = {
  name: "find-subscription",
  text: `select ${subscriptionColumns} from subscriptions where bucket = $1 and id = $2 and org_id = $3 and deleted_at is null`,
};

const listStatement: Statement = {
  name: "list-subscriptions",
  text: `
select ${subscriptionColumns} from subscriptions
where bucket = $1 and org_id = $2 and deleted_at is null and id < $3
order by id desc limit $4`,
};

/** One subscription of an organisation; null when it is deleted, never was, or is somebody else's. */
export async function findSubscription(
  connection: Connection,
  input: { bucket: number; orgId: string; subscriptionId: string },
): Promise<Subscription | null> {
  const rows = await connection.run<Subscription>(findStatement, [input.bucket, input.subscriptionId, input.orgId]);
  return rows[0] ?? null;
}

/** An organisation's subscriptions, newest first. */
export async function listSubscriptions(
  connection: Connection,
  input: { bucket: number; orgId: string; beforeId: string; rows: number },
): Promise<Subscription[]> {
  return connection.run<Subscription>(listStatement, [input.bucket, input.orgId, input.beforeId, input.rows]);
}
