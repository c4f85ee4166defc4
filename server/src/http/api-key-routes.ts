import type { ApiKey, CreateApiKeyBody, CreatedApiKey } from "@overten/contract";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection, Database } from "../runtime/connection.ts";
import { createApiKey, maxApiKeys } from "../storage/api-keys/create-api-key.ts";
import { deleteApiKeyButTheLast } from "../storage/api-keys/delete-api-key.ts";
import { makeApiKey } from "../storage/api-keys/make-api-key.ts";
import { listApiKeys } from "../storage/api-keys/read-api-keys.ts";
import { HttpError } from "./http-error.ts";
import { pageFrom, pageStart } from "./page-cursor.ts";
import { pathId } from "./path-id.ts";
import { presentApiKey } from "./present-api-key.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface ApiKeyDeps {
  database: Database;
  clock: Clock;
}

/** `/api-keys`: a customer's own keys (contract §1). A revoked key is refused at once on every node, for each request asks the database. */
export function apiKeyRoutes(deps: ApiKeyDeps): Pick<RouteHandlers, "createApiKey" | "listApiKeys" | "deleteApiKey"> {
  const { database } = deps;
  return {
    createApiKey: async ({ body, caller }) => ({ status: 201, body: await addApiKey(deps, caller.orgId, body) }),

    listApiKeys: async ({ query, caller }) => ({ status: 200, body: await apiKeyPage(database, caller.orgId, query) }),

    deleteApiKey: async ({ params, caller }) => {
      const key = { orgId: caller.orgId, keyId: pathId("apiKey", params.key_id) };
      const outcome = await database.transaction((connection) => deleteApiKeyButTheLast(connection, key));
      switch (outcome) {
        case "deleted":
          return { status: 204 };
        case "unknown":
          throw new HttpError("not_found");
        case "last_admin":
          throw new HttpError("conflict", {
            message:
              "This is the organisation's last key with the role admin, and without one nobody could make another. Make a new admin key first.",
          });
      }
    },
  };
}

/** Makes a key for an organisation that exists; the answer is the only one that holds it. */
export async function addApiKey(deps: ApiKeyDeps, orgId: string, body: CreateApiKeyBody): Promise<CreatedApiKey> {
  const { apiKey, hash, prefix } = makeApiKey();
  const { name, role } = body;
  const keyId = uuidv7(deps.clock.nowMs());
  const key = { keyId, orgId, hash, prefix, name, role };
  const created = await deps.database.transaction((connection) => createApiKey(connection, key));
  if (created === null) {
    throw new HttpError("conflict", {
      message: `This organisation has ${maxApiKeys} API keys, as many as it may have. Revoke one that is not used any more, then make the new one.`,
    });
  }
  return { ...presentApiKey(created), api_key: apiKey };
}

/** One page of an organisation's keys. */
export async function apiKeyPage(
  database: Connection,
  orgId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ api_keys: ApiKey[]; next_cursor: string | null }> {
  const found = await listApiKeys(database, { orgId, ...pageStart("api_keys", query) });
  const page = pageFrom("api_keys", found, query.limit, (key) => key.keyId);
  return { api_keys: page.rows.map(presentApiKey), next_cursor: page.nextCursor };
}
