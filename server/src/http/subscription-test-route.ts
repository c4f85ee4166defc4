import type { EventName } from "@overten/contract";
import { ownKey } from "../domain/event-keys.ts";
import { encodeId } from "../domain/ids.ts";
import { payloadBytes } from "../domain/payload.ts";
import { sampleEvent } from "../domain/sample-event.ts";
import { uuidv7 } from "../domain/uuid.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import { findSubscription } from "../storage/subscriptions/read-subscriptions.ts";
import { suspended } from "./callers.ts";
import { HttpError } from "./http-error.ts";
import { pathId } from "./path-id.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { overloaded } from "./unavailable.ts";

/** A sample event for one subscription, as the engine takes it. */
export interface SampleEvent {
  orgId: string;
  kind: EventName;
  runId: string;
  taskId: string;
  body: Buffer;
  key: Buffer;
  fingerprint: null;
  webhookUrl: null;
  onlySubscriptionId: string;
  deliveryId: string;
}

export interface SubscriptionTestDeps {
  database: Connection;
  clock: Clock;
  accept: (event: SampleEvent) => Promise<{ outcome: string }>;
}

/** `POST /webhooks/{webhook_id}/test`: a sample event through the real pipeline, whatever the subscription's events are (contract §3). */
export function subscriptionTestRoute(deps: SubscriptionTestDeps): Pick<RouteHandlers, "testWebhook"> {
  const { database, clock } = deps;
  return {
    testWebhook: async ({ params, body, caller }) => {
      const { orgId, bucket } = caller;
      const subscriptionId = pathId("subscription", params.webhook_id);
      const wanted = { bucket, orgId, subscriptionId };
      if ((await findSubscription(database, wanted)) === null) throw new HttpError("not_found");

      const nowMs = clock.nowMs();
      const runId = testId("run", nowMs);
      const taskId = testId("task", nowMs);
      const deliveryId = uuidv7(nowMs);
      const kind = body.event ?? "run.completed";
      const accepted = await deps.accept({
        orgId,
        kind,
        runId,
        taskId,
        body: payloadBytes(sampleEvent(kind, { runId, taskId }, Math.trunc(nowMs))),
        key: ownKey(taskId),
        fingerprint: null,
        webhookUrl: null,
        onlySubscriptionId: subscriptionId,
        deliveryId,
      });
      if (accepted.outcome === "organization_suspended") throw new HttpError("forbidden", suspended);
      if (accepted.outcome === "overloaded") throw overloaded();
      if (accepted.outcome !== "accepted") throw new Error(`a test event was not accepted: ${accepted.outcome}`);
      // Still there, so it was there when the event was accepted: otherwise nothing may have been made, and the id would lead nowhere.
      if ((await findSubscription(database, wanted)) === null) throw new HttpError("not_found");
      return { status: 202, body: { delivery_id: encodeId("delivery", deliveryId) } };
    },
  };
}

/** `run_test_…`: looks like an id, and names nothing. */
function testId(kind: "run" | "task", nowMs: number): string {
  return encodeId(kind, uuidv7(nowMs)).replace("_", "_test_");
}
