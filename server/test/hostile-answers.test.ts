// Receivers whose headers are whole: the status decides, and the log keeps what it can of the rest, whatever bytes it has.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  atDeadline,
  type HostileCase,
  type HostileRun,
  runHostileCases,
  soon,
} from "../../tests/support/hostile-cases.ts";
import { answers, answersAndEnds, answersAndResets, drips, floods } from "../../tests/support/hostile-receivers.ts";

const ok = "HTTP/1.1 200 OK\r\n";
const withBody = (body: string | Buffer, headers = ""): Buffer =>
  Buffer.concat([
    Buffer.from(`${ok}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`, "latin1"),
    Buffer.from(body),
  ]);
const succeeded = {
  outcome: "succeeded",
  final: true,
  failure: null,
  httpStatus: 200,
  errorCode: null,
  remainingMs: [],
};
const whole = (responseBody: unknown): object => ({ ...succeeded, responseBody, responseTruncated: false });
const cut = (responseBody: unknown): object => ({ ...succeeded, responseBody, responseTruncated: true });
const someDrips = expect.stringMatching(/^x{4,8}$/);
const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));

const cases: HostileCase[] = [
  soon("says 103 first", answers(`HTTP/1.1 103 Early Hints\r\n\r\n${withBody("ok").toString()}`), whole("ok")),
  atDeadline("drips a body of 200", drips(`${ok}Content-Length: 1000\r\n\r\n`, "x", 200), cut(someDrips)),
  atDeadline("drips a body of 500", drips("HTTP/1.1 500 No\r\n\r\n", "x", 200), {
    outcome: "failed",
    final: false,
    httpStatus: 500,
    errorCode: null,
    responseBody: someDrips,
    responseTruncated: true,
  }),
  atDeadline("drips a body of 404", drips("HTTP/1.1 404 No\r\n\r\n", "x", 200), {
    outcome: "failed",
    final: true,
    failure: "rejected",
    httpStatus: 404,
    responseTruncated: true,
  }),
  soon("sends a body without end", floods(`${ok}\r\n`, Buffer.alloc(65_536, "y")), cut("y".repeat(1024))),
  soon("resets within the body", answersAndResets(`${ok}Content-Length: 10\r\n\r\nabc`), cut("abc")),
  soon("closes within the body", answersAndEnds(`${ok}Content-Length: 10\r\n\r\nabc`), cut("abc")),
  soon("resets after the body", answersAndResets(withBody("done").toString()), whole("done")),
  soon("sends more than it said", answers(`${ok}Content-Length: 2\r\n\r\nabcd`), whole("ab")),
  soon("breaks a chunk", answers(`${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`), cut("abc")),
  soon("answers twice", answers(Buffer.concat([withBody("one"), withBody("two")])), whole("one")),
  soon("ends its body by closing", answersAndEnds("HTTP/1.0 200 OK\r\n\r\nold"), whole("old")),
  soon(
    "answers before it has read",
    {
      onConnect: (socket) => void socket.once("data", () => socket.end("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")),
    },
    { outcome: "failed", final: true, failure: "rejected", httpStatus: 401, errorCode: null },
  ),
  soon("answers with nothing", answers(withBody("")), whole("")),
  soon("answers with a NUL", answers(withBody("a\0b")), whole("a\ufffdb")),
  soon("answers with broken UTF-8", answers(withBody(Buffer.from([0x61, 0xff, 0xc3, 0x62]))), whole("a\ufffd\ufffdb")),
  soon("answers with half a character", answers(withBody(Buffer.from([0x61, 0xe2, 0x82]))), whole("a\ufffd")),
  soon("answers with a character across the cut", answers(withBody(`${"a".repeat(1022)}€`)), cut("a".repeat(1022))),
  soon("answers with what just fits", answers(withBody(`${"a".repeat(1021)}€`)), whole(`${"a".repeat(1021)}€`)),
  soon("answers with four bytes too many", answers(withBody(`${"a".repeat(1021)}🧾b`)), cut("a".repeat(1021))),
  soon("answers with NULs alone", answers(withBody(Buffer.alloc(1024))), cut("\ufffd".repeat(341))),
  soon("answers with a script", answers(withBody("<script>alert(1)</script>")), whole("<script>alert(1)</script>")),
  soon("answers with JSON 5,000 deep", answers(withBody("[".repeat(5000))), cut("[".repeat(1024))),
  soon(
    "answers with a gzip bomb",
    answers(withBody(bomb, "Content-Encoding: gzip\r\n")),
    cut(expect.stringMatching(/^\u001f\ufffd[\b]/)),
  ),
  soon("answers with bytes in headers", answers(withBody("", "Content-Type: caf\u00e9\r\n")), {
    ...whole(""),
    responseHeaders: { "content-type": "caf\u00e9" },
  }),
  soon(
    "answers with many long headers",
    answers(withBody("", `Content-Type: ${"t".repeat(5000)}\r\nRetry-After: 5\r\nRetry-After: 6\r\nX-Other: no\r\n`)),
    { ...whole(""), responseHeaders: { "content-type": "t".repeat(1024), "retry-after": "5, 6" } },
  ),
];

let run: HostileRun;
beforeAll(async () => {
  run = await runHostileCases(cases);
});
afterAll(async () => {
  await run[Symbol.asyncDispose]();
});

describe("a receiver that", () => {
  it.each(cases)("$name", ({ name, fromMs, toMs, row }) => {
    const logged = run.rows.get(name);
    expect(logged).toMatchObject(row);
    expect(Buffer.byteLength(logged?.responseBody ?? "")).toBeLessThanOrEqual(1024);
    expect(logged?.latencyMs).toBeGreaterThanOrEqual(fromMs);
    expect(logged?.latencyMs).toBeLessThanOrEqual(toMs);
    expect(run.receivers.get(name)?.connections()).toBe(1);
  });
});

describe("after them all", () => {
  it("no slot is held, and what is left unread is cut off instead of read", async () => {
    expect(run.test.engine.inFlight()).toBe(0);
    await expect.poll(() => run.receivers.get("sends a body without end")?.open()).toBe(0);
    // What the system's buffers on loopback take beside the 64 KiB that are read.
    expect(run.receivers.get("sends a body without end")?.bytesWritten()).toBeLessThan(16 * 1024 * 1024);
    expect(bomb.length).toBeGreaterThan(64 * 1024);
  });
});
