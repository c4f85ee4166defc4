import { describe, expect, test } from "vitest";
import { loopbackTargets, parseAllowTargets, publicTargets } from "./target-allow.ts";

test("development's loopback is what the setting would give", () => {
  expect(parseAllowTargets("127.0.0.0/8, ::1, localhost")).toEqual({ ok: true, allow: loopbackTargets });
});

test.each(["", " ", ",", " , "])("%j allows nothing", (text) => {
  expect(parseAllowTargets(text)).toEqual({ ok: true, allow: publicTargets });
});

test("names are kept as URLs carry them", () => {
  const parsed = parseAllowTargets("Receiver.Internal., bücher.example,postgres,a_b.c");
  expect(parsed.ok && [...parsed.allow.hostNames]).toEqual([
    "receiver.internal",
    "xn--bcher-kva.example",
    "postgres",
    "a_b.c",
  ]);
});

describe("what is wrong is said, all of it at once", () => {
  test.each([
    ["http://receiver.internal", "is a URL"],
    ["*.internal", "has a wildcard"],
    ["10.0.0.1/8", "is not a range"],
    ["10.0.0.0/40", "is not a range"],
    ["receiver:8080", "has a port"],
    ["127.0.0.1:8080", "has a port"],
    ["[::1]", "has brackets"],
    ["127.1", "is not an address"],
    ["0x7f000001", "is not an address"],
    ["2130706433", "is not an address"],
    ["fe80::1%eth0", "is not an address"],
    ["two words", "is not an address"],
    ["user@host", "is not an address"],
    ["a..b", "is not an address"],
  ])("%s %s", (entry, problem) => {
    const parsed = parseAllowTargets(`10.0.0.0/8, ${entry}, a..b`);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.problems).toHaveLength(2);
    expect(!parsed.ok && parsed.problems[0]).toContain(`${JSON.stringify(entry)} ${problem}`);
  });
});
