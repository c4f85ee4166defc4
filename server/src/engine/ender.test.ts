import { expect, it } from "vitest";
import { pauseAfterLook } from "./ender.ts";

it.each([
  { tookMs: 0, pauseMs: 1000, why: "a quick look" },
  { tookMs: 360, pauseMs: 3600, why: "100,000 destinations that wait" },
  { tookMs: 5000, pauseMs: 30_000, why: "a look that had to wait for a lock" },
])("after $why the next one is $pauseMs ms away", ({ tookMs, pauseMs }) => {
  expect(pauseAfterLook(tookMs)).toBe(pauseMs);
});
