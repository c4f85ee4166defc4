import { describe, expect, it } from "vitest";
import { toldAfterMs } from "./told.ts";

const task = { finished_at: "2026-01-01T00:00:10.000Z" };
const attempt = (outcome: "succeeded" | "failed", second: string) =>
  ({ outcome, started_at: `2026-01-01T00:00:${second}Z`, latency_ms: 100 }) as const;

describe("when a customer was told", () => {
  it("is the end of the first attempt that succeeded", () => {
    const attempts = [attempt("succeeded", "14.000"), attempt("succeeded", "11.300"), attempt("failed", "10.000")];
    expect(toldAfterMs(task, attempts)).toBe(1400);
  });

  it("is unknown while nobody answered well, and while the task goes on", () => {
    expect(toldAfterMs(task, [attempt("failed", "10.000")])).toBeNull();
    expect(toldAfterMs({ finished_at: null }, [attempt("succeeded", "11.000")])).toBeNull();
  });
});
