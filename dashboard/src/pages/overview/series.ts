import type { Stats, StatsPoint } from "@overten/contract";

/** Spans to choose from, by their name in the address. */
export const spans = {
  "1h": { label: "1 h", ms: 3_600_000 },
  "24h": { label: "24 h", ms: 86_400_000 },
  "7d": { label: "7 days", ms: 7 * 86_400_000 },
  "30d": { label: "30 days", ms: 30 * 86_400_000 },
} as const;
export type SpanName = keyof typeof spans;

/** One value for each slot of the span, empty ones too, in order of time. */
export interface Series {
  /** Unix seconds at which each slot begins. */
  at: number[];
  succeeded: number[];
  /** Succeeded and failed together: the bar behind that of the succeeded. */
  ended: number[];
  /** 0 to 100; null where nothing ended. */
  successPercent: (number | null)[];
  p50Ms: (number | null)[];
  p95Ms: (number | null)[];
  p99Ms: (number | null)[];
}

/** The server leaves empty slots out; a chart without them would draw an outage as a slope. */
export function seriesOf(stats: Stats): Series {
  const known = new Map(stats.points.map((point) => [Date.parse(point.at) / 1000, point]));
  const first = Math.floor(Date.parse(stats.since) / 1000 / stats.interval_s) * stats.interval_s;
  const last = Date.parse(stats.until) / 1000;
  const at: number[] = [];
  for (let slot = first; slot < last; slot += stats.interval_s) at.push(slot);
  const each = <Value>(valueOf: (point: StatsPoint | undefined) => Value): Value[] =>
    at.map((slot) => valueOf(known.get(slot)));
  return {
    at,
    succeeded: each((point) => point?.succeeded ?? 0),
    ended: each((point) => (point === undefined ? 0 : point.succeeded + point.failed)),
    successPercent: each((point) =>
      point === undefined || point.succeeded + point.failed === 0
        ? null
        : (100 * point.succeeded) / (point.succeeded + point.failed),
    ),
    p50Ms: each((point) => point?.latency_p50_ms ?? null),
    p95Ms: each((point) => point?.latency_p95_ms ?? null),
    p99Ms: each((point) => point?.latency_p99_ms ?? null),
  };
}

export interface Totals {
  succeeded: number;
  failed: number;
  /** 0 to 1; null where nothing ended. */
  successRate: number | null;
}

export function totalsOf(stats: Stats): Totals {
  const sum = (name: "succeeded" | "failed"): number => stats.points.reduce((total, point) => total + point[name], 0);
  const [succeeded, failed] = [sum("succeeded"), sum("failed")];
  return { succeeded, failed, successRate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed) };
}
