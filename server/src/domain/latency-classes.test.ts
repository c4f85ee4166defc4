import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latencyClass, latencyQuantile } from "./latency-classes.ts";

function countsOf(latenciesMs: readonly number[]): number[] {
  const counts: number[] = [];
  for (const latencyMs of latenciesMs) {
    const index = latencyClass(latencyMs);
    while (counts.length <= index) counts.push(0);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

describe("latency classes", () => {
  it("number what settings allow from 0 to 68", () => {
    expect([0, 0.9, 1, 2, 120_000].map(latencyClass)).toEqual([0, 0, 1, 5, 68]);
  });

  it("give a quantile within 10 % of the exact one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (latenciesMs, q) => {
          const sorted = latenciesMs.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0;
          const approximate = latencyQuantile(countsOf(latenciesMs), q) ?? 0;
          expect(Math.abs(approximate - exact)).toBeLessThanOrEqual(exact * 0.1 + 0.5);
        },
      ),
    );
  });

  it("give no quantile without attempts", () => {
    expect(latencyQuantile([], 0.95)).toBeNull();
    expect(latencyQuantile([0, 0, 0], 0.95)).toBeNull();
  });
});
