import { encodeId } from "../domain/ids.ts";
import { seal, type SealingKeys, secretBinding, unseal } from "../domain/seal.ts";
import { newWebhookSecret } from "../domain/signing.ts";
import type { Database } from "../runtime/connection.ts";
import { readAsOperator, readVerifiedKey } from "../storage/organizations/read-verified-key.ts";
import { rotateWebhookSecret } from "../storage/organizations/rotate-webhook-secret.ts";
import { HttpError } from "./http-error.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface VerifyDeps {
  database: Database;
  sealing: SealingKeys;
  /** Waits, after a change was committed, until no node starts anything for the state before it. */
  untilNothingStarts: () => Promise<void>;
}

/** `/verify`: whose key this is, and the secret that signs per-request webhooks (contract §4). */
export function verifyRoutes(deps: VerifyDeps): Pick<RouteHandlers, "verifyKey" | "rotateWebhookSecret"> {
  const { database, sealing } = deps;
  return {
    verifyKey: async ({ caller }) => {
      const { orgId, keyId, role } = caller;
      const key = keyId === null ? await readAsOperator(database, orgId) : await readVerifiedKey(database, keyId);
      if (key === null) throw new HttpError("invalid_api_key");
      const { orgName, prefix, keyName, createdAtMs, sealedSecret, secretVersion } = key;
      return {
        status: 200,
        body: {
          org_id: encodeId("organization", orgId),
          org_name: orgName,
          api_key: { prefix, name: keyName, created_at: new Date(createdAtMs).toISOString() },
          // A viewer reads everything but secrets.
          webhook_secret: role === "viewer" ? null : unseal(sealing, secretBinding(orgId, secretVersion), sealedSecret),
        },
      };
    },

    rotateWebhookSecret: async ({ caller }) => {
      const { orgId } = caller;
      const secret = newWebhookSecret();
      const sealFor = (secretVersion: number): Buffer => seal(sealing, secretBinding(orgId, secretVersion), secret);
      await database.transaction((connection) => rotateWebhookSecret(connection, { orgId, sealFor }));
      // A receiver that took over the new secret refuses the old one with 4xx, which is final: nothing may start with it after the answer.
      await deps.untilNothingStarts();
      return { status: 200, body: { webhook_secret: secret } };
    },
  };
}
