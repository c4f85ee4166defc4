import { describe, expect, it } from "vitest";
import { createClock } from "./clock.ts";

/** A machine whose clocks the test moves: sleeping is what it cannot do for real. */
function machineAt(wallMs: number): {
  sources: { monotonicMs: () => number; wallMs: () => number };
  run: (ms: number) => void;
  sleep: (ms: number) => void;
} {
  let monotonic = 5000;
  let wall = wallMs;
  return {
    sources: { monotonicMs: () => monotonic, wallMs: () => wall },
    run(ms) {
      monotonic += ms;
      wall += ms;
    },
    sleep(ms) {
      wall += ms;
    },
  };
}

const startMs = 1_780_000_000_000;
const hourMs = 3_600_000;

/** One answer of the database, 2 ms after it was asked. */
function learn(clock: ReturnType<typeof createClock>, databaseMs: number): void {
  const askedAtMs = clock.monotonicMs() - 1;
  clock.learn({ databaseMs, askedAtMs, answeredAtMs: askedAtMs + 2 });
}

describe("the clock", () => {
  it("goes by the database's time, whatever this machine's says", () => {
    const machine = machineAt(startMs + 2 * hourMs);
    const clock = createClock(machine.sources);
    learn(clock, startMs);
    machine.run(1500);
    expect(clock.nowMs()).toBe(startMs + 1500);
    expect(clock.isTrusted()).toBe(true);
  });

  it("is not to be trusted after the machine slept, until the database was asked", () => {
    const machine = machineAt(startMs);
    const clock = createClock(machine.sources);
    learn(clock, startMs);
    machine.run(10_000);
    machine.sleep(hourMs);
    expect(clock.isTrusted()).toBe(false);
    learn(clock, startMs + 10_000 + hourMs);
    expect(clock.isTrusted()).toBe(true);
    expect(clock.nowMs()).toBe(startMs + 10_000 + hourMs);
  });

  it("asks anew when somebody sets this machine's time, and stays as it was", () => {
    const machine = machineAt(startMs);
    const clock = createClock(machine.sources);
    learn(clock, startMs);
    machine.sleep(-3 * hourMs);
    expect(clock.isTrusted()).toBe(false);
    learn(clock, startMs);
    expect([clock.isTrusted(), clock.nowMs()]).toEqual([true, startMs]);
  });

  it("takes a slow drift between the machine's clocks for what it is", () => {
    const machine = machineAt(startMs);
    const clock = createClock(machine.sources);
    learn(clock, startMs);
    machine.sleep(400);
    expect(clock.isTrusted()).toBe(true);
  });
});
