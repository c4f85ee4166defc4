import { describe, expect, it } from "vitest";
import { readRequests } from "./read-requests.ts";

describe("requests of an inbox", () => {
  it("tell their event, task and whether their signature is right", () => {
    const request = {
      request_id: "1",
      received_at: "2026-01-01T00:00:00.000Z",
      body: '{"event":"run.completed","task_id":"task_1"}',
      verification: { verified: true, message: "Both match." },
    };
    expect(readRequests({ requests: [request] })).toMatchObject([
      { event: "run.completed", taskId: "task_1", isVerified: true, message: "Both match." },
    ]);
  });

  it("are shown whatever they hold", () => {
    expect(readRequests({ requests: [{ request_id: "1", body: "not JSON" }, null] })).toMatchObject([
      { body: "not JSON", taskId: null, isVerified: false },
      { body: "", taskId: null, isVerified: false },
    ]);
    expect(readRequests("no")).toEqual([]);
  });
});
