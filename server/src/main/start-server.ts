import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { sealingKeys } from "../domain/seal.ts";
import { createAnnouncer, dueChannel } from "../engine/announcer.ts";
import { startDeliveryEngine } from "../engine/delivery-engine.ts";
import { createCallerFinder } from "../http/callers.ts";
import { createApp } from "../http/create-app.ts";
import { createUnknownAnswer, registerDashboard } from "../http/dashboard-pages.ts";
import { registerHealthRoutes } from "../http/health-routes.ts";
import { registerInboxRoutes } from "../http/inbox-routes.ts";
import { limitConnections } from "../http/limit-connections.ts";
import { refuseOtherHosts } from "../http/own-host.ts";
import { createRateLimit } from "../http/rate-limit.ts";
import { createBatcher } from "../runtime/batcher.ts";
import { createClock } from "../runtime/clock.ts";
import { openDatabases } from "../runtime/database.ts";
import { createDatabaseHealth } from "../runtime/database-health.ts";
import { startListener } from "../runtime/listener.ts";
import type { Logger } from "../runtime/logger.ts";
import { createReleasers, type Releasers } from "../runtime/releasers.ts";
import { findApiKeys, type FoundApiKey } from "../storage/api-keys/find-api-keys.ts";
import { migrate, readMigrations } from "../storage/migrate.ts";
import { type BootstrapResult, ensureDefaultOrganization } from "./bootstrap.ts";
import { checkDurability, createDatabaseCheck } from "./check-database.ts";
import type { DashboardOutput } from "./build-dashboard.ts";
import { checkSecretKeys } from "./check-secret-keys.ts";
import { createHandlers, type NodeParts } from "./create-handlers.ts";
import { registerDocumentPages } from "./document-pages.ts";
import { followDashboard } from "./follow-dashboard.ts";
import { keepLearningTime, learnTime } from "./learn-time.ts";
import { readVersion } from "./read-version.ts";
import { localUrl } from "./local-url.ts";
import { createReceiverDispatcher, createUrlJudge } from "./receiver-dispatcher.ts";
import type { NodeSettings, Settings } from "./settings.ts";
import { readDescriptorLimit, shareDescriptors } from "./share-descriptors.ts";
import { sealSecretsAnew } from "./seal-secrets-anew.ts";
import { createSignIn } from "./sign-in.ts";
import { startHeartbeat } from "./start-heartbeat.ts";
import { startHistory } from "./start-history.ts";
import { startTasks } from "./start-tasks.ts";

export interface RunningServer {
  /** Where it listens, as this machine reaches it. */
  url: string;
  /** What the operator must hear: PostgreSQL could lose what was acknowledged (I12). */
  warnings: readonly string[];
  /** What became of the key of the settings' bootstrap; null without one. */
  bootstrap: BootstrapResult["outcome"] | null;
  /** The dashboard's address with a token that signs in as the operator, once. */
  signInLink: () => string;
  /** Refuses new work, finishes what is in flight, gives back the rest. */
  stop(): Promise<void>;
}

/** What a node needs beside its settings: an address of PostgreSQL and keys, wherever they come from. */
export interface ServerInputs {
  settings: Settings;
  connectionString: string;
  secretKeys: readonly string[];
  operatorKey: string;
  /** The dashboard's files, when they are built; absent where this node does not serve it. */
  dashboard?: Promise<DashboardOutput>;
}

/** Requests that are still arriving when everything else has ended may take this long; then their sockets are closed. */
const lastRequestsMs = 1000;

const fewDescriptors =
  "the limit of open files (ulimit -n) is too low for OVERTEN_CONCURRENCY: fewer requests to receivers run at the same time; raise the limit";

