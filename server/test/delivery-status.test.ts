// What each status does to a delivery, and failures before any status: contract §8.
import { createServer } from "node:net";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readAttempts, readDue, waitForAttempts } from "../../tests/support/delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "../../tests/support/engine.ts";
import { type HostileReceiver, startHostileReceiver } from "../../tests/support/hostile-receivers.ts";
import { answeringTls, endPeers, listening } from "./loopback-peers.ts";

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine({ schedule: [600, 1200] });
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
});
afterEach(endPeers);

/** Delivers one event to each URL; gives the rows and what is still due, in the order of the URLs. */
async function deliver(urls: readonly string[]) {
  const { orgId } = await test.addOrganization();
  const before = (await readAttempts(test)).length;
  const ids: string[] = [];
  for (const url of urls) ids.push((await test.addSubscription(orgId, url)).subscriptionId);
  await test.engine.acceptor.accept(completedEvent(orgId, "a task"));
  const rows = await waitForAttempts(test, before + urls.length);
  const due = await readDue(test);
  return ids.map((id) => ({
    row: rows.find((row) => row.subscriptionId === id),
    due: due.find((row) => row.subscriptionId === id),
  }));
}

async function withStatuses<T>(
  statuses: readonly number[],
  use: (receivers: readonly HostileReceiver[]) => Promise<T>,
): Promise<T> {
  const receivers = await Promise.all(
    statuses.map((status) =>
      startHostileReceiver({
        onRequest: (socket) =>
          void socket.write(
            `HTTP/1.1 ${status} Said\r\nDate: today\r\n${status === 204 ? "" : "Content-Length: 4\r\n\r\nsaid"}${status === 204 ? "\r\n" : ""}`,
          ),
      }),
    ),
  );
  try {
    return await use(receivers);
  } finally {
    for (const receiver of receivers) await receiver.close();
  }
}

describe("a status", () => {
  it.each([
    { what: "2xx is success", statuses: [200, 201, 202, 204, 206, 299], outcome: "succeeded", failure: null },
    {
      what: "4xx is final",
      statuses: [400, 401, 404, 408, 410, 422, 429, 499],
      outcome: "failed",
      failure: "rejected",
    },
  ])("$what", async ({ statuses, outcome, failure }) => {
    await withStatuses(statuses, async (receivers) => {
      const results = await deliver(receivers.map((receiver) => receiver.url));
      for (const [index, { row, due }] of results.entries()) {
        expect(row).toMatchObject({ httpStatus: statuses[index], outcome, failure, final: true, errorCode: null });
        expect(row).toMatchObject({ remainingMs: [], responseHeaders: { date: "today" }, attempt: 1 });
        expect(row?.responseBody).toBe(statuses[index] === 204 ? "" : "said");
        expect(due).toBeUndefined();
        expect(receivers[index]?.requests()).toBe(1);
      }
    });
  });

  it.each([
    { what: "3xx is tried again", statuses: [300, 301, 302, 303, 304, 307, 308, 399] },
    { what: "5xx is tried again", statuses: [500, 502, 503, 504, 599] },
  ])("$what", async ({ statuses }) => {
    await withStatuses(statuses, async (receivers) => {
      const results = await deliver(receivers.map((receiver) => receiver.url));
      for (const [index, { row, due }] of results.entries()) {
        expect(row).toMatchObject({ httpStatus: statuses[index], outcome: "failed", failure: null, final: false });
        expect(row).toMatchObject({ errorCode: null, responseHeaders: { date: "today" } });
        expect(row?.remainingMs).toHaveLength(2);
        expect(due).toMatchObject({ attempt: 1, step: 1, interruptions: 0, leaseToken: null });
        expect(receivers[index]?.requests()).toBe(1);
      }
    });
  });
});

interface RedirectCase {
  url: string;
  stage: string;
  why: string;
  response: { status: number; headers: { location: string } };
}
const ssrfCases: RedirectCase[] = JSON.parse(
  readFileSync(new URL("security/ssrf-cases.json", import.meta.url), "utf8"),
);
const redirects = ssrfCases.filter(({ stage }) => stage === "response");

