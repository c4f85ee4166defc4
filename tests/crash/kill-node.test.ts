// kill -9 of a node with requests in flight. Leases last 30 s, so each of these takes a little longer than that.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "vitest";
import { readAttempts, readDue, waitForNothingDue } from "../support/delivery-log.ts";
import { joinLedgers, nothingFound } from "../support/ledgers.ts";
import { startProducer } from "../support/producer.ts";
import { startReceiver } from "../support/receiver.ts";
import { openCrashBase } from "./crash-base.ts";

const env = { OVERTEN_DESTINATION_CONCURRENCY: "600", OVERTEN_CONCURRENCY: "1024" };

/** I7: nothing due is waiting this long after the last fault. */
const settledWithinMs = 45_000;

describe.concurrent("a node killed with kill -9", () => {
  it("with 500 deliveries in flight loses none, and sends no more than those again", async ({ expect }) => {
    await using base = await openCrashBase();
    const startNode = () => base.startNode(env);
    const receiver = base.own(await startReceiver());
    receiver.answerWith((_request, response) => void setTimeout(() => response.end("ok"), 2000));
    const org = await base.addOrganization(receiver.url);
    let node = await startNode();
    const producer = startProducer({ url: () => node.url, orgId: org.id });
    await Promise.all(Array.from({ length: 500 }, (_, n) => producer.send(`task ${n}`)));
    await receiver.waitFor(500);
    await node.signal("SIGKILL");
    expect([...producer.ledger.values()].every((entry) => entry.answer === "acknowledged")).toBe(true);

    node = await startNode();
    await waitForNothingDue(base, settledWithinMs);
    const attempts = await readAttempts(base);
    const findings = joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts });
    const { duplicated } = findings;
    expect(findings).toEqual({ ...nothingFound(), duplicated });
    expect(duplicated).toBeGreaterThan(0);
    expect(duplicated).toBeLessThanOrEqual(500);
    expect(attempts.filter((row) => row.errorCode === "interrupted")).toHaveLength(duplicated);
    expect(attempts.filter((row) => row.final && row.outcome === "succeeded")).toHaveLength(500);
  });

  it("before an answer, and after one that it had not recorded, sends each once more under the same ids", async ({
    expect,
  }) => {
    await using base = await openCrashBase();
    const startNode = () => base.startNode(env);
    const receiver = base.own(await startReceiver());
    let node = await startNode();
    const killed = Promise.withResolvers<void>();
    receiver.answerWith(({ body, headers }, response) => {
      if (headers["x-overten-attempt"] !== "1") return void response.end("ok");
      if (body.includes("unanswered")) return;
      // In the same turn as the answer leaves: a record waits some milliseconds for company.
      response.end("ok", () => killed.resolve(node.signal("SIGKILL")));
    });
    const org = await base.addOrganization(receiver.url);
    const producer = startProducer({ url: () => node.url, orgId: org.id });
    await producer.send("unanswered");
    await receiver.waitFor(1);
    await producer.send("answered");
    await killed.promise;
    expect(receiver.requests).toHaveLength(2);

    node = await startNode();
    await waitForNothingDue(base, settledWithinMs);
    const attempts = await readAttempts(base);
    const findings = joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts });
    expect(findings).toEqual({ ...nothingFound(), duplicated: findings.duplicated });
    expect(findings.duplicated).toBeLessThanOrEqual(2);
    const rowsOf = (taskId: string): unknown[] =>
      attempts
        .filter((row) => row.taskId === taskId)
        .map(({ attempt, errorCode, outcome, final }) => [attempt, errorCode, outcome, final]);
    const sentTwice = [
      [1, "interrupted", "failed", false],
      [2, null, "succeeded", true],
    ];
    expect(rowsOf("unanswered")).toEqual(sentTwice);
    // Should the record have been quicker than the kill after all, then nothing is sent again.
    expect([sentTwice, [[1, null, "succeeded", true]]]).toContainEqual(rowsOf("answered"));
    expect(receiver.requests).toHaveLength(attempts.length);
  });

  it("again and again beside another that lives: nothing is lost, and what it held is sent again once", async ({
    expect,
  }) => {
    await using base = await openCrashBase();
    const startNode = () => base.startNode(env);
    const receiver = base.own(await startReceiver());
    receiver.answerWith((_request, response) => void setTimeout(() => response.end("ok"), 20));
    const org = await base.addOrganization(receiver.url);
    await startNode(); // lives, and takes over
    let node = await startNode();
    const producer = startProducer({ url: () => node.url, orgId: org.id });
    const heldByTheDead = new Set<string>();
    for (let kill = 0; kill < 4; kill++) {
      const sending = base.own(producer.keepSending(8));
      await sleep(700 + 300 * kill);
      await node.signal("SIGKILL");
      await sending.close();
      // The other node's own leases are over by then; those that are left nobody will end but their age.
      await sleep(500);
      for (const row of await readDue(base)) if (row.leaseToken !== null) heldByTheDead.add(row.deliveryId);
      node = await startNode();
    }
    await producer.sendAgain();
    await waitForNothingDue(base, settledWithinMs);
    const attempts = await readAttempts(base);
    const findings = joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts });
    const { duplicated } = findings;
    expect(findings).toEqual({ ...nothingFound(), duplicated });
    expect(duplicated).toBeLessThanOrEqual(heldByTheDead.size);
    expect(producer.ledger.size).toBeGreaterThan(100);
  });
});
