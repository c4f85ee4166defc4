// PostgreSQL killed with kill -9 under load, or out of reach: I1, I5, I7, I10.
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { it } from "vitest";
import { readPostmasterFile } from "../../server/src/runtime/embedded-postgres/postmaster-pid.ts";
import { migrate } from "../../server/src/storage/migrate.ts";
import { openDatabaseWay } from "../support/database-way.ts";
import { readAttempts, waitForNothingDue } from "../support/delivery-log.ts";
import { joinLedgers, nothingFound } from "../support/ledgers.ts";
import { startProducer } from "../support/producer.ts";
import { startReceiver } from "../support/receiver.ts";
import { startTestPostgres } from "../support/test-cluster.ts";
import { openCrashBase } from "./crash-base.ts";

const outages = [
  { what: "killed with kill -9 and away for 10 s", killed: true, awayMs: 10_000 },
  // Leases last 30 s: whoever reclaimed at once when it is back would send again what was only not recorded.
  { what: "out of reach for longer than a lease", killed: false, awayMs: 33_000 },
];

it.concurrent.for(outages)(
  "the database $what: 503 meanwhile, nothing lost, nothing sent twice",
  async (outage, { expect }) => {
    const { killed, awayMs } = outage;
    const postgres = await startTestPostgres();
    const way = await openDatabaseWay(postgres.connectionString);
    try {
      await migrate({ connectionString: postgres.connectionString, log: () => {} }, { buckets: 1 });
      await using base = await openCrashBase({
        connectionString: postgres.connectionString,
        nodesConnectionString: way.connectionString,
      });
      const receiver = base.own(await startReceiver());
      receiver.answerWith((_request, response) => void setTimeout(() => response.end("ok"), 100));
      const org = await base.addOrganization(receiver.url);
      const node = await base.startNode();
      const producer = startProducer({ url: () => node.url, orgId: org.id });
      const sending = base.own(producer.keepSending(10));
      await receiver.waitFor(200, 20_000);
      if (killed) await killPostgres(postgres.dataDir);
      way.cut();
      const acknowledgedAtCut = acknowledged(producer.ledger);
      await sleep(awayMs / 2);
      const halfway = acknowledged(producer.ledger);
      expect((await fetch(`${node.url}/readyz`)).status).toBe(503);
      await sleep(awayMs / 2);
      // No 2xx without the database; what had been committed when it went may still have been on its way to its producer.
      expect(halfway - acknowledgedAtCut).toBeLessThanOrEqual(10);
      expect(acknowledged(producer.ledger)).toBe(halfway);
      way.restore();

      const backMs = performance.now();
      await expect
        .poll(() => acknowledged(producer.ledger), { timeout: 20_000, interval: 50 })
        .toBeGreaterThan(halfway + 50);
      const recoveredMs = performance.now() - backMs;
      await sleep(1000);
      await sending.close();
      const refused = [...producer.ledger.values()].flatMap((entry) => (entry.answer === "refused" ? [entry] : []));
      expect(refused.length).toBeGreaterThan(20);
      expect(refused.filter((entry) => entry.status !== 503 || !/^\d+$/.test(entry.retryAfter ?? ""))).toEqual([]);
      expect([...producer.ledger.values()].filter((entry) => entry.answer === "unknown")).toEqual([]);
      expect(recoveredMs).toBeLessThan(10_000);

      // Well before a lease can run out: what was sent while the database was away is recorded, not interrupted.
      await waitForNothingDue(base, 20_000);
      const attempts = await readAttempts(base);
      expect(attempts.every((row) => row.outcome === "succeeded" && row.attempt === 1)).toBe(true);
      const first = joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts });
      // A refused event may have been stored where its commit's answer was lost; it is one event then, and no more.
      expect({ ...first, unasked: [] }).toEqual(nothingFound());
      expect(first.unasked.length).toBeLessThanOrEqual(10);

      await producer.sendAgain();
      await waitForNothingDue(base, 20_000);
      expect(
        joinLedgers({ producer: producer.ledger, requests: receiver.requests, attempts: await readAttempts(base) }),
      ).toEqual(nothingFound());
      expect(new Set(receiver.requests.map(({ body }) => body.toString())).size).toBe(producer.ledger.size);
    } finally {
      await way[Symbol.asyncDispose]();
      await postgres.remove();
    }
  },
);

async function killPostgres(dataDir: string): Promise<void> {
  const postmaster = await readPostmasterFile(join(dataDir, "cluster"));
  if (postmaster === undefined) throw new Error("PostgreSQL does not run");
  process.kill(postmaster.pid, "SIGKILL");
}

function acknowledged(ledger: ReturnType<typeof startProducer>["ledger"]): number {
  return [...ledger.values()].filter((entry) => entry.answer === "acknowledged").length;
}
