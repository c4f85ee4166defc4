import { expect, test } from "vitest";
import { healthStatus, percent } from "./webhook-health.ts";

const health = (success_rate: number | null) => ({
  success_rate,
  last_success_at: null,
  last_failure_at: null,
  latency_p95_ms: null,
  pending: 0,
  oldest_pending_at: null,
});

test("a webhook is judged by the share that succeeded, unless it is paused or quiet", () => {
  const of = (rate: number | null) => healthStatus({ active: true }, health(rate));
  expect([of(null), of(1), of(0.99), of(0.98), of(0.49)]).toEqual([
    "quiet",
    "healthy",
    "healthy",
    "unsteady",
    "failing",
  ]);
  expect(healthStatus({ active: false }, health(0))).toBe("paused");
  expect(healthStatus({ active: true }, undefined)).toBeNull();
});

test("a share is rounded down: one failure in ten thousand is not 100 %", () => {
  expect([1, 0.99999, 0.5, 0].map(percent)).toEqual(["100 %", "99.9 %", "50.0 %", "0.0 %"]);
});
