import { describe, expect, it } from "vitest";
import { createClock } from "./clock.ts";
import { createDatabaseHealth } from "./database-health.ts";

/** Health on a machine whose time the test moves: minutes of it pass here. */
function start(): { health: ReturnType<typeof createDatabaseHealth>; run: (ms: number) => void } {
  let nowMs = 0;
  const clock = createClock({ monotonicMs: () => nowMs, wallMs: () => nowMs });
  return { health: createDatabaseHealth(clock), run: (ms) => void (nowMs += ms) };
}

/** The database is asked for its time every 2 s. */
function answerFor(of: ReturnType<typeof start>, ms: number): void {
  for (let passedMs = 0; passedMs < ms; passedMs += 2000) {
    of.run(2000);
    of.health.answered();
  }
}

const tooMany = Object.assign(new Error("sorry, too many clients already"), { code: "53300" });

describe("the time since the last outage", () => {
  it("grows while one connection in ten seconds is refused, or no dead node's deliveries would be taken back", () => {
    const node = start();
    for (let times = 0; times < 6; times++) {
      answerFor(node, 10_000);
      expect(node.health.failed(tooMany)).toBe(true);
      expect([node.health.isAvailable(), node.health.availableForMs()]).toEqual([false, 0]);
    }
    answerFor(node, 2000);
    expect([node.health.isAvailable(), node.health.availableForMs()]).toEqual([true, 62_000]);
  });

  it("begins anew after one, whether it was seen to fail or only silent", () => {
    for (const failed of [true, false]) {
      const node = start();
      answerFor(node, 10_000);
      if (failed) node.health.failed(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
      node.run(20_000);
      expect(node.health.availableForMs()).toBe(0);
      node.health.answered();
      expect(node.health.availableForMs()).toBe(0);
      answerFor(node, 4000);
      expect(node.health.availableForMs()).toBe(4000);
    }
  });
});
