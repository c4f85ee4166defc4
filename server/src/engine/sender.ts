import type { Dispatcher } from "undici";
import type { SigningKeys } from "../domain/signing.ts";
import type { Clock } from "../runtime/clock.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import { OwnTroubleError } from "./dial-error.ts";
import type { DestinationSlots } from "./destination-slots.ts";
import { requestHeaders } from "./request-headers.ts";
import { type RequestTarget, sendAttempt, type SentAttempt } from "./send-attempt.ts";
import type { SealedSecret } from "./signing-key-cache.ts";

/** Whether a URL may be dialled, asked before every attempt, and where its requests go. */
export type JudgeUrl = (
  url: string,
) => { outcome: "allowed"; target: RequestTarget } | { outcome: "refused"; reason: string };

export interface SenderDeps {
  clock: Clock;
  slots: DestinationSlots;
  dispatcher: Dispatcher;
  signingKeysOf: (secret: SealedSecret) => SigningKeys;
  judgeUrl: JudgeUrl;
  /** Takes over what came of a request; the delivery is recorded by its lease token. */
  onSent: (job: DeliveryJob, sent: SentAttempt, times: { startedAtMs: number; signedAtS: number | null }) => void;
  /** Takes over deliveries that were not started. */
  onRelease: (jobs: readonly DeliveryJob[]) => void;
  onError: (error: unknown, job: DeliveryJob) => void;
  /** This machine could not make a connection, whatever the receiver is like. */
  onOwnTrouble: (error: OwnTroubleError) => void;
  /** A place became free: what waits in the database may come. */
  onRoom: () => void;
}

export interface Sender {
  /** Sends deliveries whose places are reserved, at once or when their destination has a free slot. */
  start(jobs: readonly DeliveryJob[]): void;
  /** Releases what has not started and resolves when nothing is under way. */
  drain(): Promise<void>;
}

/** I3: a request starts no later than this after the statement that leased it was sent, by the monotonic clock; what is later is released. */
export const startWithinMs = 1000;
const sweepEveryMs = 250;
/** A delivery that found no socket keeps its place for so long before it is released: the node then takes on less until there is room again. */
const ownTroublePauseMs = 500;

export function createSender(deps: SenderDeps, options: { attemptTimeoutMs: number }): Sender {
  const queues = new Map<string, DeliveryJob[]>();
  let draining = false;
  let onIdle: (() => void) | null = null;

  // After a sleep of the machine the monotonic clock tells too little of it.
  const isLate = (job: DeliveryJob): boolean =>
    deps.clock.monotonicMs() - job.leasedAtMs > startWithinMs || !deps.clock.isTrusted();

  const release = (jobs: readonly DeliveryJob[]): void => {
    if (jobs.length === 0) return;
    for (const job of jobs) deps.slots.unreserve(job.destinationId);
    deps.onRelease(jobs);
  };

  const ended = (
    job: DeliveryJob,
    sent: SentAttempt,
    times: { startedAtMs: number; signedAtS: number | null },
  ): void => {
    deps.slots.end(job.destinationId, sent.latencyMs);
    deps.onSent(job, sent, times);
    goOn(job);
  };

  /** No attempt and no step: nothing left this machine. */
  const notMade = (job: DeliveryJob, error: OwnTroubleError): void => {
    deps.onOwnTrouble(error);
    setTimeout(() => {
      deps.slots.end(job.destinationId, ownTroublePauseMs);
      deps.onRelease([job]);
      goOn(job);
    }, ownTroublePauseMs);
  };

  const goOn = (job: DeliveryJob): void => {
    startNext(job.destinationId);
    deps.onRoom();
    if (onIdle !== null && deps.slots.inFlight() === 0) onIdle();
  };

  /** The slot is taken; this ends in `ended`, whatever happens. */
  const send = (job: DeliveryJob): void => {
    const nowMs = deps.clock.nowMs();
    const judged = deps.judgeUrl(job.url);
    if (judged.outcome === "refused") {
      queueMicrotask(() => ended(job, notSent("url_not_allowed"), { startedAtMs: nowMs, signedAtS: null }));
      return;
    }
    try {
      const signedAtS = Math.floor(nowMs / 1000);
      const headers = requestHeaders(job, deps.signingKeysOf(job), signedAtS);
      const request = { ...judged.target, headers, body: job.body, timeoutMs: options.attemptTimeoutMs };
      sendAttempt(deps.dispatcher, request, (sent) => {
        if (sent instanceof OwnTroubleError) notMade(job, sent);
        else ended(job, sent, { startedAtMs: nowMs, signedAtS });
      });
    } catch (error) {
      // A secret that does not open: said to the operator; the delivery goes by its schedule, for a mended key mends it.
      deps.onError(error, job);
      queueMicrotask(() => ended(job, notSent("interrupted"), { startedAtMs: nowMs, signedAtS: null }));
    }
  };

  const startNext = (destinationId: string): void => {
    const queue = queues.get(destinationId);
    if (queue === undefined) return;
    while (queue.length > 0) {
      const job = queue[0];
      if (job === undefined) break;
      if (isLate(job)) {
        queue.shift();
        release([job]);
        continue;
      }
      if (!deps.slots.begin(destinationId)) return;
      queue.shift();
      send(job);
    }
    queues.delete(destinationId);
  };

  const sweep = setInterval(() => {
    for (const [destinationId, queue] of queues) {
      const late: DeliveryJob[] = [];
      const rest: DeliveryJob[] = [];
      // One look at each: a job that turns late between two looks would be in neither and keep its place for ever.
      for (const job of queue) (isLate(job) ? late : rest).push(job);
      if (late.length === 0) continue;
      if (rest.length > 0) queues.set(destinationId, rest);
      else queues.delete(destinationId);
      release(late);
    }
  }, sweepEveryMs);
  sweep.unref();

  return {
    start(jobs) {
      if (draining) {
        release(jobs);
        return;
      }
      for (const job of jobs) {
        const queue = queues.get(job.destinationId);
        if (queue !== undefined) queue.push(job);
        else if (isLate(job)) release([job]);
        else if (deps.slots.begin(job.destinationId)) send(job);
        else queues.set(job.destinationId, [job]);
      }
    },
    async drain() {
      draining = true;
      clearInterval(sweep);
      for (const queue of queues.values()) release(queue);
      queues.clear();
      if (deps.slots.inFlight() > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    },
  };
}

function notSent(errorCode: "url_not_allowed" | "interrupted"): SentAttempt {
  return {
    httpStatus: null,
    errorCode,
    responseBody: null,
    responseTruncated: false,
    responseHeaders: null,
    latencyMs: 0,
  };
}