/** Starts one node: everything that it runs is wired here, and taken down in reverse. */
export async function startServer(deps: { log: Logger }, inputs: ServerInputs): Promise<RunningServer> {
  const releasers = createReleasers();
  try {
    return await startParts(deps, inputs, releasers);
  } catch (error) {
    await releasers.release().catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

async function startParts(deps: { log: Logger }, inputs: ServerInputs, releasers: Releasers): Promise<RunningServer> {
  const { connectionString } = inputs;
  const { log } = deps;
  const { buckets } = await migrate({ connectionString, log: (message) => log.info({}, message) }, inputs.settings);
  const settings: NodeSettings = { ...inputs.settings, buckets };
  let closing = false;
  const databases = await openDatabases({
    connectionString,
    maxConnections: settings.databaseConnections,
    onConnectionError: (error) => {
      if (!closing) log.warn({ err: error }, "a connection to the database broke");
    },
  });
  releasers.add(() => {
    closing = true;
    return databases.close();
  });
  const unsafe = await checkDurability({ database: databases.cold }, settings);
  if (unsafe !== null) log.error({}, unsafe);
  const clock = createClock();
  let maintainNow = (): void => {}; // until there is somebody to do it
  const health = createDatabaseHealth(clock, () => maintainNow());
  await learnTime({ database: databases.hot, clock, health });
  const time = keepLearningTime({ database: databases.hot, clock, health });
  releasers.add(() => time.stop());
  const sealing = sealingKeys(inputs.secretKeys);
  const keySource =
    settings.secretKeys.length > 0 ? "OVERTEN_SECRET_KEY" : "the key in the data folder (keys/secret-key)";
  await checkSecretKeys({ database: databases.cold, sealing }, { source: keySource });
  await sealSecretsAnew({ database: databases.work, sealing, clock, log }, settings);
  const bootstrap =
    settings.bootstrapApiKey === null
      ? null
      : await ensureDefaultOrganization(
          { database: databases.cold, clock, sealing, buckets: settings.buckets },
          { apiKey: settings.bootstrapApiKey },
        );
  const shares = shareDescriptors(await readDescriptorLimit(), settings);
  if (shares.concurrency < settings.concurrency) log.warn(shares, fewDescriptors);
  const dispatcher = createReceiverDispatcher({
    allow: settings.allowTargets,
    attemptTimeoutMs: settings.attemptTimeoutMs,
    keptSockets: shares.keptSockets,
  });
  releasers.add(() => dispatcher.destroy());
  // Before the engine, and so closed after it: while the engine finishes, requests still get their 503.
  let app: FastifyInstance | null = null;
  releasers.add(async () => {
    if (app !== null) await closeApp(app);
  });
  // The same: a node that finishes what is in flight is still there.
  let heartbeat: ReturnType<typeof startHeartbeat> | null = null;
  releasers.add(() => heartbeat?.stop());
  const engine = startDeliveryEngine(
    {
      databases,
      health,
      clock,
      log,
      sealing,
      dispatcher,
      judgeUrl: createUrlJudge(settings.allowTargets),
      // Neither this nor listening says anything of whether records get through: polling is the net below both.
      announceToOthers: createAnnouncer({
        database: databases.work,
        onError: (error) => log.debug({ err: error }, "could not tell the other nodes that something is due"),
      }),
    },
    {
      buckets: settings.buckets,
      schedule: settings.retrySchedule,
      attemptTimeoutMs: settings.attemptTimeoutMs,
      delivers: settings.roles.has("deliver"),
      concurrency: shares.concurrency,
      destinationConcurrency: settings.destinationConcurrency,
    },
  );
  releasers.add(() => engine.stop());
  if (!databases.pooled) {
    const listener = startListener({
      connectionString,
      channel: dueChannel,
      onNotice: engine.wake,
      onError: (error) => log.debug({ err: error }, "not listening for what other nodes say; polling goes on"),
    });
    releasers.add(() => listener.stop());
  }

  const apiKeys = createBatcher<Buffer, FoundApiKey | null>({
    maxItems: 200,
    waitMs: 0,
    run: (hashes) => findApiKeys(databases.hot, hashes),
    isItemError: () => false,
  });
  const stopping = new AbortController();
  let url = "";
  const parts = {
    settings,
    databases,
    clock,
    health,
    log,
    sealing,
    engine,
    stopping: stopping.signal,
    publicUrl: () => (settings.publicUrl.endsWith(":0") ? url : settings.publicUrl),
  };
  const history = startHistory(parts, releasers);
  maintainNow = history.maintainNow;
  const node: NodeParts = {
    ...parts,
    history,
    tasks: startTasks(parts, releasers),
    signIn: createSignIn(
      { databases, monotonicMs: clock.monotonicMs, publicUrl: parts.publicUrl },
      { operatorKey: inputs.operatorKey, findApiKey: (hash) => apiKeys.add(hash) },
    ),
  };
  const dashboard = followDashboard({ log }, inputs.dashboard);
  const acceptsRequests = (): boolean => !stopping.signal.aborted;
  app = createApp({
    log,
    findCaller: createCallerFinder(node.signIn),
    limitRate: createRateLimit({ perSecond: settings.rateLimit, clock }),
    acceptsRequests,
    handlers: createHandlers(node),
    answerUnknown: createUnknownAnswer(dashboard),
  });
  // Before whatever asks for no key.
  if (settings.environment === "development")
    refuseOtherHosts(app, { publicUrl: parts.publicUrl, host: settings.host });
  limitConnections(app.server, { log, monotonicMs: clock.monotonicMs }, shares);
  registerDashboard(app, dashboard);
  const newestMigration = (await readMigrations()).at(-1)?.id ?? 0;
  const databaseTrouble = createDatabaseCheck({ database: databases.cold, health }, { newestMigration });
  registerHealthRoutes(app, { acceptsRequests, databaseTrouble });
  registerDocumentPages(app, node);
  if (settings.inbox) {
    registerInboxRoutes(app, { database: databases.cold, sealing, clock, stopping: stopping.signal });
  }
  await app.listen({ host: settings.host, port: settings.port });
  const { port } = app.server.address() as AddressInfo; // listening on a port, not a pipe
  url = localUrl(settings.host, port);
  heartbeat = startHeartbeat(
    { database: databases.work, clock, health, log, inFlight: engine.inFlight },
    { port, version: await readVersion(), roles: [...settings.roles] },
  );
  node.tasks.startAgents();
  return {
    url,
    warnings: unsafe === null ? [] : [unsafe],
    bootstrap: bootstrap?.outcome ?? null,
    // Behind the #, so that it is in no log and no Referer.
    signInLink: () => `${parts.publicUrl()}/sign-in#${node.signIn.tokens.issue()}`,
    async stop() {
      stopping.abort();
      // First of all, whatever else takes its time to end: a request that starts now may last longer than the stop may.
      engine.startNothing();
      await releasers.release();
    },
  };
}

/** Lets the last answers leave; what still arrives after a moment is cut off. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), lastRequestsMs);
  await app.close();
  clearTimeout(cut);
}
