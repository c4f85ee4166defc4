import { describe, expect, it } from "vitest";
import { startTestServer } from "../../tests/support/server.ts";

const event = {
  event: "run.completed",
  run_id: "run 1",
  task_id: "task 1",
  agent_name: "agent",
  format: "excel",
} as const;

describe("POST /operator/events", () => {
  it("takes an event once", async () => {
    await using server = await startTestServer();
    const { id } = await server.addOrganization();
    const first = await server.operator.call("ingestEvents", { body: { org_id: id, ...event } });
    const again = await server.operator.call("ingestEvents", { body: { org_id: id, ...event } });
    expect(first).toMatchObject({ event_id: expect.stringMatching(/^evt_[0-9A-Z]{26}$/), duplicate: false });
    expect(again).toEqual({ ...first, duplicate: true });
  });
});
