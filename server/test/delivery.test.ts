import { describe, expect, it } from "vitest";
import { completedEvent, startTestEngine } from "../../tests/support/engine.ts";
import { startReceiver } from "../../tests/support/receiver.ts";

describe.each([1, 4] as const)("an accepted event, with %i buckets", (buckets) => {
  it("reaches every matching subscription once, and its attempts are in the log", async () => {
    await using test = await startTestEngine({ buckets });
    const receiver = await startReceiver();
    const { orgId, bucket } = await test.addOrganization();
    await test.addSubscription(orgId, `${receiver.url}/a`);
    await test.addSubscription(orgId, `${receiver.url}/b`, ["run.failed"]);
    await test.addSubscription(orgId, `${receiver.url}/c`);

    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => test.engine.acceptor.accept(completedEvent(orgId, `task ${n}`))),
    );
    expect(results.every((result) => result.outcome === "accepted")).toBe(true);
    await receiver.waitFor(100);
    await test.engine.stop();
    expect(receiver.requests).toHaveLength(100);
    expect(new Set(receiver.requests.map((request) => request.path))).toEqual(new Set(["/hook/a", "/hook/c"]));

    const counts = await test.databases.cold.run<{ due: number; attempts: number; events: number }>(
      {
        name: "counts",
        text: `select (select count(*) from due)::int as due, (select count(*) from events where bucket = $1)::int as events,
          (select count(*) from attempts where bucket = $1 and final and outcome = 'succeeded' and http_status = 200 and response_body = 'ok')::int as attempts`,
      },
      [bucket],
    );
    expect(counts[0]).toEqual({ due: 0, attempts: 100, events: 50 });
    await receiver.close();
  });

  it("is a duplicate when it comes again, also at the same moment", async () => {
    await using test = await startTestEngine({ buckets });
    const receiver = await startReceiver();
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    const results = await Promise.all(
      Array.from({ length: 50 }, () => test.engine.acceptor.accept(completedEvent(orgId, "the same"))),
    );
    expect(results.filter((result) => result.outcome === "accepted")).toHaveLength(1);
    expect(results.filter((result) => result.outcome === "duplicate")).toHaveLength(49);
    expect(new Set(results.map((result) => ("eventId" in result ? result.eventId : null))).size).toBe(1);
    await receiver.waitFor(1);
    await test.engine.stop();
    expect(receiver.requests).toHaveLength(1);
    await receiver.close();
  });

  it("is retried by the schedule and not earlier", async () => {
    await using test = await startTestEngine({ buckets, schedule: [0.3, 0.6] });
    const receiver = await startReceiver();
    receiver.answerWith((_request, response) => void response.writeHead(500).end("no"));
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
    await receiver.waitFor(3);
    const [first, second, third] = receiver.requests.map((request) => request.arrivedAtMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(300);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(600);
    expect((third ?? 0) - (first ?? 0)).toBeLessThan(2500);
    expect(receiver.requests.map((request) => request.headers["x-overten-attempt"])).toEqual(["1", "2", "3"]);
    expect(new Set(receiver.requests.map((request) => request.body.toString("hex"))).size).toBe(1);
    await receiver.close();
  });
});
