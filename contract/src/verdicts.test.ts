import { expect, test } from "vitest";
import { attemptErrorCodes } from "./log-filters.ts";
import { clockSkewS, hintsOf, verdictOf, verdicts } from "./verdicts.ts";

const answered = (http_status: number) => ({ http_status, error_code: null });

test("every error code and every usual status has a verdict of its own", () => {
  const codes = verdicts.map((verdict) => verdict.code);
  expect(codes).toEqual(expect.arrayContaining([...attemptErrorCodes]));
  for (const status of [301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 413, 415, 422, 429, 502, 503, 504]) {
    expect(verdictOf(answered(status))?.code).toBe(String(status));
  }
  expect(new Set(codes).size).toBe(codes.length);
});

test("any other status falls to its class, and what is no status at all to the last row", () => {
  expect(verdictOf(answered(204))?.code).toBe("2xx");
  expect(verdictOf(answered(418))?.code).toBe("4xx");
  expect(verdictOf(answered(599))?.code).toBe("5xx");
  expect(verdictOf(answered(600))?.code).toBe("other");
  expect(verdictOf(answered(101))?.code).toBe("other");
});

test("a 4xx is final and everything else is retried, as the schedule has it", () => {
  for (const { code, retried } of verdicts) expect([code, retried]).toEqual([code, !/^[24]/.test(code)]);
});

test("what may be retried promises neither an attempt nor a resend: the delivery may have ended, or be on its way", () => {
  const promising = verdicts.filter(
    ({ meaning, mend, retried }) => retried && /again|schedule|resend/i.test(`${meaning} ${mend}`),
  );
  expect(promising).toEqual([]);
});

test("an error comes before a status, and what has neither has no verdict", () => {
  expect(verdictOf({ http_status: 200, error_code: "timeout" })?.code).toBe("timeout");
  expect(verdictOf({ http_status: null, error_code: null })).toBeNull();
});

test("hints say where a redirect leads and how far a clock is off", () => {
  const none = { http_status: 308, error_code: null, signed_at_s: 1_800_000_000, response_headers: {} };
  expect(hintsOf(none)).toEqual([]);
  expect(hintsOf({ ...none, response_headers: { location: "https://b.example/" } })).toEqual([
    "It redirects to https://b.example/",
  ]);
  const date = new Date((1_800_000_000 + 420) * 1000).toUTCString();
  const off = { ...none, http_status: 400, response_headers: { date } };
  expect(clockSkewS(off)).toBe(420);
  expect(hintsOf(off)).toEqual(["Your server's clock is 7 min ahead by its Date header"]);
  expect(hintsOf({ ...off, http_status: 500 })).toEqual([]);
});
