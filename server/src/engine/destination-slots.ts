/** Concurrency of one node: how many requests may be under way in all, and to one destination (I9). The limits are per node. */
export interface SlotLimits {
  concurrency: number;
  destinationConcurrency: number;
}

/** What a node is doing for one destination right now; forgotten when it does nothing. */
interface DestinationLoad {
  inFlight: number;
  /** Leased and in memory, or about to be: it holds a place without a request under way. */
  queued: number;
  /** Smoothed time of an attempt in milliseconds. */
  latencyMs: number;
}

export interface DestinationSlots {
  /** Takes a place for a delivery that is about to be leased; false when it could not start within its second (I3). */
  reserve(destinationId: string): boolean;
  /** Gives a reserved place back: the lease did not come about, or is released. */
  unreserve(destinationId: string): void;
  /** Turns a reserved place into a request under way; false while the destination is full, and the place stays reserved. */
  begin(destinationId: string): boolean;
  /** Ends a request that `begin` allowed. */
  end(destinationId: string, latencyMs: number): void;
  /** Places free on this node. */
  free(): number;
  /** Destinations with less room than `most`, with the room they have. */
  rooms(most: number): { destinationId: string; room: number }[];
  inFlight(): number;
}

/** What an attempt is taken to last before the first one was seen. */
const assumedLatencyMs = 100;
/** A place in the queue must turn into a request well within the second that I3 allows. */
const queueHorizonMs = 250;
/** A fast destination may queue this many times its concurrency: commits come in batches, and slots free up between them. */
const queueFactor = 4;

export function createDestinationSlots(limits: SlotLimits): DestinationSlots {
  const loads = new Map<string, DestinationLoad>();
  let held = 0;
  let underWay = 0;

  const loadOf = (destinationId: string): DestinationLoad => {
    let load = loads.get(destinationId);
    if (load === undefined) {
      load = { inFlight: 0, queued: 0, latencyMs: assumedLatencyMs };
      loads.set(destinationId, load);
    }
    return load;
  };
  const roomOf = (load: DestinationLoad): number => {
    const queue = Math.floor(limits.destinationConcurrency * Math.min(queueFactor, queueHorizonMs / load.latencyMs));
    return Math.max(0, limits.destinationConcurrency + queue - load.inFlight - load.queued);
  };
  const forgetIdle = (destinationId: string, load: DestinationLoad): void => {
    if (load.inFlight === 0 && load.queued === 0) loads.delete(destinationId);
  };

  return {
    reserve(destinationId) {
      if (held >= limits.concurrency) return false;
      const load = loadOf(destinationId);
      if (roomOf(load) === 0) return false;
      load.queued++;
      held++;
      return true;
    },
    unreserve(destinationId) {
      const load = loadOf(destinationId);
      load.queued--;
      held--;
      forgetIdle(destinationId, load);
    },
    begin(destinationId) {
      const load = loadOf(destinationId);
      if (load.inFlight >= limits.destinationConcurrency) return false;
      load.queued--;
      load.inFlight++;
      underWay++;
      return true;
    },
    end(destinationId, latencyMs) {
      const load = loadOf(destinationId);
      load.inFlight--;
      underWay--;
      held--;
      load.latencyMs += (Math.max(1, latencyMs) - load.latencyMs) * 0.2;
      forgetIdle(destinationId, load);
    },
    free: () => limits.concurrency - held,
    rooms(most) {
      const rooms: { destinationId: string; room: number }[] = [];
      for (const [destinationId, load] of loads) {
        const room = roomOf(load);
        if (room < most) rooms.push({ destinationId, room });
      }
      return rooms;
    },
    inFlight: () => underWay,
  };
}