describe("a redirect", () => {
  it("has its cases", () => {
    expect(redirects).toHaveLength(5);
  });

  it.each(redirects)("is not followed: $why", async ({ url, response }) => {
    const head = `HTTP/1.1 ${response.status} Elsewhere\r\nLocation: ${response.headers.location}\r\nContent-Length: 0\r\n\r\n`;
    const receiver = await startHostileReceiver({ onRequest: (socket) => void socket.write(head) });
    const { pathname, search } = new URL(url);
    const [result] = await deliver([`http://127.0.0.1:${receiver.port}${pathname}${search}`]);
    expect(result?.row).toMatchObject({
      httpStatus: response.status,
      outcome: "failed",
      final: false,
      errorCode: null,
      responseHeaders: { location: response.headers.location },
    });
    expect(receiver.connections()).toBe(1);
    expect(receiver.requests()).toBe(1);
    await receiver.close();
  });

  it("to a place of its own is not followed either", async () => {
    const target = await startHostileReceiver({ onRequest: (socket) => void socket.end() });
    const head = `HTTP/1.1 307 Elsewhere\r\nLocation: ${target.url}\r\nContent-Length: 0\r\n\r\n`;
    const receiver = await startHostileReceiver({ onRequest: (socket) => void socket.write(head) });
    const [result] = await deliver([receiver.url]);
    expect(result?.row).toMatchObject({ httpStatus: 307, responseHeaders: { location: target.url } });
    expect(target.connections()).toBe(0);
    await receiver.close();
    await target.close();
  });
});

describe("before any status", () => {
  it("each failure has its word, and the delivery goes by its schedule", async () => {
    const gone = createServer();
    const { port: closedPort } = await listening(gone);
    await endPeers();
    const { port: tlsPort } = await listening(answeringTls());
    const results = await deliver([
      `http://127.0.0.1:${closedPort}/hook`,
      `https://127.0.0.1:${tlsPort}/hook`,
      "https://no-such-name.example.com/hook",
      "https://10.0.0.1/hook",
      "ftp://127.0.0.1/hook",
    ]);
    const words = ["connection_refused", "tls_error", "dns_error", "url_not_allowed", "url_not_allowed"];
    for (const [index, { row, due }] of results.entries()) {
      expect(row).toMatchObject({ errorCode: words[index], httpStatus: null, responseBody: null, outcome: "failed" });
      expect(row).toMatchObject({ final: false, responseTruncated: false, responseHeaders: null });
      expect(due).toMatchObject({ attempt: 1, step: 1 });
    }
    // Nothing was signed where nothing was sent at all.
    expect(results.map(({ row }) => row?.signedAtS !== null)).toEqual([true, true, true, false, false]);
  });
});

describe("a kept connection", () => {
  it("that the receiver closed while it was idle is not used again", async () => {
    const receiver = await startHostileReceiver({
      onRequest: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        setTimeout(() => socket.destroy(), 50);
      },
    });
    const { orgId } = await test.addOrganization();
    const { subscriptionId } = await test.addSubscription(orgId, receiver.url);
    for (let n = 1; n <= 5; n++) {
      await test.engine.acceptor.accept(completedEvent(orgId, `task ${n}`));
      await expect.poll(() => receiver.requests()).toBe(n);
      await expect.poll(() => receiver.open()).toBe(0);
    }
    await expect
      .poll(async () =>
        (await readAttempts(test)).filter((row) => row.subscriptionId === subscriptionId).map((row) => row.outcome),
      )
      .toEqual(Array.from({ length: 5 }, () => "succeeded"));
    expect(receiver.connections()).toBe(5);
    await receiver.close();
  });

  it("is used again at once, and closed by us before a receiver's usual 5 s are over", async () => {
    const receiver = await startHostileReceiver({
      onRequest: (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    });
    const { orgId } = await test.addOrganization();
    await test.addSubscription(orgId, receiver.url);
    for (let n = 1; n <= 3; n++) {
      await test.engine.acceptor.accept(completedEvent(orgId, `task ${n}`));
      await expect.poll(() => receiver.requests()).toBe(n);
    }
    const idleSinceMs = performance.now();
    expect(receiver.connections()).toBe(1);
    await expect.poll(() => receiver.open(), { timeout: 6000, interval: 50 }).toBe(0);
    expect(performance.now() - idleSinceMs).toBeLessThan(4900);
    await receiver.close();
  });
});
