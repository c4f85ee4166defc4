// Who the history belongs to: one large organisation, one of middling size and eight small ones, each with webhooks that fare differently.

import type pg from "pg";
import { encodeId } from "../../server/src/domain/ids.ts";
import { seal, type SealingKeys, secretBinding } from "../../server/src/domain/seal.ts";
import { newWebhookSecret } from "../../server/src/domain/signing.ts";
import { uuidv7 } from "../../server/src/domain/uuid.ts";
import { keptApiKey, makeApiKey } from "../../server/src/storage/api-keys/make-api-key.ts";
import { createOrganization } from "../../server/src/storage/organizations/create-organization.ts";
import { makeOrganization } from "../../server/src/storage/organizations/make-organization.ts";
import { createSubscription } from "../../server/src/storage/subscriptions/create-subscription.ts";
import { connectionOver } from "./connection.ts";

/** How a receiver answers; `fill.ts` says what each leaves in the log. */
type Manner = "healthy" | "flaky" | "down" | "rejecting" | "gone" | "paused" | "backlog" | "old";

/** A webhook: which share of its organisation's events it takes. */
interface WebhookShape {
  name: string;
  manner: Manner;
  share: number;
}

const largeWebhooks: readonly WebhookShape[] = [
  { name: "crm", manner: "healthy", share: 1 },
  { name: "analytics", manner: "healthy", share: 0.3 },
  { name: "erp", manner: "flaky", share: 0.2 },
  { name: "billing", manner: "healthy", share: 0.05 },
  { name: "search", manner: "healthy", share: 0.05 },
  { name: "mail", manner: "healthy", share: 0.05 },
  { name: "legacy", manner: "down", share: 0.015 },
  { name: "importer", manner: "rejecting", share: 0.02 },
  { name: "partner", manner: "gone", share: 0.005 },
  { name: "staging", manner: "paused", share: 0.03 },
  // Its last rows are older than ten days.
  { name: "archive", manner: "old", share: 0.0005 },
  // Takes nothing by itself: what waits for it is made apart.
  { name: "overwhelmed", manner: "backlog", share: 0 },
  ...Array.from({ length: 28 }, (_, n): WebhookShape => ({ name: `team-${n + 1}`, manner: "healthy", share: 0.002 })),
];
const middlingWebhooks: readonly WebhookShape[] = [
  { name: "crm", manner: "healthy", share: 1 },
  { name: "erp", manner: "flaky", share: 0.3 },
  { name: "legacy", manner: "down", share: 0.01 },
];
const smallWebhooks: readonly WebhookShape[] = [{ name: "crm", manner: "healthy", share: 1 }];

/** An organisation and its share of all events. */
const shapes = [
  { name: "large", share: 0.8, webhooks: largeWebhooks },
  { name: "middling", share: 0.12, webhooks: middlingWebhooks },
  ...Array.from({ length: 8 }, (_, n) => ({ name: `small ${n + 1}`, share: 0.01, webhooks: smallWebhooks })),
] as const;

export interface HistoryOrganization {
  orgId: string;
  share: number;
  webhooks: (WebhookShape & { subscriptionId: string; url: string })[];
}

/** The bucket of everything: a fresh database has one. */
export const bucket = 0;

/** Stores the organisations as if they had been there before the history began; the first is the large one, which `apiKey` opens. */
export async function makeOrganizations(
  client: pg.Client,
  input: { sealing: SealingKeys; apiKey: string; beganMs: number },
): Promise<HistoryOrganization[]> {
  const connection = connectionOver(client);
  const { sealing, beganMs } = input;
  const made: HistoryOrganization[] = [];
  for (const [at, { name, share, webhooks }] of shapes.entries()) {
    const key = at === 0 ? keptApiKey(input.apiKey) : makeApiKey();
    const { organization } = makeOrganization(
      { sealing, nowMs: beganMs, buckets: 1 },
      { name, key: { ...key, name: "first key" } },
    );
    await createOrganization(connection, organization);
    const { orgId } = organization;
    const subscribed: HistoryOrganization["webhooks"] = [];
    for (const webhook of webhooks) {
      const subscriptionId = uuidv7(beganMs);
      const url = `http://127.0.0.1:9/${webhook.name}`;
      const subscription = {
        bucket,
        subscriptionId,
        orgId,
        url,
        events: ["run.completed", "run.failed"],
        description: webhook.manner,
        sealedSecret: seal(sealing, secretBinding(subscriptionId, 1), newWebhookSecret()),
      };
      await createSubscription(connection, { subscription, maxSubscriptions: 100 });
      if (webhook.manner === "paused") {
        await client.query("update subscriptions set active = false where id = $1", [subscriptionId]);
      }
      subscribed.push({ ...webhook, subscriptionId, url });
    }
    made.push({ orgId, share, webhooks: subscribed });
  }
  return made;
}

/** The wire id of a webhook of the large organisation. */
export function webhookNamed(organization: HistoryOrganization, name: string): string {
  const found = organization.webhooks.find((webhook) => webhook.name === name);
  if (found === undefined) throw new Error(`there is no webhook ${name}`);
  return encodeId("subscription", found.subscriptionId);
}
