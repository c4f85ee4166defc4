import type { Stats } from "@overten/contract";
import { describe, expect, it } from "vitest";
import { seriesOf, totalsOf } from "./series.ts";

const point = {
  at: "2026-01-01T00:02:00.000Z",
  succeeded: 3,
  failed: 1,
  exhausted: 0,
  rejected: 1,
  paused: 0,
  cancelled: 0,
  attempts: 4,
  latency_p50_ms: 10,
  latency_p95_ms: 20,
  latency_p99_ms: 30,
};
const stats: Stats = {
  interval_s: 60,
  since: "2026-01-01T00:00:30.000Z",
  until: "2026-01-01T00:03:30.000Z",
  points: [point],
};

describe("what a chart draws", () => {
  it("has a value for every slot, of empty ones too", () => {
    const series = seriesOf(stats);
    expect(series.at.map((slot) => new Date(slot * 1000).toISOString().slice(14, 19))).toEqual([
      "00:00",
      "01:00",
      "02:00",
      "03:00",
    ]);
    expect(series.ended).toEqual([0, 0, 4, 0]);
    expect(series.succeeded).toEqual([0, 0, 3, 0]);
    expect(series.successPercent).toEqual([null, null, 75, null]);
    expect(series.p95Ms).toEqual([null, null, 20, null]);
  });

  it("has no rate where nothing ended", () => {
    expect(totalsOf(stats)).toEqual({ succeeded: 3, failed: 1, successRate: 0.75 });
    expect(totalsOf({ ...stats, points: [] }).successRate).toBeNull();
  });
});
