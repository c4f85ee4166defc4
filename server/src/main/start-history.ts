import type { DeliveryEngine } from "../engine/delivery-engine.ts";
import { startRecoverer } from "../engine/recoverer.ts";
import { type AttemptTail, startAttemptTail } from "../http/attempt-tail.ts";
import type { Releasers } from "../runtime/releasers.ts";
import { type BackgroundDeps, startMaintenance, startRollUp } from "./background-jobs.ts";
import type { NodeSettings } from "./settings.ts";

/** What a node has for the log and what is made of it. */
export interface HistoryParts {
  tail: AttemptTail;
  /** A recovery was made; null on a node that does not deliver: another's recoverer finds it within a second. */
  wakeRecoverer: (() => void) | null;
  /** A row of today found no partition. */
  maintainNow: () => void;
}

/** Starts what works behind the log: recoveries where this node delivers; streams, partitions and stats on every node. */
export function startHistory(
  node: BackgroundDeps & { settings: NodeSettings; engine: DeliveryEngine },
  releasers: Releasers,
): HistoryParts {
  const { settings, databases, health, clock, log, engine } = node;
  const { buckets, logRetentionDays } = settings;
  const tail = startAttemptTail({ database: databases.cold, clock, health, log });
  const recoverer = settings.roles.has("deliver")
    ? startRecoverer({ database: databases.cold, health, clock, log, wake: engine.announce }, { logRetentionDays })
    : null;
  const maintenance = startMaintenance(node, { buckets, logRetentionDays });
  const jobs = [maintenance, startRollUp(node, { buckets })];
  releasers.add(async () => {
    await Promise.all([tail.stop(), recoverer?.stop(), ...jobs.map((job) => job.stop())]);
  });
  return { tail, wakeRecoverer: recoverer?.wake ?? null, maintainNow: maintenance.now };
}
