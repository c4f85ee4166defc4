import type { AddressInfo } from "node:net";
import { sealingKeys } from "../domain/seal.ts";
import { createAnnouncer, dueChannel } from "../engine/announcer.ts";
import { startDeliveryEngine } from "../engine/delivery-engine.ts";
import { createCallerFinder } from "../http/callers.ts";
import { createApp } from "../http/create-app.ts";
import { createRateLimit } from "../http/rate-limit.ts";
import { createBatcher } from "../runtime/batcher.ts";
import { createClock } from "../runtime/clock.ts";
import { openDatabases } from "../runtime/database.ts";
import { createDatabaseHealth } from "../runtime/database-health.ts";
import { startListener } from "../runtime/listener.ts";
import type { Logger } from "../runtime/logger.ts";
import { findApiKeys, type FoundApiKey } from "../storage/api-keys/find-api-keys.ts";
import { migrate } from "../storage/migrate.ts";
import { createHandlers } from "./create-handlers.ts";
import { keepLearningTime, learnTime } from "./learn-time.ts";
import { createReceiverDispatcher, createUrlJudge } from "./receiver-dispatcher.ts";
import type { Settings } from "./settings.ts";

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/** What a node needs beside its settings: an address of PostgreSQL and keys, wherever they come from. */
export interface ServerInputs {
  settings: Settings;
  connectionString: string;
  secretKeys: readonly string[];
  operatorKey: string;
}

/** Starts one node: everything that it runs is wired here, and taken down in reverse. */
export async function startServer(deps: { log: Logger }, inputs: ServerInputs): Promise<RunningServer> {
  const { settings, connectionString } = inputs;
  const { log } = deps;
  await migrate({ connectionString, log: (message) => log.info({}, message) }, { buckets: settings.buckets });
  const databases = await openDatabases({
    connectionString,
    maxConnections: settings.databaseConnections,
    onConnectionError: (error) => log.warn({ err: error }, "a connection to the database broke"),
  });
  const clock = createClock();
  const health = createDatabaseHealth(clock);
  await learnTime({ database: databases.hot, clock, health });
  const time = keepLearningTime({ database: databases.hot, clock, health });
  const sealing = sealingKeys(inputs.secretKeys);
  const dispatcher = createReceiverDispatcher({
    allow: settings.allowTargets,
    attemptTimeoutMs: settings.attemptTimeoutMs,
  });
  const engine = startDeliveryEngine(
    {
      databases,
      health,
      clock,
      log,
      sealing,
      dispatcher,
      urlRefusal: createUrlJudge(settings.allowTargets),
      announceToOthers: createAnnouncer({ database: databases.cold, onError: (error) => void health.failed(error) }),
    },
    {
      buckets: settings.buckets,
      schedule: settings.retrySchedule,
      attemptTimeoutMs: settings.attemptTimeoutMs,
      delivers: settings.roles.has("deliver"),
      concurrency: settings.concurrency,
      destinationConcurrency: settings.destinationConcurrency,
    },
  );
  const listener = databases.pooled
    ? null
    : startListener({
        connectionString,
        channel: dueChannel,
        onNotice: engine.wake,
        onError: (error) => void health.failed(error),
      });

  const apiKeys = createBatcher<Buffer, FoundApiKey | null>({
    maxItems: 200,
    waitMs: 0,
    run: (hashes) => findApiKeys(databases.hot, hashes),
    isItemError: () => false,
  });
  let stopping = false;
  const app = createApp({
    log,
    findCaller: createCallerFinder({ operatorKey: inputs.operatorKey, findApiKey: (hash) => apiKeys.add(hash) }),
    limitRate: createRateLimit({ perSecond: settings.rateLimit, monotonicMs: clock.monotonicMs }),
    acceptsRequests: () => !stopping,
    handlers: createHandlers({ settings, databases, clock, health, log, sealing, engine }),
  });
  await app.listen({ host: settings.host, port: settings.port });
  const { port } = app.server.address() as AddressInfo; // listening on a port, not a pipe
  return {
    url: `http://${settings.host}:${port}`,
    async stop() {
      stopping = true;
      await app.close();
      await engine.stop();
      await Promise.all([listener?.stop(), time.stop()]);
      await dispatcher.destroy();
      await databases.close();
    },
  };
}
