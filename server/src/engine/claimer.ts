import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop, type WorkLoop } from "../runtime/work-loop.ts";
import { type ClaimedDelivery, claimDeliveries, nextDue } from "../storage/delivery/claim-deliveries.ts";
import { readLiveDestinations } from "../storage/delivery/read-destinations.ts";
import { readEvents } from "../storage/delivery/read-events.ts";
import type { DeliveryJob } from "./delivery-job.ts";
import type { DestinationSlots } from "./destination-slots.ts";
import type { Recorder } from "./recorder.ts";
import type { Sender } from "./sender.ts";

export interface ClaimerDeps {
  databases: Databases;
  health: DatabaseHealth;
  clock: Clock;
  slots: DestinationSlots;
  sender: Sender;
  recorder: Recorder;
  log: Logger;
}

export interface Claimer {
  /** Something is due now. */
  wake(): void;
  /** A place became free on this node; matters only while deliveries were left behind for want of one. */
  roomFreed(): void;
  stop(): Promise<void>;
}

const maxRows = 200;
const maxDestinations = 64;
/** Records that may be behind before this node takes on more: a slow database must not fill its memory (I9). */
export const maxRecordBacklog = 5000;
/** A lease counts from before its claim: one that came about later than this might run out while its request is under way (I5). */
const longestClaimMs = 5000;
/** The net below NOTIFY and `wake`: while anything is in flight, and idle. */
const busyPauseMs = 200;
const idlePauseMs = 1000;
/** The time is learned within a moment after the machine slept. */
const untrustedPauseMs = 50;
/** Room comes one place at a time; claims take what came together within this. */
const roomPauseMs = 10;

/** Serves retries, overflow, and what crashed nodes left, for one bucket. Wakes at the next due time, not on a fixed beat. */
export function startClaimer(deps: ClaimerDeps, options: { bucket: number; destinationConcurrency: number }): Claimer {
  const { bucket } = options;
  let wantsRoom = false;

  const round = async (): Promise<number> => {
    // Lease tokens carry the time, and so do signatures: with an old one receivers refuse for good, and the lease has run out as it begins.
    if (!deps.clock.isTrusted()) return untrustedPauseMs;
    // What was sent while the database was away is known before anything is claimed again.
    if (!deps.health.isAvailable() || deps.recorder.backlog() > maxRecordBacklog) await deps.recorder.flush();
    const free = Math.min(deps.slots.free(), maxRows);
    const rooms = deps.slots.rooms(options.destinationConcurrency);
    const full = rooms.filter((entry) => entry.room === 0).map((entry) => entry.destinationId);
    if (free === 0) {
      wantsRoom = true;
      return busyPauseMs;
    }
    const nowMs = deps.clock.nowMs();
    const askedAtMs = deps.clock.monotonicMs();
    const leaseTokens = Array.from({ length: free }, () => uuidv7(nowMs));
    const { claimed, looked } = await claimDeliveries(deps.databases.work, {
      bucket,
      maxDestinations,
      maxPerDestination: options.destinationConcurrency,
      rooms,
      leaseTokens,
    }).catch((error: unknown) => {
      // Whether it was committed is not known; a token that nothing carries releases nothing.
      for (const leaseToken of leaseTokens) deps.recorder.released(bucket, leaseToken);
      throw error;
    });
    deps.health.answered();
    if (deps.clock.monotonicMs() - askedAtMs > longestClaimMs) {
      for (const row of claimed) deps.recorder.released(bucket, row.leaseToken);
    } else if (claimed.length > 0) {
      await startClaimed(claimed);
    }
    if (claimed.length === free || looked === maxDestinations) return 0;
    const due = await nextDue(deps.databases.work, { bucket, fullDestinationIds: full });
    wantsRoom = due.anywhereMs !== null && due.anywhereMs <= deps.clock.nowMs();
    const pauseMs = deps.slots.inFlight() > 0 ? busyPauseMs : idlePauseMs;
    return due.withRoomMs === null
      ? pauseMs
      : Math.min(pauseMs, Math.max(claimed.length > 0 ? 1 : roomPauseMs, due.withRoomMs - deps.clock.nowMs()));
  };

  /**
   * I3 counts from here, not from the claim: its transaction takes four round trips, and with 200 ms each everything would be too late to start, for ever.
   * What was deleted, paused or moved since the claim is seen here, in the statement that is sent last.
   */
  const startClaimed = async (claimed: readonly ClaimedDelivery[]): Promise<void> => {
    const jobs: DeliveryJob[] = [];
    try {
      const leasedAtMs = deps.clock.monotonicMs();
      const [live, events] = await Promise.all([
        readLiveDestinations(deps.databases.work, { bucket, destinations: claimed }),
        readEvents(deps.databases.work, { bucket, eventIds: claimed.map((row) => row.eventId) }),
      ]);
      for (const row of claimed) {
        const event = events.get(row.eventId);
        const destination = live.get(row.destinationId);
        const url = row.url ?? destination?.url ?? null;
        if (event === undefined) {
          // Cannot happen while partitions go only when nothing points into them. Not released, or it would come straight back: its lease runs out, and the log shows it.
          deps.log.error({ deliveryId: row.deliveryId, eventId: row.eventId }, "a delivery that is due has no event");
        } else if (destination !== undefined && url !== null && deps.slots.reserve(row.destinationId)) {
          jobs.push({ ...destination, ...row, ...event, url, bucket, leasedAtMs });
        } else {
          deps.recorder.released(bucket, row.leaseToken);
        }
      }
    } catch (error) {
      for (const row of claimed) deps.recorder.released(bucket, row.leaseToken);
      for (const job of jobs) deps.slots.unreserve(job.destinationId);
      throw error;
    }
    deps.sender.start(jobs);
  };

  const loop: WorkLoop = startWorkLoop({
    round,
    onError: (error) => {
      deps.health.failed(error);
      deps.log.warn({ err: error, bucket }, "could not claim deliveries; trying again");
    },
  });
  let roomTimer: NodeJS.Timeout | null = null;
  return {
    wake: loop.wake,
    roomFreed() {
      if (!wantsRoom || roomTimer !== null) return;
      roomTimer = setTimeout(() => {
        roomTimer = null;
        loop.wake();
      }, roomPauseMs);
    },
    stop: async () => {
      if (roomTimer !== null) clearTimeout(roomTimer);
      await loop.stop();
    },
  };
}
