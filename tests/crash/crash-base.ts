import { createHash } from "node:crypto";
import { bucketOf } from "../../server/src/domain/destinations.ts";
import { encodeId } from "../../server/src/domain/ids.ts";
import { seal, sealingKeys, secretBinding } from "../../server/src/domain/seal.ts";
import { newWebhookSecret } from "../../server/src/domain/signing.ts";
import { uuidv7 } from "../../server/src/domain/uuid.ts";
import { type Databases, openDatabases } from "../../server/src/runtime/database.ts";
import { createOrganization } from "../../server/src/storage/organizations/create-organization.ts";
import { createSubscription } from "../../server/src/storage/subscriptions/create-subscription.ts";
import { type ChildNode, startChildNode } from "../support/child-node.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { testSecretKey } from "../support/server.ts";

/** A database that outlives the nodes that are killed on it, and what else a test starts: all of it is ended with this. */
export interface CrashBase extends AsyncDisposable {
  databases: Databases;
  startNode(env?: Record<string, string>): Promise<ChildNode>;
  /** Closes it with this. */
  own<Thing extends { close(): Promise<void> }>(thing: Thing): Thing;
  /** An organisation with one subscription to everything. */
  addOrganization(url: string): Promise<{ id: string }>;
}

/** With a database of its own, unless another's is named; nodes may go another way to it. */
export async function openCrashBase(
  input: { connectionString?: string; nodesConnectionString?: string } = {},
): Promise<CrashBase> {
  const own = input.connectionString === undefined ? await createTestDatabase() : null;
  const connectionString = input.connectionString ?? own?.connectionString ?? "";
  const endings: (() => Promise<void>)[] = [];
  const databases = await openDatabases({ connectionString, maxConnections: 5, onConnectionError: () => {} });
  const sealing = sealingKeys([testSecretKey]);
  return {
    databases,
    async startNode(env = {}) {
      const node = await startChildNode({ connectionString: input.nodesConnectionString ?? connectionString, env });
      endings.push(async () => await node[Symbol.asyncDispose]());
      return node;
    },
    own(thing) {
      endings.push(() => thing.close());
      return thing;
    },
    async addOrganization(url) {
      const orgId = uuidv7(Date.now());
      const subscriptionId = uuidv7(Date.now());
      const bucket = bucketOf(orgId, 1);
      const hash = createHash("sha256").update(orgId).digest();
      await createOrganization(databases.cold, {
        orgId,
        bucket,
        name: "crash",
        sealedSecret: seal(sealing, secretBinding(orgId, 1), newWebhookSecret()),
        key: { keyId: uuidv7(Date.now()), hash, prefix: "sk_live_test", name: "test" },
      });
      const sealedSecret = seal(sealing, secretBinding(subscriptionId, 1), newWebhookSecret());
      const events = ["run.completed", "run.failed"];
      const subscription = { bucket, subscriptionId, orgId, url, events, description: null, sealedSecret };
      await databases.cold.transaction((connection) =>
        createSubscription(connection, { subscription, maxSubscriptions: 100 }),
      );
      return { id: encodeId("organization", orgId) };
    },
    async [Symbol.asyncDispose]() {
      for (const end of endings.toReversed()) await end();
      await databases.close();
      await own?.drop();
    },
  };
}
