import type { SealingKeys } from "../domain/seal.ts";
import { checkTargetUrl, urlNotAllowedMessage } from "../domain/target-url.ts";
import type { DeliveryEngine } from "../engine/delivery-engine.ts";
import { untilNothingStarts } from "../engine/nothing-starts.ts";
import { resendDelivery } from "../engine/resend.ts";
import { apiKeyRoutes } from "../http/api-key-routes.ts";
import { attemptStreamRoute } from "../http/attempt-stream.ts";
import { deliveryRoutes } from "../http/delivery-routes.ts";
import { generationRoutes } from "../http/generation-routes.ts";
import { ingestRoutes } from "../http/ingest-routes.ts";
import { logRoutes } from "../http/log-routes.ts";
import { organizationRoutes } from "../http/organization-routes.ts";
import { recoveryRoutes } from "../http/recovery-routes.ts";
import type { RouteHandlers } from "../http/route-handlers.ts";
import { runRoutes } from "../http/run-routes.ts";
import { sessionRoutes } from "../http/session-routes.ts";
import { statsRoutes } from "../http/stats-routes.ts";
import { subscriptionRoutes } from "../http/subscription-routes.ts";
import { subscriptionTestRoute } from "../http/subscription-test-route.ts";
import { systemRoutes } from "../http/system-routes.ts";
import { taskRoutes } from "../http/task-routes.ts";
import { trafficRoutes } from "../http/traffic-routes.ts";
import { verifyRoutes } from "../http/verify-routes.ts";
import { workerRoutes } from "../http/worker-routes.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import { findTask } from "../storage/tasks/find-task.ts";
import type { NodeSettings } from "./settings.ts";
import type { SignInParts } from "./sign-in.ts";
import type { HistoryParts } from "./start-history.ts";
import type { TaskParts } from "./start-tasks.ts";

/** What a running node is made of. */
export interface NodeParts {
  settings: NodeSettings;
  databases: Databases;
  clock: Clock;
  health: DatabaseHealth;
  log: Logger;
  sealing: SealingKeys;
  engine: DeliveryEngine;
  tasks: TaskParts;
  history: HistoryParts;
  signIn: SignInParts;
  /** Aborted when the node begins to stop: what waits for a client's sake (long polls, streams, sync calls) ends then. */
  stopping: AbortSignal;
  /** PUBLIC_URL, or where the node listens; known once it does. */
  publicUrl: () => string;
}

/** Gives every route of the contract its handler: here rooms that do not know each other are joined. */
export function createHandlers(node: NodeParts): RouteHandlers {
  const { settings, clock, engine, sealing, stopping, history, signIn } = node;
  const { queue, links } = node.tasks;
  const database = node.databases.cold;
  const logEdge = { database, clock, logRetentionDays: settings.logRetentionDays };
  const allowedUrl = (url: string): string | null => {
    const checked = checkTargetUrl(settings.allowTargets, url);
    return checked.outcome === "allowed" ? checked.url : null;
  };
  return {
    ...ingestRoutes({
      clock,
      accept: (event) => engine.acceptor.accept(event),
      acceptMany: (events) => engine.acceptor.acceptMany(events),
      allowedUrl,
      urlNotAllowedMessage,
    }),
    ...subscriptionRoutes({
      database,
      clock,
      sealing,
      maxSubscriptions: settings.maxSubscriptions,
      allowedUrl,
      untilNothingStarts,
      stopped: engine.stopped,
    }),
    ...subscriptionTestRoute({ database, clock, accept: (event) => engine.acceptor.accept(event) }),
    ...verifyRoutes({ database, sealing, untilNothingStarts }),
    ...apiKeyRoutes({ database, clock }),
    ...organizationRoutes({
      database,
      clock,
      sealing,
      buckets: settings.buckets,
      untilNothingStarts,
      stopped: engine.stopped,
    }),
    ...trafficRoutes({ database, clock }),
    ...generationRoutes({
      formats: settings.formats,
      syncCeilingMs: settings.syncCeilingMs,
      links,
      stopping,
      allowedUrl,
      urlNotAllowedMessage,
      enqueue: queue.enqueue,
      waitForEnd: queue.waitForEnd,
      findTask: (input) => findTask(database, input),
    }),
    ...taskRoutes({ database, links, cancel: queue.cancel }),
    ...runRoutes({ database, links, deleteRun: queue.deleteRun }),
    ...workerRoutes({ ...queue, links, stopping }),
    ...logRoutes(logEdge),
    ...deliveryRoutes({
      ...logEdge,
      schedule: settings.retrySchedule,
      links,
      resend: (input) => resendDelivery({ database, clock, wake: engine.announce }, input),
    }),
    ...recoveryRoutes({ ...logEdge, wakeRecoverer: () => history.wakeRecoverer?.() }),
    ...sessionRoutes({
      ...signIn,
      database,
      clock,
      redeemSignInToken: signIn.tokens.redeem,
      serverFacts: () => ({
        environment: settings.environment,
        inbox_url: settings.inbox ? `${node.publicUrl()}/inbox` : null,
        formats: [...settings.formats],
        log_retention_days: settings.logRetentionDays,
        retry_schedule_s: [...settings.retrySchedule],
      }),
    }),
    ...statsRoutes(logEdge),
    ...systemRoutes({ ...logEdge, formats: settings.formats }),
    ...attemptStreamRoute({ ...logEdge, log: node.log, tail: history.tail, stopping }),
  };
}
