import { createHash } from "node:crypto";
import { createClient, type Client } from "../../contract/src/index.ts";
import { bucketOf } from "../../server/src/domain/destinations.ts";
import { encodeId } from "../../server/src/domain/ids.ts";
import { seal, sealingKeys, secretBinding } from "../../server/src/domain/seal.ts";
import { newWebhookSecret } from "../../server/src/domain/signing.ts";
import { uuidv7 } from "../../server/src/domain/uuid.ts";
import type { DashboardOutput } from "../../server/src/main/build-dashboard.ts";
import { type Settings, readSettings } from "../../server/src/main/settings.ts";
import { startServer } from "../../server/src/main/start-server.ts";
import { type Databases, openDatabases } from "../../server/src/runtime/database.ts";
import { createLogger } from "../../server/src/runtime/logger.ts";
import { randomAlphanumerics } from "../../server/src/runtime/random-text.ts";
import { createOrganization } from "../../server/src/storage/organizations/create-organization.ts";
import { createTestDatabase } from "./postgres.ts";

export const testOperatorKey = `op_live_${"T".repeat(28)}`;
export const testSecretKey = "a secret key for tests";

export interface TestOrganization {
  orgId: string;
  /** As on the wire. */
  id: string;
  bucket: number;
  apiKey: string;
  secret: string;
  client: Client;
}

export interface TestServer extends AsyncDisposable {
  url: string;
  settings: Settings;
  connectionString: string;
  /** Straight to the server's database. */
  databases: Databases;
  operator: Client;
  /** An organisation with an admin's key, made in the database. */
  addOrganization(name?: string): Promise<TestOrganization>;
  /** A raw request below `/api/v1`, for what the client would not send. */
  request(
    method: string,
    path: string,
    options?: { key?: string; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> },
  ): Promise<Response>;
  /** The dashboard's address, signing in as the operator once. */
  signInLink(): string;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Settings by their names in the environment. */
  env?: Record<string, string>;
  /** A second node on another's database. */
  connectionString?: string;
  /** The dashboard's files, for tests that look at it. */
  dashboard?: Promise<DashboardOutput>;
}

/** A whole node in this process, on a port of its own, with a database of its own unless another's is named. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const env = { OVERTEN_ENV: "development", PORT: "0", ...options.env };
  const read = readSettings(env);
  if (!read.ok) throw new Error(read.problems.join(" "));
  const { settings } = read;
  const own =
    options.connectionString === undefined
      ? await createTestDatabase({ buckets: settings.buckets === 4 ? 4 : 1 })
      : null;
  const connectionString = options.connectionString ?? own?.connectionString ?? "";
  const inputs = {
    settings,
    connectionString,
    secretKeys: [testSecretKey],
    operatorKey: testOperatorKey,
    ...(options.dashboard === undefined ? {} : { dashboard: options.dashboard }),
  };
  const server = await startServer({ log: createLogger({ level: "silent" }) }, inputs);
  const databases = await openDatabases({ connectionString, maxConnections: 4, onConnectionError: () => {} });
  const { url } = server;
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await server.stop();
  };
  return {
    url,
    settings,
    connectionString,
    databases,
    operator: createClient({ baseUrl: url, apiKey: testOperatorKey }),
    async addOrganization(name = "test") {
      const orgId = uuidv7(Date.now());
      const secret = newWebhookSecret();
      const apiKey = `sk_live_${randomAlphanumerics(28)}`;
      const bucket = bucketOf(orgId, settings.buckets ?? 1);
      await createOrganization(databases.cold, {
        orgId,
        bucket,
        name,
        sealedSecret: seal(sealingKeys([testSecretKey]), secretBinding(orgId, 1), secret),
        key: {
          keyId: uuidv7(Date.now()),
          hash: createHash("sha256").update(apiKey).digest(),
          prefix: apiKey.slice(0, 12),
          name: "test",
        },
      });
      return {
        orgId,
        id: encodeId("organization", orgId),
        bucket,
        apiKey,
        secret,
        client: createClient({ baseUrl: url, apiKey }),
      };
    },
    async request(method, path, { key, headers = {}, body } = {}) {
      const sent = {
        ...(key === undefined ? {} : { "x-api-key": key }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      };
      return fetch(`${url}/api/v1${path}`, {
        method,
        headers: sent,
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
      });
    },
    signInLink: () => server.signInLink(),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await databases.close();
      await own?.drop();
    },
  };
}
