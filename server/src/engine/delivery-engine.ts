import type { Dispatcher } from "undici";
import type { RetrySchedule } from "../domain/retry-schedule.ts";
import type { SealingKeys } from "../domain/seal.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import type { WorkLoop } from "../runtime/work-loop.ts";
import { type Acceptor, createAcceptor } from "./accept.ts";
import { isNearMidnight } from "./accept-batch.ts";
import { type Claimer, maxRecordBacklog, startClaimer } from "./claimer.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import { createDestinationSlots, type SlotLimits } from "./destination-slots.ts";
import { startEnder } from "./ender.ts";
import { judgeAndDescribe } from "./judge-and-describe.ts";
import { createOrganizationCache } from "./organization-cache.ts";
import { startReclaimer } from "./reclaimer.ts";
import { createRecorder } from "./recorder.ts";
import { createSender, type JudgeUrl } from "./sender.ts";
import { startStoppedEnder, type StoppedEnder } from "./end-stopped.ts";
import { createSigningKeyCache } from "./signing-key-cache.ts";

export interface DeliveryEngineDeps {
  databases: Databases;
  health: DatabaseHealth;
  clock: Clock;
  log: Logger;
  sealing: SealingKeys;
  dispatcher: Dispatcher;
  judgeUrl: JudgeUrl;
  /** Tells other nodes that something is due; called at most every 20 ms. */
  announceToOthers: () => void;
}

export interface DeliveryEngineOptions extends SlotLimits {
  buckets: number;
  schedule: RetrySchedule;
  attemptTimeoutMs: number;
  /** Whether this node sends; without, it only accepts, and what it accepts waits for nodes that do. */
  delivers: boolean;
}

export interface DeliveryEngine {
  acceptor: Acceptor;
  /** Deliveries became due: a notice from another node. */
  wake(): void;
  /** Deliveries became due by this node, outside the engine: resends. */
  announce(): void;
  inFlight(): number;
  /** What waits for what is paused, suspended or deleted through this node. */
  stopped: Pick<StoppedEnder, "end" | "endBeforeResume">;
  /** From now on nothing starts; what has not started is released. What this node still accepts waits for others. */
  startNothing(): void;
  /** Requests that are under way finish, what has not started is released, everything is recorded. */
  stop(): Promise<void>;
}

/** A lease outlives the longest attempt, its record included. */
const shortestLeaseMs = 30_000;
const leaseMarginMs = 15_000;
const tellTroubleEveryMs = 60_000;

/** Wires accept, send, record, claim, reclaim and end for one node: the way of data of the architecture. */
export function startDeliveryEngine(deps: DeliveryEngineDeps, options: DeliveryEngineOptions): DeliveryEngine {
  const { databases, health, clock, log } = deps;
  const slots = createDestinationSlots(options);
  const claimers: Claimer[] = [];
  const loops: Pick<WorkLoop, "stop">[] = [];
  const wake = (): void => claimers.forEach((claimer) => claimer.wake());
  const announce = (): void => {
    wake();
    deps.announceToOthers();
  };
  const recorder = createRecorder({ database: databases.hot, health, log, onRetryWritten: wake });

  let tellTroubleAtMs = 0;
  const sender = createSender(
    {
      clock,
      slots,
      dispatcher: deps.dispatcher,
      signingKeysOf: createSigningKeyCache(deps.sealing),
      judgeUrl: deps.judgeUrl,
      onSent: (job, sent, times) => {
        const judged = judgeAndDescribe(options.schedule, job, sent, { ...times, recordedAtMs: clock.nowMs() });
        if (judged.next === "ended") recorder.ended(job.bucket, judged.row);
        else recorder.retried(job.bucket, judged.row);
      },
      onRelease: (jobs) => jobs.forEach((job) => recorder.released(job.bucket, job.leaseToken)),
      onError: (error, job) =>
        log.error({ err: error, destinationId: job.destinationId }, "a delivery could not be signed"),
      onOwnTrouble: (error) => {
        if (clock.monotonicMs() < tellTroubleAtMs) return;
        tellTroubleAtMs = clock.monotonicMs() + tellTroubleEveryMs;
        log.error({ err: error }, "no connections to receivers can be made: raise the limit of open files (ulimit -n)");
      },
      onRoom: () => claimers.forEach((claimer) => claimer.roomFreed()),
    },
    options,
  );

  /** The end of sending; null as long as this node sends. */
  let ending: Promise<unknown> | null = null;
  const acceptor = createAcceptor({
    clock,
    health,
    database: databases.hot,
    organizations: createOrganizationCache(databases.hot),
    reserve: (destinationId) =>
      options.delivers &&
      ending === null &&
      clock.isTrusted() &&
      recorder.backlog() < maxRecordBacklog &&
      slots.reserve(destinationId),
    isMidnight: () => isNearMidnight(clock.nowMs()),
    start: (jobs) => sender.start(jobs),
    abandon: (jobs: readonly DeliveryJob[], perhapsStored) => {
      for (const job of jobs) {
        slots.unreserve(job.destinationId);
        // Whether the commit happened is not known: if it did, these rows are leased to us and were never started.
        if (perhapsStored) recorder.released(job.bucket, job.leaseToken);
      }
    },
    announce,
  });

  const stopped = startStoppedEnder({ databases, health, clock, log });
  loops.push(stopped);
  if (options.delivers) {
    const leaseMs = Math.max(shortestLeaseMs, options.attemptTimeoutMs + leaseMarginMs);
    for (let bucket = 0; bucket < options.buckets; bucket++) {
      claimers.push(startClaimer({ databases, health, clock, slots, sender, recorder, log }, { bucket, ...options }));
      loops.push(
        startReclaimer(
          { databases, health, clock, log, onReclaimed: wake },
          { bucket, leaseMs, schedule: options.schedule },
        ),
      );
      loops.push(startEnder({ databases, health, clock, log }, { bucket }));
    }
  }

  const startNothing = (): void => {
    ending ??= Promise.all([...claimers.map((claimer) => claimer.stop()), sender.drain()]);
  };

  return {
    acceptor,
    wake,
    announce,
    inFlight: () => slots.inFlight(),
    stopped,
    startNothing,
    async stop() {
      startNothing();
      await acceptor.drain();
      await Promise.all(loops.map((loop) => loop.stop()));
      await ending;
      await recorder.flush();
    },
  };
}
