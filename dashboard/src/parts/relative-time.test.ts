import { expect, test } from "vitest";
import { duration, relativeTime } from "./relative-time.ts";

test("an instant is told in its largest unit, both ways", () => {
  const now = 1_800_000_000_000;
  const at = (seconds: number): string => relativeTime(now + seconds * 1000, now);
  expect([at(-1), at(-45), at(-61), at(-7300), at(-90_000), at(12)]).toEqual([
    "now",
    "45s ago",
    "1m ago",
    "2h ago",
    "1d ago",
    "in 12s",
  ]);
});

test("a length of time has two units at most, and never sixty of one", () => {
  expect([0, 340, 2400, 59_600, 200_000, 3_600_000, 7_500_000, 86_399_000, 90_000_000].map(duration)).toEqual([
    "0 ms",
    "340 ms",
    "2.4 s",
    "60 s",
    "3 min 20 s",
    "1 h",
    "2 h 5 min",
    "1 d",
    "1 d 1 h",
  ]);
});
