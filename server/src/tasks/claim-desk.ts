import { queueHours } from "../domain/task-states.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import { startWorkLoop } from "../runtime/work-loop.ts";
import { claimTasks, type LeasedTask } from "../storage/tasks/claim-tasks.ts";
import { releaseTasks } from "../storage/tasks/hold-lease.ts";
import { type QueueHead, queueHeads } from "../storage/tasks/queue-heads.ts";

export interface ClaimRequest {
  /** Null for any. */
  formats: readonly string[] | null;
  max: number;
  leaseSeconds: number;
  /** How long to wait when nothing is queued. */
  waitMs: number;
}

/** Where agents ask for work: those that wait share one look at the queue. */
export interface ClaimDesk {
  /** Tasks under a lease; none when the time is over or the signal is aborted. */
  claim(request: ClaimRequest, signal: AbortSignal): Promise<LeasedTask[]>;
  /** Something was queued on this node. */
  wake(): void;
  stop(): Promise<void>;
}

export interface ClaimDeskDeps {
  database: Database;
  clock: Clock;
  /** Gives tasks whose lease ran out back to the queue; true when there were any. */
  requeueLost: () => Promise<boolean>;
  onError: (error: unknown) => void;
}

/** How late a task that was queued on another node may be found. */
const lookEveryMs = 250;
const idleMs = 60_000;

interface Waiting {
  request: ClaimRequest;
  finish: (tasks: LeasedTask[]) => boolean;
}

export function startClaimDesk(deps: ClaimDeskDeps): ClaimDesk {
  const { database, clock } = deps;
  const waiting = new Set<Waiting>();
  /** Leases that nobody works under, by token with their bucket: a round gives them back to the queue. */
  const unused = new Map<string, number>();

  const giveBack = (leases: readonly { bucket: number; leaseToken: string }[]): void => {
    for (const { bucket, leaseToken } of leases) unused.set(leaseToken, bucket);
  };

  const releaseUnused = async (): Promise<void> => {
    for (const [bucket, leases] of Map.groupBy(unused, ([, of]) => of)) {
      const leaseTokens = leases.map(([leaseToken]) => leaseToken);
      await releaseTasks(database, { bucket, leaseTokens });
      for (const leaseToken of leaseTokens) unused.delete(leaseToken);
    }
  };

  /** Takes from the heads that fit; a head that gave less than was asked for is used up. */
  const take = async (request: ClaimRequest, heads: QueueHead[]): Promise<LeasedTask[]> => {
    const tasks: LeasedTask[] = [];
    const fitting = heads.filter((head) => request.formats === null || request.formats.includes(head.format));
    for (const head of fitting) {
      const wanted = request.max - tasks.length;
      if (wanted === 0) break;
      const leaseTokens = Array.from({ length: wanted }, () => uuidv7(clock.nowMs()));
      const { leaseSeconds } = request;
      const { bucket, format } = head;
      const input = { bucket, format, leaseSeconds, queueHours, leaseTokens };
      const taken = await claimTasks(database, input).catch((error: unknown) => {
        // Whether it was committed is not known; a token that no task carries releases nothing.
        giveBack([...tasks, ...leaseTokens.map((leaseToken) => ({ bucket, leaseToken }))]);
        throw error;
      });
      tasks.push(...taken);
      if (taken.length < wanted) heads.splice(heads.indexOf(head), 1);
    }
    return tasks;
  };

  const loop = startWorkLoop({
    round: async () => {
      await releaseUnused();
      if (waiting.size === 0) return idleMs;
      const heads = await queueHeads(database);
      for (const one of waiting) {
        if (heads.length === 0) break;
        const tasks = await take(one.request, heads);
        if (tasks.length > 0 && !one.finish(tasks)) giveBack(tasks);
      }
      return lookEveryMs;
    },
    onError: deps.onError,
  });

  const wait = (request: ClaimRequest, signal: AbortSignal): Promise<LeasedTask[]> =>
    new Promise((resolve) => {
      const finish = (tasks: LeasedTask[]): boolean => {
        if (!waiting.delete(one)) return false;
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        resolve(tasks);
        return true;
      };
      const abort = (): void => void finish([]);
      const timer = setTimeout(abort, request.waitMs);
      const one: Waiting = { request, finish };
      signal.addEventListener("abort", abort);
      waiting.add(one);
      loop.wake();
    });

  return {
    wake: () => {
      if (waiting.size > 0) loop.wake();
    },
    async claim(request, signal) {
      try {
        let tasks = await take(request, await queueHeads(database));
        if (tasks.length === 0 && (await deps.requeueLost())) tasks = await take(request, await queueHeads(database));
        if (tasks.length > 0 && signal.aborted) {
          giveBack(tasks);
          return [];
        }
        if (tasks.length > 0 || request.waitMs === 0 || signal.aborted) return tasks;
      } finally {
        if (unused.size > 0) loop.wake();
      }
      return wait(request, signal);
    },
    async stop() {
      for (const one of waiting) one.finish([]);
      await loop.stop();
      await releaseUnused().catch(() => {}); // then they run out
    },
  };
}
