// A node that was stopped past its leases and goes on afterwards, as after a suspended machine: its late results change nothing (I5).
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { readAttempts, waitForAttempts, waitForNothingDue } from "../support/delivery-log.ts";
import { joinLedgers, nothingFound } from "../support/ledgers.ts";
import { startProducer } from "../support/producer.ts";
import { startReceiver } from "../support/receiver.ts";
import { openCrashBase } from "./crash-base.ts";

const leaseMs = 30_000;

it.concurrent("a stopped node's deliveries are taken over, and what it brings afterwards is not recorded", async () => {
  await using base = await openCrashBase();
  const receiver = base.own(await startReceiver());
  // The first attempts are answered, with what would be final, while their node cannot hear it.
  const firsts: (() => void)[] = [];
  receiver.answerWith(({ headers }, response) => {
    if (headers["x-overten-attempt"] === "1") firsts.push(() => void response.writeHead(410).end("late"));
    else response.end("ok");
  });
  const org = await base.addOrganization(receiver.url);
  const stopped = await base.startNode();
  await base.startNode();
  const producer = startProducer({ url: () => stopped.url, orgId: org.id });
  await Promise.all(Array.from({ length: 20 }, (_, n) => producer.send(`task ${n}`)));
  await receiver.waitFor(20);
  await stopped.signal("SIGSTOP");
  for (const answer of firsts) answer();

  const taken = await waitForAttempts(base, 40, 45_000);
  await waitForNothingDue(base);
  await stopped.signal("SIGCONT");
  // It hears the answers of 30 s ago, or its deadlines, and records them under leases that are over.
  await sleep(3000);
  const attempts = await readAttempts(base);
  expect(attempts).toEqual(taken);
  expect(attempts.filter((row) => row.errorCode === "interrupted" && row.attempt === 1)).toHaveLength(20);
  expect(attempts.filter((row) => row.final && row.outcome === "succeeded" && row.attempt === 2)).toHaveLength(20);
  expect(joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts })).toEqual({
    ...nothingFound(),
    duplicated: 20,
  });
});

it.concurrent("the only node hears after a stop what was answered meanwhile, and sends nothing twice", async () => {
  await using base = await openCrashBase();
  const receiver = base.own(await startReceiver());
  const answers: (() => void)[] = [];
  receiver.answerWith((_request, response) => void answers.push(() => void response.end("ok")));
  const org = await base.addOrganization(receiver.url);
  const node = await base.startNode();
  const producer = startProducer({ url: () => node.url, orgId: org.id });
  // A node that started within a lease reclaims nothing yet, and the test would show nothing.
  await sleep(leaseMs + 1000);
  await Promise.all(Array.from({ length: 20 }, (_, n) => producer.send(`task ${n}`)));
  await receiver.waitFor(20);
  await node.signal("SIGSTOP");
  for (const answer of answers) answer();
  await sleep(leaseMs + 5000);
  await node.signal("SIGCONT");
  await waitForNothingDue(base);
  const attempts = await readAttempts(base);
  expect(attempts.every((row) => row.outcome === "succeeded" && row.attempt === 1)).toBe(true);
  expect(joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts })).toEqual(nothingFound());
});
