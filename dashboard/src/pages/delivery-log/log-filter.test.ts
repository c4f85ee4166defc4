import type { Attempt } from "@overten/contract";
import { describe, expect, it } from "vitest";
import { isWanted, logQueryOf, plannedInAll, readFilter, spanOf } from "./log-filter.ts";

const nowMs = Date.parse("2026-05-02T12:00:00Z");
const attempt: Attempt = {
  attempt_id: "att_1",
  delivery_id: "dlv_1",
  webhook_id: null,
  url: "https://a.example/hook",
  event: "run.completed",
  run_id: "run_1",
  task_id: "task_1",
  attempt: 3,
  outcome: "failed",
  http_status: 500,
  error_code: null,
  response_body: "",
  response_truncated: false,
  response_headers: {},
  latency_ms: 12,
  started_at: "2026-05-02T12:00:00.000Z",
  signed_at_s: 1,
  remaining_schedule: ["2026-05-02T12:01:00.000Z"],
};

function filterOf(search: string): ReturnType<typeof readFilter> {
  return readFilter(new URLSearchParams(search));
}

describe("the filter of the delivery log", () => {
  it("shows the last 24 h first, and all that is kept of one run", () => {
    expect(logQueryOf(filterOf(""), nowMs)).toEqual({ since: "2026-05-01T12:00:00.000Z" });
    expect(logQueryOf(filterOf("run_id=run_1"), nowMs)).toEqual({ run_id: "run_1" });
    expect(logQueryOf(filterOf("run_id=run_1&since=1h"), nowMs)).toMatchObject({ since: "2026-05-02T11:00:00.000Z" });
  });

  it("leaves out what the log has no such value for", () => {
    expect(filterOf("status=pending&http_status=99x&event=nope&error_code=timeout&since=x&until=y")).toEqual({
      fields: { error_code: "timeout" },
      since: "24h",
      until: null,
    });
  });

  it("takes a new attempt only when every filter has it", () => {
    expect(isWanted(filterOf("status=failed&http_status=500"), attempt)).toBe(true);
    expect(isWanted(filterOf("status=failed&http_status=501"), attempt)).toBe(false);
    expect(isWanted(filterOf("webhook_id=whk_1"), attempt)).toBe(false);
    expect(isWanted(filterOf("until=2026-05-02T12:00:00Z"), attempt)).toBe(false);
  });

  it("spans what is chosen, no further back than the log is kept and no further on than now", () => {
    const at = { nowMs, keptDays: 30 };
    const dayMs = 86_400_000;
    expect(spanOf(filterOf(""), at)).toEqual({ fromMs: nowMs - dayMs, toMs: nowMs });
    expect(spanOf(filterOf("since=all"), at)).toEqual({ fromMs: nowMs - 30 * dayMs, toMs: nowMs });
    expect(spanOf(filterOf("since=2026-01-01T00:00:00Z&until=2026-05-01T12:00:00Z"), at)).toEqual({
      fromMs: nowMs - 30 * dayMs,
      toMs: nowMs - dayMs,
    });
    expect(spanOf(filterOf("until=2027-01-01T00:00:00Z"), at).toMs).toBe(nowMs);
  });

  it("counts the planned attempts from what remains, and from the schedule where nothing does", () => {
    expect(plannedInAll(attempt, 7)).toBe(4);
    expect(plannedInAll({ ...attempt, remaining_schedule: [] }, 7)).toBe(8);
    expect(plannedInAll({ ...attempt, attempt: 9, remaining_schedule: [] }, 7)).toBe(9);
  });
});
