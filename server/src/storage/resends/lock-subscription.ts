import type { Connection, Statement } from "../../runtime/connection.ts";

/** Whether a subscription takes deliveries now. */
export interface SubscriptionState {
  url: string;
  active: boolean;
  deleted: boolean;
}

const columns = `s.url, s.active, s.deleted_at is not null as deleted`;

/** Holds off a delete or pause until this transaction ends (I2, I3); several may hold it. */
const shareStatement: Statement = {
  name: "share-subscription",
  text: `select ${columns} from subscriptions s where s.bucket = $1 and s.id = $2 and s.org_id = $3 for share`,
};

/** One at a time: recoveries of a subscription, against each other and against single resends. */
const holdStatement: Statement = {
  name: "hold-subscription",
  text: `select ${columns} from subscriptions s where s.bucket = $1 and s.id = $2 and s.org_id = $3 for no key update`,
};

interface Named {
  bucket: number;
  orgId: string;
  subscriptionId: string;
}

/** Inside a transaction: the state of a subscription, deleted ones too, which stays so until the end of it; null when it is not this organisation's. */
export async function shareSubscription(connection: Connection, input: Named): Promise<SubscriptionState | null> {
  const values = [input.bucket, input.subscriptionId, input.orgId];
  return (await connection.run<SubscriptionState>(shareStatement, values))[0] ?? null;
}

/** The same, and nobody else sends anything of this subscription again until the end of the transaction. */
export async function holdSubscription(connection: Connection, input: Named): Promise<SubscriptionState | null> {
  const values = [input.bucket, input.subscriptionId, input.orgId];
  return (await connection.run<SubscriptionState>(holdStatement, values))[0] ?? null;
}
