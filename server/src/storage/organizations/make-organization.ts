import { bucketOf } from "../../domain/destinations.ts";
import { seal, type SealingKeys, secretBinding } from "../../domain/seal.ts";
import { newWebhookSecret } from "../../domain/signing.ts";
import { uuidv7 } from "../../domain/uuid.ts";
import type { KeptApiKey } from "../api-keys/make-api-key.ts";
import type { NewOrganization } from "./create-organization.ts";

/** A new organisation with its ids and its webhook secret, ready to be stored; `webhookSecret` is to be shown, or forgotten. */
export function makeOrganization(
  deps: { sealing: SealingKeys; nowMs: number; buckets: number },
  input: { name: string; key: KeptApiKey & { name: string } },
): { organization: NewOrganization; webhookSecret: string } {
  const orgId = uuidv7(deps.nowMs);
  const webhookSecret = newWebhookSecret();
  const organization = {
    orgId,
    bucket: bucketOf(orgId, deps.buckets),
    name: input.name,
    sealedSecret: seal(deps.sealing, secretBinding(orgId, 1), webhookSecret),
    key: { keyId: uuidv7(deps.nowMs), ...input.key },
  };
  return { organization, webhookSecret };
}
