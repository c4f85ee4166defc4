import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseIngestSchema, ingestedEventSchema } from "./ingest-events.ts";
import type { ErrorDetail } from "./errors.ts";
import { validate } from "./validation.ts";

const completed = {
  org_id: "org_01HXYZ",
  event: "run.completed",
  run_id: "run_1",
  task_id: "task_1",
  agent_name: "excel_agent_api",
  format: "excel",
  status: "completed",
  download_url: "https://files.example.com/runs/01HXYZ/report.xlsx",
  edit_url: "https://app.example.com/edit/01HXYZ",
  summary: "Created a 12-row sales report with totals and a chart",
  occurred_at_ms: 1_713_312_345_678,
};
const failed = {
  org_id: "org_01HXYZ",
  event: "run.failed",
  run_id: "run_1",
  task_id: "task_1",
  agent_name: "excel_agent_api",
  format: "excel",
  error: { code: "agent_crashed", message: "The agent stopped." },
};

function detailsOf(value: unknown): ErrorDetail[] {
  const result = validate(chooseIngestSchema(value), value);
  return result.outcome === "invalid" ? result.details : [];
}

test("takes both kinds as they are", () => {
  expect(ingestedEventSchema.parse(completed)).toEqual(completed);
  expect(ingestedEventSchema.parse(failed)).toEqual(failed);
});

test("null is the same as absent, also for what belongs to the other kind", () => {
  expect(detailsOf({ ...completed, error: null, webhook_url: null, idempotency_key: null, status: null })).toEqual([]);
  expect(detailsOf({ ...failed, download_url: null, edit_url: null, summary: null, occurred_at_ms: null })).toEqual([]);
});

test.each<[string, object, ErrorDetail]>([
  [
    "an error with run.completed",
    { ...completed, error: failed.error },
    { path: "error", message: "belongs to run.failed events only; leave it out" },
  ],
  [
    "a summary with run.failed",
    { ...failed, summary: "x" },
    { path: "summary", message: "belongs to run.completed events only; leave it out" },
  ],
  ["run.failed without its error", { ...failed, error: undefined }, { path: "error", message: "is missing" }],
  [
    "another event",
    { ...completed, event: "run.started" },
    { path: "event", message: "must be one of run.completed, run.failed" },
  ],
  [
    "an unknown field",
    { ...completed, extra: 1 },
    { path: "extra", message: "is not a known field; check its spelling or leave it out" },
  ],
  [
    "an unknown field of the error",
    { ...failed, error: { ...failed.error, stack: "" } },
    { path: "error.stack", message: "is not a known field; check its spelling or leave it out" },
  ],
  ["an empty id", { ...completed, task_id: "" }, { path: "task_id", message: "must be 1 to 128 printable characters" }],
  [
    "a long id",
    { ...completed, run_id: "x".repeat(129) },
    { path: "run_id", message: "must be 1 to 128 printable characters" },
  ],
  [
    "a line break in a name",
    { ...completed, agent_name: "a\nb" },
    { path: "agent_name", message: "must be 1 to 128 printable characters" },
  ],
  [
    "half a surrogate pair",
    { ...completed, agent_name: "a\ud800" },
    { path: "agent_name", message: "must be 1 to 128 printable characters" },
  ],
  [
    "a long format",
    { ...completed, format: "x".repeat(41) },
    { path: "format", message: "must be 1 to 40 printable characters" },
  ],
  [
    "a script as link",
    { ...completed, edit_url: "javascript:alert(1)" },
    { path: "edit_url", message: "must be an http or https link of at most 4096 characters" },
  ],
  [
    "a long link",
    { ...completed, edit_url: `https://${"x".repeat(4089)}` },
    { path: "edit_url", message: "must be an http or https link of at most 4096 characters" },
  ],
  [
    "a negative time",
    { ...completed, occurred_at_ms: -1 },
    { path: "occurred_at_ms", message: "must be a whole number of milliseconds since 1970, 0 or more" },
  ],
  [
    "a broken time",
    { ...completed, occurred_at_ms: 1.5 },
    { path: "occurred_at_ms", message: "must be a whole number of milliseconds since 1970, 0 or more" },
  ],
  [
    "a long key",
    { ...completed, idempotency_key: "k".repeat(256) },
    { path: "idempotency_key", message: "must be 1 to 255 characters long" },
  ],
  ["a wrong status", { ...completed, status: "done" }, { path: "status", message: "must be completed, or absent" }],
  ["a list", [], { path: "", message: "must be a JSON object" }],
])("refuses %s", (_, event, detail) => {
  expect(detailsOf(event)).toEqual([detail]);
});

test("takes the longest of everything", () => {
  const event = {
    ...completed,
    run_id: "é".repeat(128),
    agent_name: "🦊".repeat(128),
    format: "f".repeat(40),
    download_url: `https://${"x".repeat(4088)}`,
    summary: "🦊".repeat(10_000),
    idempotency_key: "k".repeat(255),
    occurred_at_ms: 0,
  };
  expect(detailsOf(event)).toEqual([]);
});

test("a batch says which event is wrong, and holds 1 to 1,000", () => {
  expect(detailsOf({ events: [completed, { ...completed, task_id: 7 }] })).toEqual([
    { path: "events.1.task_id", message: "must be text" },
  ]);
  expect(detailsOf({ events: [] })).toEqual([{ path: "events", message: "must hold at least one event" }]);
  expect(detailsOf({ events: Array.from({ length: 1000 }, () => completed) })).toEqual([]);
  expect(detailsOf({ events: Array.from({ length: 1001 }, () => completed) })).toEqual([
    { path: "events", message: "must hold at most 1000 events" },
  ]);
  expect(detailsOf({ events: [completed], org_id: "org_1" })).toHaveLength(1);
});

test("a batch of nonsense is answered with a few details", () => {
  expect(detailsOf({ events: Array.from({ length: 1000 }, () => 1) })).toHaveLength(20);
});

test("any JSON value is judged without an exception, and what passes comes out unchanged", () => {
  const anyEvent = fc.record(
    {
      org_id: fc.anything(),
      event: fc.oneof(fc.constantFrom("run.completed", "run.failed"), fc.anything()),
      run_id: fc.oneof(fc.string(), fc.constant("run_1")),
      task_id: fc.string({ unit: "grapheme" }),
      agent_name: fc.string(),
      format: fc.string({ maxLength: 50 }),
      error: fc.oneof(fc.constant(failed.error), fc.anything()),
      occurred_at_ms: fc.oneof(fc.integer(), fc.double(), fc.constant(null)),
    },
    // What is compared strictly has its prototype compared too.
    { requiredKeys: [], noNullPrototype: true },
  );
  const oneOrMany = fc.oneof(
    anyEvent,
    fc.record({ events: fc.array(anyEvent) }, { noNullPrototype: true }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(oneOrMany, (value) => {
      const result = validate(chooseIngestSchema(value), value);
      const passedOrExplained =
        result.outcome === "valid" ? isDeepStrictEqual(result.value, value) : result.details.length > 0;
      expect(passedOrExplained).toBe(true);
    }),
  );
});
