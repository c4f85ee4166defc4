// The sessions between pooler and PostgreSQL break under load, again and again: I1, I5, I10.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, it } from "vitest";
import { openCrashBase } from "../crash/crash-base.ts";
import { readAttempts, waitForNothingDue } from "../support/delivery-log.ts";
import { joinLedgers, nothingFound } from "../support/ledgers.ts";
import { withTestDatabase } from "../support/postgres.ts";
import { startProducer } from "../support/producer.ts";
import { startReceiver } from "../support/receiver.ts";

it("the pooler's sessions break five times: nothing lost, nothing sent twice", { timeout: 60_000 }, async () => {
  await withTestDatabase(async ({ connectionString, directConnectionString }) => {
    await using base = await openCrashBase({
      connectionString: directConnectionString,
      nodesConnectionString: connectionString,
    });
    const receiver = base.own(await startReceiver());
    receiver.answerWith((_request, response) => void setTimeout(() => response.end("ok"), 50));
    const org = await base.addOrganization(receiver.url);
    const nodes = [await base.startNode(), await base.startNode()];
    const admin = new pg.Client({ connectionString: directConnectionString });
    await admin.connect();
    let sent = 0;
    const producer = startProducer({ url: () => nodes[sent++ % nodes.length]?.url ?? "", orgId: org.id });
    const sending = base.own(producer.keepSending(10));
    await receiver.waitFor(100, 20_000);
    let broken = 0;
    for (let round = 0; round < 5; round++) {
      await sleep(400);
      const ended = await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'overten'",
      );
      broken += ended.rowCount ?? 0;
    }
    await admin.end();
    await sleep(1000);
    await sending.close();
    expect(broken).toBeGreaterThanOrEqual(5);

    await producer.sendAgain();
    await waitForNothingDue(base, 20_000);
    const attempts = await readAttempts(base);
    expect(attempts.every((row) => row.outcome === "succeeded" && row.attempt === 1)).toBe(true);
    const found = joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts });
    expect(found).toEqual(nothingFound());
    expect(producer.ledger.size).toBeGreaterThan(100);
  });
});
