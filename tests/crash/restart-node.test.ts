// Restarts in order, under load: nothing is lost, and nothing is sent twice (I1, I5).
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { readAttempts, waitForNothingDue } from "../support/delivery-log.ts";
import { joinLedgers, nothingFound } from "../support/ledgers.ts";
import { startProducer } from "../support/producer.ts";
import { startReceiver } from "../support/receiver.ts";
import { openCrashBase } from "./crash-base.ts";

const restarts = 5;

it("a node that is told to stop finishes what it began, and the next goes on where it was", async () => {
  await using base = await openCrashBase();
  const receiver = base.own(await startReceiver());
  // Slower than some stops: answers are still awaited when the signal comes.
  let answerMs = 0;
  receiver.answerWith(
    (_request, response) => void setTimeout(() => response.end("ok"), (answerMs = (answerMs + 97) % 200)),
  );
  const org = await base.addOrganization(receiver.url);
  let node = await base.startNode();
  const producer = startProducer({ url: () => node.url, orgId: org.id });
  const sending = base.own(producer.keepSending(8));
  const stopsMs: number[] = [];
  for (let restart = 0; restart < restarts; restart++) {
    await receiver.waitFor(receiver.requests.length + 60, 30_000);
    const beganMs = performance.now();
    await node.signal("SIGTERM");
    stopsMs.push(performance.now() - beganMs);
    node = await base.startNode();
    await sleep(100);
  }
  await sending.close();
  expect(Math.max(...stopsMs)).toBeLessThan(20_000);
  // Well before a lease can run out: what had not started was given back.
  await waitForNothingDue(base, 25_000);
  const attempts = await readAttempts(base);
  expect(attempts.every((row) => row.outcome === "succeeded" && row.attempt === 1)).toBe(true);
  const findings = joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts });
  expect(findings).toEqual(nothingFound());
  const answers = [...producer.ledger.values()];
  expect(answers.filter((entry) => entry.answer === "refused" && entry.status !== 503)).toEqual([]);
  expect(answers.filter((entry) => entry.answer === "acknowledged").length).toBeGreaterThan(60 * restarts);
});
