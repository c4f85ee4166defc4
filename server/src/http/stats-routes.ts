import type { Stats } from "@overten/contract";
import { decodeId } from "../domain/ids.ts";
import { latencyQuantile } from "../domain/latency-classes.ts";
import type { Database } from "../runtime/connection.ts";
import { readPage } from "../storage/log/read-page.ts";
import { minutesKeptMs } from "../storage/stats/delete-old-stats.ts";
import { readBacklog } from "../storage/stats/read-backlog.ts";
import { readStats, type StatsSlot } from "../storage/stats/read-stats.ts";
import { fieldError } from "./http-error.ts";
import { type LogEdge, logFromMs, withinTime } from "./log-edge.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface StatsRouteDeps extends LogEdge {
  database: Database;
}

const hourMs = 3_600_000;
const defaultSpanMs = 24 * hourMs;
/** Longer spans are shown by the hour: 360 minutes are what a chart has room for. */
const longestMinuteSpanMs = 6 * hourMs;

/** `GET /stats` (contract §9), from the roll-up: the newest point is behind by some seconds. `GET /backlog` is as things are. */
export function statsRoutes(deps: StatsRouteDeps): Pick<RouteHandlers, "getStats" | "getBacklog"> {
  return {
    getStats: async ({ query, caller }) => {
      const { bucket, orgId } = caller;
      const nowMs = deps.clock.nowMs();
      const untilMs = query.until === undefined ? nowMs : Date.parse(query.until);
      const sinceMs = Math.max(
        query.since === undefined ? untilMs - defaultSpanMs : Date.parse(query.since),
        logFromMs(deps),
      );
      if (query.since !== undefined && Date.parse(query.since) >= untilMs) {
        throw fieldError("since", "must be before until");
      }
      const byMinute = untilMs - sinceMs <= longestMinuteSpanMs && sinceMs >= nowMs - minutesKeptMs;
      const unitMs = byMinute ? 60_000 : hourMs;
      const answer = (points: Stats["points"]): { status: 200; body: Stats } => ({
        status: 200,
        body: {
          interval_s: byMinute ? 60 : 3600,
          since: new Date(sinceMs).toISOString(),
          until: new Date(untilMs).toISOString(),
          points,
        },
      });
      const subscriptionId = query.webhook_id === undefined ? null : decodeId("subscription", query.webhook_id);
      if (query.webhook_id !== undefined && subscriptionId === null) return answer([]);
      // The first point may begin before the span: a minute or an hour is shown whole.
      const fromMs = Math.floor(sinceMs / unitMs) * unitMs;
      const grain = byMinute ? "minute" : "hour";
      const input = { bucket, orgId, subscriptionId, fromMs, toMs: untilMs, grain } as const;
      const slots = await withinTime(readPage(deps.database, (connection) => readStats(connection, input)));
      return answer(slots.map(presentSlot));
    },

    getBacklog: async ({ caller }) => {
      const { bucket, orgId } = caller;
      const { pending, oldestCreatedAtMs } = await withinTime(readBacklog(deps.database, { bucket, orgId }));
      const oldest = oldestCreatedAtMs === null ? null : new Date(oldestCreatedAtMs).toISOString();
      return { status: 200, body: { pending, oldest_created_at: oldest } };
    },
  };
}

function presentSlot(slot: StatsSlot): Stats["points"][number] {
  const { succeeded, exhausted, rejected, paused, cancelled, attempts } = slot;
  return {
    at: new Date(slot.slotMs).toISOString(),
    succeeded,
    failed: exhausted + rejected + paused,
    exhausted,
    rejected,
    paused,
    cancelled,
    attempts,
    latency_p50_ms: latencyQuantile(slot.latencyCounts, 0.5),
    latency_p95_ms: latencyQuantile(slot.latencyCounts, 0.95),
    latency_p99_ms: latencyQuantile(slot.latencyCounts, 0.99),
  };
}
