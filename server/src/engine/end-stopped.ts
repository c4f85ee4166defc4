import { uuidv7, uuidv7Floor } from "../domain/uuid.ts";
import { startWorkLoop } from "../runtime/work-loop.ts";
import { endWaitingOf, findStopped, type StopTarget } from "../storage/delivery/end-waiting-of.ts";
import type { EnderDeps } from "./ender.ts";
import { startWithinMs } from "./sender.ts";

export interface StoppedEnder {
  /** A delete, a pause or a suspension was committed: ends what waits for it, behind the caller's back. */
  end(target: StopTarget): void;
  /**
   * Before the end of a pause or a suspension is committed: ends what still waits from before it, for that is not to be sent any more (contract §3).
   * `busy` when it is too much for the caller to wait for; it goes on behind. Of a live target nothing ends.
   */
  endBeforeResume(target: StopTarget): Promise<"ended" | "busy">;
  stop(): Promise<void>;
}

const batchRows = 1000;
const idleMs = 60_000;
/** What was leased and not started comes back within this: its time to start, the look for what is late, the record. */
const comesBackMs = startWithinMs + 500;
const lookAgainMs = 100;
/** Longer than some ten thousand deliveries take, shorter than clients wait. */
const longestWaitMs = 10_000;
/** Beyond them the ordinary look (ender.ts) finds what waits. */
const maxTargets = 10_000;

interface Entry {
  target: StopTarget;
  /** Asked for since its last turn began. */
  isFresh: boolean;
  /** Those who wait until nothing is left. */
  waiting: Set<(how: "ended" | "busy") => void>;
}

/**
 * Ends what waits for what was stopped through this node: on one connection, a batch for each target in turn, so that no backlog holds up the others. The
 * ordinary look is the net below, and finds what other nodes give back later.
 */
export function startStoppedEnder(deps: EnderDeps): StoppedEnder {
  const { clock, databases } = deps;
  const batch = { limit: batchRows, newEndingId: () => uuidv7(clock.nowMs()) };
  const entries = new Map<string, Entry>();
  let stopping = false;

  /** How soon the next turn is due; null when nothing is left. */
  const takeTurn = async ({ target }: Entry): Promise<number | null> => {
    const leasedFromId = uuidv7Floor(clock.nowMs() - comesBackMs);
    const stopped = await findStopped(databases.work, { ...target, leasedFromId });
    if (stopped === null) return null;
    if ((await endWaitingOf(databases.work, target, batch)) > 0) return 0;
    return stopped.mayComeBack ? lookAgainMs : null;
  };

  const remove = (key: string, entry: Entry, how: "ended" | "busy"): void => {
    entries.delete(key);
    for (const tell of entry.waiting) tell(how);
  };

  const loop = startWorkLoop({
    round: async () => {
      let pauseMs = idleMs;
      for (const [key, entry] of entries) {
        entry.isFresh = false;
        try {
          const nextMs = await takeTurn(entry);
          if (nextMs !== null) pauseMs = Math.min(pauseMs, nextMs);
          else if (!entry.isFresh) remove(key, entry, "ended");
        } catch (error) {
          if (deps.health.failed(error)) throw error;
          deps.log.warn({ err: error, ...entry.target }, "could not end what waits for what was stopped");
          remove(key, entry, "busy");
        }
      }
      return pauseMs;
    },
    onError: (error) => deps.log.warn({ err: error }, "could not end what waits for what was stopped; trying again"),
  });

  /** Null where there are too many already, or this node stops. */
  const add = (target: StopTarget): Entry | null => {
    const key = `${target.orgId} ${target.subscriptionId}`;
    const entry = entries.get(key) ?? { target, isFresh: true, waiting: new Set() };
    if (stopping || (!entries.has(key) && entries.size >= maxTargets)) return null;
    entry.isFresh = true;
    entries.set(key, entry);
    loop.wake();
    return entry;
  };

  return {
    end: (target) => void add(target),
    async endBeforeResume(target) {
      const leasedFromId = uuidv7Floor(clock.nowMs());
      if ((await findStopped(databases.cold, { ...target, leasedFromId })) === null) return "ended";
      const entry = add(target);
      if (entry === null) return "busy";
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          entry.waiting.delete(tell);
          resolve("busy");
        }, longestWaitMs);
        const tell = (how: "ended" | "busy"): void => {
          clearTimeout(timer);
          resolve(how);
        };
        entry.waiting.add(tell);
      });
    },
    async stop() {
      stopping = true;
      await loop.stop();
      for (const [key, entry] of entries) remove(key, entry, "busy");
    },
  };
}
