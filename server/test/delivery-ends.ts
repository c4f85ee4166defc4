// How deliveries ended, straight from the database, for tests that must not depend on the routes of the log.
import { decodeId, encodeId } from "../src/domain/ids.ts";
import type { Statement } from "../src/runtime/connection.ts";
import type { TestServer } from "../../tests/support/server.ts";

export interface DeliveryEnd {
  /** As on the wire. */
  deliveryId: string;
  status: string;
  failure: string | null;
  /** Requests made. */
  attempts: number;
}

const endsStatement: Statement = {
  name: "test-ends",
  text: `
select * from (
  select delivery_id as "deliveryId", org_id, subscription_id, outcome as status, failure, attempt::int as attempts from attempts where final
  union all
  select delivery_id, org_id, subscription_id, status, failure, attempt_count::int from endings
) e where ($1::uuid is null or org_id = $1) and ($2::uuid is null or subscription_id = $2) and (not $3 or subscription_id is null)`,
};

const dueStatement: Statement = {
  name: "test-due",
  text: `
select count(*)::int as count from due
where ($1::uuid is null or org_id = $1) and ($2::uuid is null or subscription_id = $2) and (not $3 or subscription_id is null)`,
};

type Ends = Pick<TestServer, "databases">;

async function waitUntilEnded(server: Ends, values: readonly unknown[], count: number): Promise<DeliveryEnd[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const [due] = await server.databases.cold.run<{ count: number }>(dueStatement, values);
    const ends = await server.databases.cold.run<DeliveryEnd>(endsStatement, values);
    if (ends.length >= count && due?.count === 0) {
      return ends.map((end) => ({ ...end, deliveryId: encodeId("delivery", end.deliveryId) }));
    }
    if (performance.now() > deadline) throw new Error(`${ends.length} of ${count} ended, ${due?.count} are pending`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until so many deliveries have ended and none is pending; all of the database. */
export async function waitForEnds(server: Ends, count: number): Promise<DeliveryEnd[]> {
  return waitUntilEnded(server, [null, null, false], count);
}

/** Waits until nothing is pending for a subscription, or with null for an organisation's per-request URLs. */
export async function waitForEndsOf(
  server: Ends,
  webhookId: string | null,
  orgId: string | null = null,
): Promise<DeliveryEnd[]> {
  const subscriptionId = webhookId === null ? null : decodeId("subscription", webhookId);
  return waitUntilEnded(server, [orgId, subscriptionId, webhookId === null], 1);
}
