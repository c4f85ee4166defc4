import type { ApiKey } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { ApiKey as StoredApiKey } from "../storage/api-keys/read-api-keys.ts";

/** A key as lists show it: by its prefix. */
export function presentApiKey(key: StoredApiKey): ApiKey {
  return {
    key_id: encodeId("apiKey", key.keyId),
    name: key.name,
    role: key.role,
    prefix: key.prefix,
    created_at: new Date(key.createdAtMs).toISOString(),
  };
}
