import { expect, test } from "vitest";
import { byteSize, countUpTo } from "./numbers.ts";

test("a size is told in its largest unit, and never in a thousand of one", () => {
  expect([0, 812, 999.4, 1000, 8_420_000, 999_600_000, 4_210_000_000, 61_000_000_000_000].map(byteSize)).toEqual([
    "0 B",
    "812 B",
    "999 B",
    "1.0 kB",
    "8.4 MB",
    "1.0 GB",
    "4.2 GB",
    "61 TB",
  ]);
});

test("a count says where counting ended", () => {
  expect([0, 9999, 10_000, 12_000].map(countUpTo)).toEqual(["0", "9,999", "10,000+", "10,000+"]);
});
