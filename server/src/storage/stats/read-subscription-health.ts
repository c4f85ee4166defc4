import { addLatencyCounts, latencyClass, latencyQuantile } from "../../domain/latency-classes.ts";
import { uuidv7Floor } from "../../domain/uuid.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** How a subscription fared. The last success and failure are the latest that the log's retention knows; the rest counts since `sinceMs`. */
export interface SubscriptionHealth {
  lastSuccessAtMs: number | null;
  lastFailureAtMs: number | null;
  attempts: number;
  succeededAttempts: number;
  p95Ms: number | null;
}

const rolledUpStatement: Statement = {
  name: "rolled-up-health",
  text: `
select (extract(epoch from max(t.last_success_at)) * 1000)::float8 as "lastSuccessAtMs",
  (extract(epoch from max(t.last_failure_at)) * 1000)::float8 as "lastFailureAtMs",
  coalesce(sum(t.attempts) filter (where t.counts), 0)::int as attempts,
  coalesce(sum(t.succeeded_attempts) filter (where t.counts), 0)::int as "succeededAttempts",
  (extract(epoch from coalesce((select p.minutes_until from stats_progress p where p.bucket = $1), to_timestamp($3 / 1000))) * 1000)::float8 as "untilMs"
from (
  select x.last_success_at, x.last_failure_at, x.attempts, x.succeeded_attempts,
    x.grain = 'minute' and x.slot >= to_timestamp($3 / 1000) and x.slot < coalesce(p.minutes_until, '-infinity') as counts
  from subscriptions s
  join stats x on x.bucket = $1 and x.org_id = s.org_id and x.destination_id = s.id
  left join stats_progress p on p.bucket = $1
  where s.bucket = $1 and s.id = $2
) t`,
};

const latencyStatement: Statement = {
  name: "rolled-up-latency-of-subscription",
  text: `
select c.class::int - 1 as class, sum(c.count)::int as count
from subscriptions s
join stats x on x.bucket = $1 and x.org_id = s.org_id and x.destination_id = s.id and x.grain = 'minute'
  and x.slot >= to_timestamp($3::float8 / 1000) and x.slot < to_timestamp($4::float8 / 1000)
cross join unnest(x.latency_counts) with ordinality as c(count, class)
where s.bucket = $1 and s.id = $2 and c.count > 0
group by c.class`,
};

const newestStatement: Statement = {
  name: "newest-attempts-of-subscription",
  text: `
select outcome, latency_ms as "latencyMs", (extract(epoch from started_at) * 1000)::float8 as "startedAtMs"
from attempts where bucket = $1 and destination_id = $2 and id >= $3::uuid order by id desc limit $4`,
};

/** Of a subscription that gets more than this between two roll-ups the rate is a few seconds behind. */
const maxNewest = 2000;

/** Rolled-up minutes, and the attempts since them from the log itself, so that a first delivery shows at once. */
export async function readSubscriptionHealth(
  cold: Connection,
  input: { bucket: number; subscriptionId: string; sinceMs: number },
): Promise<SubscriptionHealth> {
  const { bucket, subscriptionId, sinceMs } = input;
  const [rolled] = await cold.run<SubscriptionHealth & { untilMs: number }>(rolledUpStatement, [
    bucket,
    subscriptionId,
    sinceMs,
  ]);
  const tailFromMs = Math.max(sinceMs, rolled?.untilMs ?? sinceMs);
  const classes = await cold.run<{ class: number; count: number }>(latencyStatement, [
    bucket,
    subscriptionId,
    sinceMs,
    tailFromMs,
  ]);
  const newest = await cold.run<{ outcome: string; latencyMs: number; startedAtMs: number }>(newestStatement, [
    bucket,
    subscriptionId,
    uuidv7Floor(tailFromMs),
    maxNewest,
  ]);
  const counts: number[] = [];
  const count = (at: number, more: number): void =>
    addLatencyCounts(
      counts,
      Array.from({ length: at + 1 }, (_, index) => (index === at ? more : 0)),
    );
  for (const row of classes) count(row.class, row.count);
  for (const row of newest) count(latencyClass(row.latencyMs), 1);
  const succeeded = newest.filter((row) => row.outcome === "succeeded");
  const failed = newest.filter((row) => row.outcome !== "succeeded");
  return {
    lastSuccessAtMs: latest(rolled?.lastSuccessAtMs ?? null, succeeded),
    lastFailureAtMs: latest(rolled?.lastFailureAtMs ?? null, failed),
    attempts: (rolled?.attempts ?? 0) + newest.length,
    succeededAttempts: (rolled?.succeededAttempts ?? 0) + succeeded.length,
    p95Ms: latencyQuantile(counts, 0.95),
  };
}

function latest(knownMs: number | null, rows: readonly { startedAtMs: number }[]): number | null {
  const all = [...(knownMs === null ? [] : [knownMs]), ...rows.map((row) => row.startedAtMs)];
  return all.length === 0 ? null : Math.max(...all);
}
