import { randomBytes } from "node:crypto";
import { bucketOf } from "../../server/src/domain/destinations.ts";
import { ingestKey } from "../../server/src/domain/event-keys.ts";
import { payloadBytes } from "../../server/src/domain/payload.ts";
import { seal, sealingKeys, secretBinding } from "../../server/src/domain/seal.ts";
import { newWebhookSecret } from "../../server/src/domain/signing.ts";
import { loopbackTargets } from "../../server/src/domain/target-allow.ts";
import { uuidv7 } from "../../server/src/domain/uuid.ts";
import type { IncomingEvent } from "../../server/src/engine/accept.ts";
import {
  type DeliveryEngine,
  type DeliveryEngineOptions,
  startDeliveryEngine,
} from "../../server/src/engine/delivery-engine.ts";
import { createReceiverDispatcher, createUrlJudge } from "../../server/src/main/receiver-dispatcher.ts";
import { createClock, type LearningClock } from "../../server/src/runtime/clock.ts";
import { type Databases, openDatabases } from "../../server/src/runtime/database.ts";
import { createDatabaseHealth } from "../../server/src/runtime/database-health.ts";
import { createLogger } from "../../server/src/runtime/logger.ts";
import { createOrganization } from "../../server/src/storage/organizations/create-organization.ts";
import { createSubscription } from "../../server/src/storage/subscriptions/create-subscription.ts";
import { createTestDatabase } from "./postgres.ts";

export const testSealing = sealingKeys(["test secret key"]);

export interface TestEngine extends AsyncDisposable {
  engine: DeliveryEngine;
  databases: Databases;
  connectionString: string;
  addOrganization(): Promise<{ orgId: string; bucket: number; secret: string }>;
  addSubscription(
    orgId: string,
    url: string,
    events?: readonly string[],
  ): Promise<{ subscriptionId: string; secret: string }>;
}

/** An engine on a database of its own (or another's), sending to loopback. */
export async function startTestEngine(
  options: Partial<DeliveryEngineOptions> & { connectionString?: string; clock?: LearningClock } = {},
): Promise<TestEngine> {
  const buckets = options.buckets === 4 ? 4 : 1;
  const own = options.connectionString === undefined ? await createTestDatabase({ buckets }) : null;
  const connectionString = options.connectionString ?? own?.connectionString ?? "";
  const databases = await openDatabases({ connectionString, maxConnections: 8, onConnectionError: () => {} });
  const clock = options.clock ?? createClock();
  const attemptTimeoutMs = options.attemptTimeoutMs ?? 2000;
  const dispatcher = createReceiverDispatcher({ allow: loopbackTargets, attemptTimeoutMs, keptSockets: null });
  const engine = startDeliveryEngine(
    {
      databases,
      health: createDatabaseHealth(clock),
      clock,
      log: createLogger({ level: "silent" }),
      sealing: testSealing,
      dispatcher,
      judgeUrl: createUrlJudge(loopbackTargets),
      announceToOthers: () => {},
    },
    {
      buckets,
      schedule: [1, 4, 16],
      attemptTimeoutMs,
      delivers: true,
      concurrency: 256,
      destinationConcurrency: 32,
      ...options,
    },
  );
  return {
    engine,
    databases,
    connectionString,
    async addOrganization() {
      const orgId = uuidv7(Date.now());
      const secret = newWebhookSecret();
      const bucket = bucketOf(orgId, buckets);
      await createOrganization(databases.cold, {
        orgId,
        bucket,
        name: "test",
        sealedSecret: seal(testSealing, secretBinding(orgId, 1), secret),
        key: { keyId: uuidv7(Date.now()), hash: randomBytes(32), prefix: "sk_live_test", name: "test" },
      });
      return { orgId, bucket, secret };
    },
    async addSubscription(orgId, url, events = ["run.completed", "run.failed"]) {
      const subscriptionId = uuidv7(Date.now());
      const secret = newWebhookSecret();
      const sealedSecret = seal(testSealing, secretBinding(subscriptionId, 1), secret);
      const subscription = {
        bucket: bucketOf(orgId, buckets),
        subscriptionId,
        orgId,
        url,
        events,
        description: null,
        sealedSecret,
      };
      await databases.cold.transaction((connection) =>
        createSubscription(connection, { subscription, maxSubscriptions: 100 }),
      );
      return { subscriptionId, secret };
    },
    async [Symbol.asyncDispose]() {
      await engine.stop();
      await dispatcher.destroy();
      await databases.close();
      await own?.drop();
    },
  };
}

/** A `run.completed` event of a platform, as ingest would hand it to the engine. */
export function completedEvent(orgId: string, taskId: string, more: Partial<IncomingEvent> = {}): IncomingEvent {
  const body = payloadBytes({
    kind: "run.completed",
    runId: `run of ${taskId}`,
    taskId,
    agentName: "test_agent",
    format: "excel",
    downloadUrl: "https://files.example.com/report.xlsx",
    editUrl: null,
    summary: "Created a 12-row report",
    occurredAtMs: 1_780_000_000_000,
  });
  return {
    orgId,
    kind: "run.completed",
    runId: `run of ${taskId}`,
    taskId,
    body,
    key: ingestKey(taskId, "run.completed"),
    fingerprint: null,
    webhookUrl: null,
    onlySubscriptionId: null,
    ...more,
  };
}
