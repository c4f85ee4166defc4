import { describe, expect, it } from "vitest";
import { addLatencyCounts, latencyClass, latencyClassBoundsMs, latencyQuantile } from "./latency-classes.ts";

function counted(latenciesMs: readonly number[]): number[] {
  const counts: number[] = [];
  for (const latencyMs of latenciesMs) addLatencyCounts(counts, latencyClass(latencyMs), 1);
  return counts;
}

describe("latency classes", () => {
  it("begin where their bounds say, each bound in the class that it opens", () => {
    expect(latencyClass(0)).toBe(0);
    for (const [index, bound] of latencyClassBoundsMs.entries()) {
      expect(latencyClass(bound)).toBe(index + 1);
      expect(latencyClass(bound - 1)).toBeLessThan(index + 1);
    }
  });

  it("reach past the longest attempt that can be set", () => {
    expect(latencyClassBoundsMs.at(-1)).toBeGreaterThan(120_000);
  });

  it("give quantiles within a tenth of the true ones", () => {
    const latencies = Array.from({ length: 1000 }, (_, n) => n * n * 0.1).sort((a, b) => a - b);
    const counts = counted(latencies);
    for (const q of [0.5, 0.95, 0.99]) {
      const exact = latencies[Math.ceil(latencies.length * q) - 1] ?? 0;
      expect(Math.abs((latencyQuantile(counts, q) ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.1);
    }
  });

  it("are exact for a few small ones, and null for none", () => {
    expect(latencyQuantile(counted([3, 3, 3]), 0.5)).toBe(3);
    expect(latencyQuantile([], 0.95)).toBeNull();
    expect(latencyQuantile([0, 0], 0.95)).toBeNull();
  });
});
