// Receivers that never get as far as an answer: each attempt ends in time, and its row says what happened.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDue } from "../../tests/support/delivery-log.ts";
import { atDeadline, type HostileRun, runHostileCases, soon } from "../../tests/support/hostile-cases.ts";
import { answers, answersAndEnds, answersAndResets, drips, neverReads } from "../../tests/support/hostile-receivers.ts";

const ok = "HTTP/1.1 200 OK\r\n";
const hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
const failed = { outcome: "failed", final: false, failure: null, remainingMs: [expect.any(Number)] };
const noAnswer = { ...failed, httpStatus: null, responseBody: null, responseTruncated: false, responseHeaders: null };
const timeout = { ...noAnswer, errorCode: "timeout" };
const reset = { ...noAnswer, errorCode: "connection_reset" };
const tlsError = { ...noAnswer, errorCode: "tls_error" };
const invalid = { ...noAnswer, errorCode: "response_invalid" };
const badStatus = (httpStatus: number): object => ({ ...failed, httpStatus, errorCode: "response_invalid" });

const cases = [
  atDeadline("accepts and never reads", neverReads, timeout),
  atDeadline("reads and never answers", { onRequest: () => {} }, timeout),
  { ...atDeadline("stalls in TLS", neverReads, timeout), protocol: "https" } as const,
  {
    ...soon("speaks HTTP where TLS is due", { onConnect: (socket) => void socket.write(ok) }, tlsError),
    protocol: "https",
  } as const,
  soon("hangs up at once", { onConnect: (socket) => void socket.resume().end() }, reset),
  soon("resets before headers", answersAndResets(""), reset),
  soon("resets within headers", answersAndResets(`${ok}Content-Le`), reset),
  soon("closes within headers", answersAndEnds(`${ok}Content-Le`), reset),
  soon("closes after a 103", answersAndEnds(hints), reset),
  soon("closes after a 103 as it said", answersAndEnds(hints.replace("Link: </a>", "Connection: close")), reset),
  atDeadline("sends a header a second", drips(ok, "X-A: a\r\n", 1000), timeout),
  atDeadline("sends its headers by bytes", drips(ok, "a", 200), timeout),
  soon("sends 103 without end", drips("", hints.repeat(50), 10), invalid),
  atDeadline("sends a few 103 and no more", answers(hints.repeat(16)), timeout),
  soon("sends 1 MB of headers", answers(`${ok}${`X-A: ${"a".repeat(990)}\r\n`.repeat(1000)}\r\n`), invalid),
  soon("sends a control character in a header", answers(`${ok}X-A: a\u0001\r\nContent-Length: 0\r\n\r\n`), invalid),
  soon("answers 100 and no more", answersAndEnds("HTTP/1.1 100 Continue\r\n\r\n"), invalid),
  soon("answers 101", answers("HTTP/1.1 101 No\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), invalid),
  soon("answers a bare 101", answers("HTTP/1.1 101 No\r\n\r\n"), badStatus(101)),
  soon("answers 099", answers("HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n"), badStatus(99)),
  soon("answers 600", answersAndEnds("HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n"), badStatus(600)),
  soon("answers 999", answersAndEnds("HTTP/1.1 999 No\r\nContent-Length: 2\r\n\r\nno"), {
    ...badStatus(999),
    responseBody: "no",
  }),
  soon("answers 1000", answers("HTTP/1.1 1000 No\r\nContent-Length: 0\r\n\r\n"), invalid),
  soon("answers with bare LF", answers("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"), invalid),
  soon("does not speak HTTP", answers("220 mail ready\r\n"), invalid),
  soon("speaks HTTP/2", answers(Buffer.from("000012040000000000000300000064000400100000", "hex")), invalid),
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
    expect(logged?.latencyMs).toBeGreaterThanOrEqual(fromMs);
    expect(logged?.latencyMs).toBeLessThanOrEqual(toMs);
    expect(run.receivers.get(name)?.connections()).toBe(1);
  });
});

describe("after them all", () => {
  it("no slot is held, no connection is open, and each delivery waits for its next attempt", async () => {
    expect(run.test.engine.inFlight()).toBe(0);
    // Those that do not read never see the end of their connection.
    const readers = cases.filter(({ behaviour }) => behaviour.onRequest !== undefined).map(({ name }) => name);
    await expect.poll(() => readers.filter((name) => run.receivers.get(name)?.open() !== 0)).toEqual([]);
    const due = await readDue(run.test);
    expect(due).toHaveLength(cases.length);
    expect(due.every((row) => row.leaseToken === null && row.attempt === 1 && row.step === 1)).toBe(true);
  });
});
