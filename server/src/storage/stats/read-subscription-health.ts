import { latencyQuantile } from "../../domain/latency-classes.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const totalsStatement: Statement = {
  name: "subscription-totals",
  text: `
select (extract(epoch from max(last_success_at)) * 1000)::float8 as "lastSuccessAtMs",
  (extract(epoch from max(last_failure_at)) * 1000)::float8 as "lastFailureAtMs",
  coalesce(sum(succeeded) filter (where grain = 'minute' and slot >= to_timestamp($4 / 1000)), 0)::float8 as succeeded,
  coalesce(sum(attempts) filter (where grain = 'minute' and slot >= to_timestamp($4 / 1000)), 0)::float8 as attempts
from stats where bucket = $1 and org_id = $2 and destination_id = $3`,
};

const latencyStatement: Statement = {
  name: "subscription-latency",
  text: `
select c.class - 1 as class, sum(c.count)::float8 as count
from stats s cross join lateral unnest(s.latency_counts) with ordinality as c(count, class)
where s.bucket = $1 and s.org_id = $2 and s.destination_id = $3 and s.grain = 'minute' and s.slot >= to_timestamp($4 / 1000)
group by c.class`,
};

export interface SubscriptionHealth {
  /** Whenever they were, as far as stats reach back. */
  lastSuccessAtMs: number | null;
  lastFailureAtMs: number | null;
  /** Of the attempts since `sinceMs`, 0 to 1, and their latency; null without any. */
  successRate: number | null;
  latencyP95Ms: number | null;
}

/** How a subscription fared, from the minutes of the roll-up: behind by as much as that is. */
export async function readSubscriptionHealth(
  connection: Connection,
  input: { bucket: number; orgId: string; subscriptionId: string; sinceMs: number },
): Promise<SubscriptionHealth> {
  const values = [input.bucket, input.orgId, input.subscriptionId, input.sinceMs];
  const totals = await connection.run<{
    lastSuccessAtMs: number | null;
    lastFailureAtMs: number | null;
    succeeded: number;
    attempts: number;
  }>(totalsStatement, values);
  const { lastSuccessAtMs = null, lastFailureAtMs = null, succeeded = 0, attempts = 0 } = totals[0] ?? {};
  const classes = await connection.run<{ class: string; count: number }>(latencyStatement, values);
  const counts: number[] = [];
  for (const row of classes) {
    const index = Number(row.class);
    while (counts.length <= index) counts.push(0);
    counts[index] = row.count;
  }
  return {
    lastSuccessAtMs,
    lastFailureAtMs,
    // A delivery succeeds with one attempt of its own; the clamp is for a minute that holds the end but not the attempt.
    successRate: attempts === 0 ? null : Math.min(1, succeeded / attempts),
    latencyP95Ms: latencyQuantile(counts, 0.95),
  };
}
