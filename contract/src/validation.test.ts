import fc from "fast-check";
import { expect, test } from "vitest";
import { textOf } from "./fields.ts";
import { parseBody, parseQuery } from "./routes.ts";
import type { Validation } from "./validation.ts";

function complaintsOf(result: Validation<unknown>): string[] {
  return result.outcome === "valid" ? [] : result.details.map((detail) => `${detail.path}: ${detail.message}`);
}

test("a subscription: events are folded, described exactly, and wrong ones named by their place", () => {
  const url = "https://example.com/hook";
  const good = parseBody("createWebhook", {
    url,
    events: ["run.failed", "run.completed", "run.failed"],
    description: " a\tb ",
  });
  expect(good).toEqual({
    outcome: "valid",
    value: { url, events: ["run.failed", "run.completed"], description: " a\tb " },
  });
  expect(complaintsOf(parseBody("createWebhook", { url, events: ["run.done"] }))).toEqual([
    "events.0: must be one of run.completed, run.failed",
  ]);
  expect(complaintsOf(parseBody("createWebhook", { url, events: [] }))).toEqual([
    "events: must name at least one event",
  ]);
  expect(complaintsOf(parseBody("createWebhook", {}))).toEqual(["url: is missing", "events: is missing"]);
  expect(complaintsOf(parseBody("createWebhook", undefined))).toEqual(["url: is missing", "events: is missing"]);
  expect(complaintsOf(parseBody("createWebhook", null))).toEqual([": must be a JSON object"]);
  expect(complaintsOf(parseBody("createWebhook", { url, events: ["run.failed"], evnts: 1 }))).toEqual([
    "evnts: is not a known field; check its spelling or leave it out",
  ]);
});

test("the message alone tells an end user what to mend", () => {
  expect(parseBody("createWebhook", {})).toMatchObject({
    message: "`url` is missing. There is more in details.",
  });
  expect(parseBody("createWebhook", [])).toMatchObject({ message: "The request must be a JSON object." });
});

test("characters are counted, not UTF-16 units", () => {
  const description = (text: string): string[] => complaintsOf(parseBody("updateWebhook", { description: text }));
  expect(description("🦊".repeat(500))).toEqual([]);
  expect(description("🦊".repeat(501))).toEqual(["description: must be at most 500 characters long"]);
  expect(description("x".repeat(501))).toEqual(["description: must be at most 500 characters long"]);
  expect(description("")).toEqual([]);
});

test("text is as long as its code points", () => {
  const schema = textOf(2, 5);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "é", "漢", "🦊"), maxLength: 12 }), (text) => {
      const length = Array.from(text).length;
      expect(schema.safeParse(text).success).toBe(length >= 2 && length <= 5);
    }),
  );
});

test("a generation: defaults and bounds", () => {
  expect(parseBody("generate", { prompt: "A table" })).toEqual({
    outcome: "valid",
    value: { prompt: "A table", async: false },
  });
  expect(complaintsOf(parseBody("generate", { prompt: "" }))).toEqual(["prompt: must be 1 to 10000 characters long"]);
  expect(complaintsOf(parseBody("generate", { prompt: "x".repeat(10_001) }))).toHaveLength(1);
  expect(complaintsOf(parseBody("generate", { prompt: "x", async: "yes" }))).toEqual(["async: must be true or false"]);
  expect(complaintsOf(parseBody("generate", { prompt: "x", file_name: "../a.xlsx" }))).toEqual([
    "file_name: must be a file name without / or \\",
  ]);
  // Which run and which URL are questions with answers of their own (404, url_not_allowed).
  expect(complaintsOf(parseBody("generate", { prompt: "x", run_id: "?", webhook_url: "nonsense" }))).toEqual([]);
});

test("a claim: defaults and bounds", () => {
  expect(parseBody("claimTasks", undefined)).toEqual({
    outcome: "valid",
    value: { max: 1, lease_s: 60, wait_s: 0 },
  });
  expect(complaintsOf(parseBody("claimTasks", { max: 101, lease_s: 0, wait_s: 31 }))).toEqual([
    "max: must be a whole number from 1 to 100",
    "lease_s: must be a whole number from 1 to 3600",
    "wait_s: must be a whole number from 0 to 30",
  ]);
  expect(complaintsOf(parseBody("claimTasks", { max: 1.5 }))).toEqual(["max: must be a whole number from 1 to 100"]);
});

test("a lease token of any look is well formed", () => {
  expect(complaintsOf(parseBody("heartbeatTask", { lease_token: "", progress: 0.5 }))).toEqual([]);
  expect(complaintsOf(parseBody("heartbeatTask", { lease_token: "x", progress: 1.1 }))).toEqual([
    "progress: must be from 0 to 1",
  ]);
});

test("a query: numbers come from text, limits have bounds, names are known", () => {
  expect(parseQuery("listWebhooks", {})).toEqual({ outcome: "valid", value: { limit: 50 } });
  expect(parseQuery("listDeliveries", { limit: "500", http_status: "503", status: "failed" })).toEqual({
    outcome: "valid",
    value: { limit: 500, http_status: 503, status: "failed" },
  });
  for (const limit of [
    "0",
    "501",
    "-1",
    "1.5",
    "ten",
    "",
    ["1", "2"],
    " 5",
    "5 ",
    "+5",
    "5.0",
    "1e2",
    "0x10",
    "٥",
    1.5,
  ]) {
    expect(complaintsOf(parseQuery("listWebhooks", { limit }))).toEqual([
      "limit: must be a whole number from 1 to 500",
    ]);
  }
  for (const status of ["99", "1000", " 503", "5e2", "0x1f7"]) {
    expect(complaintsOf(parseQuery("listDeliveries", { http_status: status }))).toEqual([
      "http_status: must be an HTTP status from 100 to 999",
    ]);
  }
  expect(complaintsOf(parseQuery("listAttempts", { webhook: "whk_1" }))).toEqual([
    "webhook: is not a known field; check its spelling or leave it out",
  ]);
  expect(complaintsOf(parseQuery("listAttempts", { http_status: "ok" }))).toEqual([
    "http_status: must be an HTTP status from 100 to 999",
  ]);
});

test("instants need a zone and stay the text that was sent", () => {
  const since = "2026-01-31T12:00:00.123456+01:00";
  expect(parseQuery("getStats", { since })).toEqual({ outcome: "valid", value: { since } });
  for (const wrong of ["2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "yesterday"]) {
    expect(complaintsOf(parseQuery("getStats", { since: wrong }))).toHaveLength(1);
  }
});

test("routes without a body read none, and routes without a query take none", () => {
  expect(parseBody("deleteWebhook", { x: 1 })).toEqual({ outcome: "valid", value: undefined });
  expect(parseQuery("deleteWebhook", {})).toEqual({ outcome: "valid", value: undefined });
  expect(complaintsOf(parseQuery("streamAttempts", { webhook_id: "whk_1" }))).toEqual([
    "webhook_id: is not a known field; check its spelling or leave it out",
  ]);
});
