import { addLatencyCounts, latencyClass, latencyQuantile } from "../../domain/latency-classes.ts";
import { uuidv7Floor } from "../../domain/uuid.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { hourMs } from "./roll-up-hours.ts";

export interface SubscriptionHealth {
  /** Whenever they were, as far as the log's retention reaches back. */
  lastSuccessAtMs: number | null;
  lastFailureAtMs: number | null;
  /** Since `sinceMs`. */
  attempts: number;
  succeededAttempts: number;
  /** Null without attempts. */
  p95Ms: number | null;
}

const untilStatement: Statement = {
  name: "rolled-up-until",
  text: `select (extract(epoch from minutes_until) * 1000)::float8 as "untilMs" from stats_progress where bucket = $1`,
};

const ofSubscription = "select * from stats where bucket = $1 and org_id = s.org_id and destination_id = s.id";

const lastStatement: Statement = {
  name: "subscription-last-results",
  text: `
select (extract(epoch from max(t.last_success_at)) * 1000)::float8 as "lastSuccessAtMs",
  (extract(epoch from max(t.last_failure_at)) * 1000)::float8 as "lastFailureAtMs"
from subscriptions s join stats_progress p on p.bucket = $1 cross join lateral (
  ${ofSubscription} and grain = 'hour' and slot < p.hours_until
  union all
  ${ofSubscription} and grain = 'minute' and slot >= p.hours_until
) t
where s.bucket = $1 and s.id = $2`,
};

/**
 * Every attempt is in one class, so that the classes also count the attempts. From $3 to the first whole hour, $5, and after the last one, until $4, by the
 * minute: a day is a hundred rows instead of 1,440.
 */
const classesStatement: Statement = {
  name: "subscription-latency",
  text: `
select c.class::int - 1 as class, sum(c.count)::int as count, coalesce(sum(t.succeeded) filter (where c.class = 1), 0)::int as succeeded
from subscriptions s join stats_progress p on p.bucket = $1 cross join lateral (
  ${ofSubscription} and grain = 'minute' and slot >= to_timestamp($3::float8 / 1000) and slot < to_timestamp($5::float8 / 1000)
  union all
  ${ofSubscription} and grain = 'hour' and slot >= to_timestamp($5::float8 / 1000) and slot < p.hours_until
  union all
  ${ofSubscription} and grain = 'minute' and slot >= greatest(p.hours_until, to_timestamp($5::float8 / 1000)) and slot < to_timestamp($4::float8 / 1000)
) t
cross join unnest(t.latency_counts) with ordinality as c(count, class)
where s.bucket = $1 and s.id = $2
group by c.class`,
};

const newestStatement: Statement = {
  name: "newest-attempts-of-subscription",
  text: `
select outcome, latency_ms as "latencyMs", (extract(epoch from started_at) * 1000)::float8 as "startedAtMs"
from attempts where bucket = $1 and destination_id = $2 and id >= $3::uuid order by id desc limit $4`,
};

/** Where more than this came since the last roll-up, what is missing is a few seconds old. */
const maxNewest = 2000;

/** How a subscription fared: from the minutes of the roll-up, and from the log itself since then, so that a first delivery shows at once. */
export async function readSubscriptionHealth(
  connection: Connection,
  input: { bucket: number; subscriptionId: string; sinceMs: number },
): Promise<SubscriptionHealth> {
  const { bucket, subscriptionId, sinceMs } = input;
  const [progress] = await connection.run<{ untilMs: number }>(untilStatement, [bucket]);
  const tailFromMs = Math.max(sinceMs, progress?.untilMs ?? sinceMs);
  const [last] = await connection.run<{ lastSuccessAtMs: number | null; lastFailureAtMs: number | null }>(
    lastStatement,
    [bucket, subscriptionId],
  );
  const values = [bucket, subscriptionId, sinceMs, tailFromMs, Math.ceil(sinceMs / hourMs) * hourMs];
  const classes = await connection.run<{ class: number; count: number; succeeded: number }>(classesStatement, values);
  const newest = await connection.run<{ outcome: string; latencyMs: number; startedAtMs: number }>(newestStatement, [
    bucket,
    subscriptionId,
    uuidv7Floor(tailFromMs),
    maxNewest,
  ]);
  const succeeded = newest.filter((row) => row.outcome === "succeeded");
  const failed = newest.filter((row) => row.outcome !== "succeeded");
  const counts: number[] = [];
  for (const row of classes) addLatencyCounts(counts, row.class, row.count);
  for (const row of newest) addLatencyCounts(counts, latencyClass(row.latencyMs), 1);
  return {
    lastSuccessAtMs: latest(last?.lastSuccessAtMs ?? null, succeeded),
    lastFailureAtMs: latest(last?.lastFailureAtMs ?? null, failed),
    attempts: counts.reduce((sum, count) => sum + count, 0),
    succeededAttempts: classes.reduce((sum, row) => sum + row.succeeded, 0) + succeeded.length,
    p95Ms: latencyQuantile(counts, 0.95),
  };
}

function latest(knownMs: number | null, rows: readonly { startedAtMs: number }[]): number | null {
  const known = knownMs === null ? [] : [knownMs];
  const all = [...known, ...rows.map((row) => row.startedAtMs)];
  return all.length === 0 ? null : Math.max(...all);
}
