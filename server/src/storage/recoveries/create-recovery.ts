import type { Connection, Statement } from "../../runtime/connection.ts";
import { holdSubscription } from "../resends/lock-subscription.ts";

const createStatement: Statement = {
  name: "create-recovery",
  text: `
insert into recoveries (bucket, id, org_id, subscription_id, since, until, dry_run, status)
values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000), $7, 'counting')`,
};

/** Each is looked at again and again until it ends, and two of one subscription take turns. */
export const maxOpenRecoveries = 10;

const countOpenStatement: Statement = {
  name: "count-open-recoveries",
  text: `
select count(*)::int as count from recoveries
where bucket = $1 and subscription_id = $2 and status in ('counting', 'running')`,
};

export interface NewRecovery {
  bucket: number;
  recoveryId: string;
  orgId: string;
  subscriptionId: string;
  /** What ended failed from then on, and before `untilMs`. */
  sinceMs: number;
  untilMs: number;
  /** Counts and sends nothing. */
  dryRun: boolean;
}

export type CreateRecoveryResult = { outcome: "created" | "not_found" | "deleted" | "paused" | "too_many" };

/** Inside a transaction. Notes what is to be sent again; some node's recoverer takes it up. The subscription is held, so that the count of its recoveries holds. */
export async function createRecovery(connection: Connection, recovery: NewRecovery): Promise<CreateRecoveryResult> {
  const { bucket, recoveryId, orgId, subscriptionId, sinceMs, untilMs, dryRun } = recovery;
  const subscription = await holdSubscription(connection, { bucket, orgId, subscriptionId });
  if (subscription === null) return { outcome: "not_found" };
  if (subscription.deleted) return { outcome: "deleted" };
  if (!subscription.active && !dryRun) return { outcome: "paused" };
  const open = await connection.run<{ count: number }>(countOpenStatement, [bucket, subscriptionId]);
  if ((open[0]?.count ?? 0) >= maxOpenRecoveries) return { outcome: "too_many" };
  await connection.run(createStatement, [bucket, recoveryId, orgId, subscriptionId, sinceMs, untilMs, dryRun]);
  return { outcome: "created" };
}
