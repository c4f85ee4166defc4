import { uuidv7Floor, uuidv7UnixMs } from "../../domain/uuid.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { readEvents } from "../delivery/read-events.ts";
import { findResends } from "../resends/find-resends.ts";
import { type PendingDelivery, pendingColumns, pendingDelivery } from "./find-pending-deliveries.ts";
import type { ListedDelivery } from "./list-deliveries.ts";
import type { LoggedDelivery } from "./logged-delivery.ts";
import { readEventLabels } from "./read-event-labels.ts";
import { type AttemptOfDelivery, readAttemptsOfDelivery } from "./read-attempts.ts";

const pendingStatement: Statement = {
  name: "read-pending-delivery",
  text: `
select ${pendingColumns}
from due d left join subscriptions s on s.bucket = $1 and s.id = d.subscription_id
where d.bucket = $1 and d.org_id = $2 and d.delivery_id = $3`,
};

const endingStatement: Statement = {
  name: "read-ending",
  text: `
select e.delivery_id as "deliveryId", e.event_id as "eventId", e.destination_id as "destinationId", e.subscription_id as "subscriptionId", e.url, e.kind,
  e.run_id as "runId", e.task_id as "taskId", e.status, e.failure, e.attempt_count as "attemptCount", null as "nextAttemptAtMs", e.resend_of as "resendOf"
from endings e
where e.bucket = $1 and e.org_id = $2 and e.delivery_id = $3 and e.id >= $4::uuid and e.id < $5::uuid`,
};

/** Ids are made by nodes whose clocks may differ a little. */
const clockToleranceMs = 5000;

export interface FoundDelivery {
  delivery: LoggedDelivery;
  attempts: AttemptOfDelivery[];
  /** Of a pending one: steps of the schedule used. */
  stepsUsed: number;
}

export interface FindDeliveryInput {
  bucket: number;
  orgId: string;
  deliveryId: string;
  /** Nothing was recorded from here on. */
  endId: string;
}

/** A schedule lasts a day at most: what is later came of an outage, and is looked for only where nothing else is found. */
const usualLifeMs = 2 * 86_400_000;

/** A delivery of an organisation and its attempts; null when there is none. To be read in one snapshot. */
export async function findDelivery(connection: Connection, input: FindDeliveryInput): Promise<FoundDelivery | null> {
  const usualEndId = uuidv7Floor(uuidv7UnixMs(input.deliveryId) + usualLifeMs);
  if (usualEndId < input.endId) {
    const found = await look(connection, { ...input, endId: usualEndId });
    if (found !== null && found.delivery.status !== "pending") return found;
  }
  return look(connection, input);
}

async function look(connection: Connection, input: FindDeliveryInput): Promise<FoundDelivery | null> {
  const { bucket, orgId, deliveryId, endId } = input;
  const fromId = uuidv7Floor(uuidv7UnixMs(deliveryId) - clockToleranceMs);
  const attempts = await readAttemptsOfDelivery(connection, { bucket, orgId, deliveryId, fromId, beforeId: endId });
  const last = attempts.at(-1);
  if (last?.final === true) return { delivery: endedDelivery(last), attempts, stepsUsed: 0 };
  const [pending] = await connection.run<PendingDelivery>(pendingStatement, [bucket, orgId, deliveryId]);
  if (pending !== undefined) {
    const labels = await readEventLabels(connection, { bucket, eventIds: [pending.eventId] });
    const label = labels.get(pending.eventId);
    if (label === undefined) throw new Error(`the delivery ${deliveryId} is due and has no event`); // I1
    return { delivery: pendingDelivery(pending, label), attempts, stepsUsed: pending.step };
  }
  const [ending] = await connection.run<LoggedDelivery>(endingStatement, [bucket, orgId, deliveryId, fromId, endId]);
  return ending === undefined ? null : { delivery: ending, attempts, stepsUsed: 0 };
}

export interface DeliveryDetail extends FoundDelivery {
  delivery: ListedDelivery;
  /** The exact bytes of every request; null where the event of a late resend has left the log. */
  body: Buffer | null;
}

/** The same with its event's body and the newest resend. */
export async function readDelivery(connection: Connection, input: FindDeliveryInput): Promise<DeliveryDetail | null> {
  const found = await findDelivery(connection, input);
  if (found === null) return null;
  const { bucket, deliveryId } = input;
  const resends = await findResends(connection, { bucket, deliveryIds: [deliveryId] });
  const events = await readEvents(connection, { bucket, eventIds: [found.delivery.eventId] });
  return {
    ...found,
    delivery: { ...found.delivery, supersededBy: resends.get(deliveryId) ?? null },
    body: events.get(found.delivery.eventId)?.body ?? null,
  };
}

function endedDelivery(last: AttemptOfDelivery): LoggedDelivery {
  const { deliveryId, eventId, destinationId, subscriptionId, url, kind, runId, taskId, resendOf, failure } = last;
  return {
    deliveryId,
    eventId,
    destinationId,
    subscriptionId,
    url,
    kind,
    runId,
    taskId,
    resendOf,
    failure,
    status: last.outcome,
    attemptCount: last.attempt,
    nextAttemptAtMs: null,
  };
}
