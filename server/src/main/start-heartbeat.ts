import { hostname } from "node:os";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import { watchEventLoop } from "../runtime/event-loop-lag.ts";
import type { Logger } from "../runtime/logger.ts";
import { startWorkLoop } from "../runtime/work-loop.ts";
import { beatNode } from "../storage/nodes/beat-node.ts";
import { removeNode } from "../storage/nodes/remove-node.ts";

export interface HeartbeatDeps {
  database: Database;
  clock: Clock;
  health: DatabaseHealth;
  log: Logger;
  inFlight: () => number;
}

const everyMs = 5000;

/** Shows this node among those of the deployment until it is stopped: one statement every five seconds. */
export function startHeartbeat(
  deps: HeartbeatDeps,
  node: { port: number; version: string; roles: readonly string[] },
): { stop: () => Promise<void> } {
  const { database, clock, health, log } = deps;
  const startedAtMs = clock.nowMs();
  const nodeId = uuidv7(startedAtMs);
  const name = `${hostname()}:${node.port}`;
  const { version, roles } = node;
  const eventLoop = watchEventLoop();
  const loop = startWorkLoop({
    round: async () => {
      const clockAheadMs = Date.now() - clock.nowMs();
      const eventLoopLagMs = eventLoop.takeLongestMs();
      const inFlight = deps.inFlight();
      await beatNode(database, { nodeId, name, version, roles, startedAtMs, inFlight, eventLoopLagMs, clockAheadMs });
      return everyMs;
    },
    onError: (error) => {
      health.failed(error);
      log.debug({ err: error }, "the other nodes do not hear of this one; trying again");
    },
    retryMs: everyMs,
  });
  return {
    async stop() {
      await loop.stop();
      eventLoop.stop();
      // A stop does not wait for a database that is away: the row is removed by another node when it is an hour old.
      if (!health.isAvailable()) return;
      await removeNode(database, nodeId).catch((error: unknown) => {
        log.debug({ err: error }, "this node could not take itself off the list");
      });
    },
  };
}
