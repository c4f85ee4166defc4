import { uuidv7Floor, uuidv7UnixMs } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop } from "../runtime/work-loop.ts";
import { type LoggedAttempt, readAttempts } from "../storage/log/read-attempts.ts";
import { findLiveReaders, tailAttempts } from "../storage/log/tail-attempts.ts";

/** Somebody who watches the attempts of an organisation. */
export interface Follower {
  /** The session or key that reads. */
  readerId: string;
  /** Attempts that were not there at the last look, oldest first. */
  onAttempts: (attempts: readonly LoggedAttempt[]) => void;
  /** Nothing more comes: the key is revoked, the organisation suspended, or too much happens to follow it. */
  onEnd: (why: string) => void;
}

export interface AttemptTail {
  /** Resolves once every attempt that is committed from now on will be handed over; the result ends it. */
  follow(organization: { bucket: number; orgId: string }, follower: Follower): Promise<() => void>;
  stop(): Promise<void>;
}

export interface AttemptTailDeps {
  database: Database;
  clock: Clock;
  health: DatabaseHealth;
  log: Logger;
}

const lookEveryMs = 500;
/** Attempts commit out of order, nearly all within a moment: most looks go back a little, every tenth as far as a lease lasts. */
const shortLookBackMs = 3000;
const lookBackMs = 30_000;
const longLookEvery = 10;
/** After a longer silence of the database, what nodes kept to themselves meanwhile is looked for, for as long again as one look goes back. */
const silenceMs = 5000;
/** Attempts of an organisation that a look may find, 2,000 a second: memory is bounded (I9), and no person reads faster. */
const maxFound = 60_000;
const shownAtOnce = 500;
const idleMs = 60_000;
const aheadMs = 60_000;

interface Followed {
  bucket: number;
  orgId: string;
  followers: Set<Follower>;
  /** Ids already handed over, or there before the first look. */
  seen: Set<string>;
  lookedAtMs: number;
  late: { fromMs: number; untilMs: number } | null;
  begun: Promise<void>;
  isBegun: boolean;
}

/** Watches the log for all streams of a node: one query a bucket each half second, whichever node recorded the attempts. */
export function startAttemptTail(deps: AttemptTailDeps): AttemptTail {
  const followed = new Map<string, Followed>();
  let looks = 0;

  const look = async (bucket: number, entries: readonly Followed[], backMs: number): Promise<void> => {
    const nowMs = deps.clock.nowMs();
    const organizations = entries.map((entry) => {
      if (entry.isBegun && nowMs - entry.lookedAtMs > silenceMs) {
        entry.late = { fromMs: entry.lookedAtMs - lookBackMs, untilMs: nowMs + lookBackMs };
      }
      if (entry.late !== null && entry.late.untilMs < nowMs) entry.late = null;
      return { orgId: entry.orgId, fromId: uuidv7Floor(Math.min(nowMs - backMs, entry.late?.fromMs ?? Infinity)) };
    });
    const beforeId = uuidv7Floor(nowMs + aheadMs);
    const rows = await tailAttempts(deps.database, { bucket, organizations, beforeId, limit: maxFound });
    const found = Map.groupBy(rows, (row) => row.orgId);
    for (const entry of entries) {
      const ids = (found.get(entry.orgId) ?? []).map((row) => row.attemptId);
      const fresh = ids.filter((id) => !entry.seen.has(id));
      for (let at = 0; entry.isBegun && at < fresh.length; at += shownAtOnce) {
        const attemptIds = fresh.slice(at, at + shownAtOnce);
        const attempts = await readAttempts(deps.database, { bucket, orgId: entry.orgId, attemptIds });
        attempts.reverse();
        for (const follower of entry.followers) follower.onAttempts(attempts);
        for (const id of attemptIds) entry.seen.add(id);
      }
      if (!entry.isBegun) for (const id of fresh) entry.seen.add(id);
      if (ids.length >= maxFound)
        end(entry, () => true, "more happens than can be followed; use the list with filters");
      entry.lookedAtMs = nowMs;
    }
  };

  const end = (entry: Followed, which: (follower: Follower) => boolean, why: string): void => {
    for (const follower of [...entry.followers].filter(which)) {
      leave(entry, follower);
      follower.onEnd(why);
    }
  };

  const leave = (entry: Followed, follower: Follower): void => {
    entry.followers.delete(follower);
    if (entry.followers.size === 0 && followed.get(entry.orgId) === entry) followed.delete(entry.orgId);
  };

  const forgetOld = (entry: Followed): void => {
    const keptFromMs = Math.min(entry.lookedAtMs - 2 * lookBackMs, entry.late?.fromMs ?? Infinity);
    for (const id of entry.seen) if (uuidv7UnixMs(id) < keptFromMs) entry.seen.delete(id);
  };

  const loop = startWorkLoop({
    round: async () => {
      const entries = [...followed.values()].filter((entry) => entry.isBegun);
      if (entries.length === 0) return idleMs;
      const live = await findLiveReaders(
        deps.database,
        entries.flatMap((entry) => [...entry.followers].map((follower) => follower.readerId)),
      );
      for (const entry of entries)
        end(entry, (follower) => !live.has(follower.readerId), "this key or session may not read any more");
      const isLong = looks++ % longLookEvery === 0;
      for (const [bucket, ofBucket] of Map.groupBy(entries, (entry) => entry.bucket)) {
        await look(bucket, ofBucket, isLong ? lookBackMs : shortLookBackMs);
      }
      if (isLong) entries.forEach(forgetOld);
      return lookEveryMs;
    },
    onError: (error) => {
      deps.health.failed(error);
      deps.log.warn({ err: error }, "could not follow the log; trying again");
    },
  });

  const begin = ({ bucket, orgId }: { bucket: number; orgId: string }): Followed => {
    const entry: Followed = {
      bucket,
      orgId,
      followers: new Set(),
      seen: new Set(),
      lookedAtMs: deps.clock.nowMs(),
      late: null,
      begun: Promise.resolve(),
      isBegun: false,
    };
    entry.begun = look(bucket, [entry], lookBackMs).then(() => {
      entry.isBegun = true;
      loop.wake();
    });
    followed.set(orgId, entry);
    return entry;
  };

  return {
    async follow(organization, follower) {
      const entry = followed.get(organization.orgId) ?? begin(organization);
      entry.followers.add(follower);
      try {
        await entry.begun;
      } catch (error) {
        leave(entry, follower);
        throw error;
      }
      return () => leave(entry, follower);
    },
    stop: () => loop.stop(),
  };
}
