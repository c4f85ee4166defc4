import { byteaArray, integerArray, textArray, uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";
import { isUniqueViolation } from "../../runtime/database-pool.ts";
import { acceptAtMidnightStatement, acceptAtOnceStatement, acceptStatement } from "./accept-statements.ts";

/** An event as it will be stored, matched against a version of its organisation. */
export interface MatchedEvent {
  eventId: string;
  orgId: string;
  /** The version of the organisation that the node matched with; another one now means: match again. */
  orgVersion: number;
  kind: string;
  runId: string;
  taskId: string;
  body: Uint8Array;
  /** 16 bytes: what makes a second send of the same event a duplicate. */
  key: Uint8Array;
  /** Of the body, where the key was given explicitly; a duplicate with another fingerprint is a conflict. */
  fingerprint: Uint8Array | null;
  deliveries: readonly NewDelivery[];
}

export interface NewDelivery {
  deliveryId: string;
  destinationId: string;
  subscriptionId: string | null;
  /** Of a per-request URL, and of a paused subscription for the log; otherwise the subscription's own is read when it is sent. */
  url: string | null;
  /** `lease`: sent by this node at once under this token; `wait`: for whoever has room; `paused`: ends as it begins. */
  start: { as: "lease"; leaseToken: string } | { as: "wait" } | { as: "paused"; endingId: string };
}

export interface UntakenEvent {
  eventId: string;
  /** Happens at midnight only: one of the two days was taken. The transaction must be rolled back and the batch sent again. */
  partly: boolean;
}

export interface AcceptRows {
  bucket: number;
  /** UTC, as `2026-01-31`; at midnight the earlier of the two. */
  day: string;
  atMidnight: boolean;
  events: readonly MatchedEvent[];
}

/**
 * Stores events with their whole fan-out; returns those it did not take: duplicates, and events whose organisation's version moved.
 * All events belong to `bucket`.
 */
export async function acceptEvents(connection: Connection, input: AcceptRows): Promise<UntakenEvent[]> {
  const split = splitDeliveries(input.events);
  return connection.run<UntakenEvent>(input.atMidnight ? acceptAtMidnightStatement : acceptStatement, [
    ...commonValues(input, split),
    uuidArray([...split.waiting.keys()]),
    uuidArray([...split.waiting.values()].map((row) => row.event.orgId)),
    uuidArray([...split.waiting.values()].map((row) => row.delivery.subscriptionId)),
    uuidArray(split.paused.map((row) => row.endingId)),
    uuidArray(split.paused.map((row) => row.delivery.deliveryId)),
    uuidArray(split.paused.map((row) => row.event.eventId)),
    uuidArray(split.paused.map((row) => row.delivery.destinationId)),
    textArray(split.paused.map((row) => row.delivery.url)),
  ]);
}

/**
 * The same where a statement is a commit of its own, on a pool: quicker while every delivery starts at once and nobody else takes one of the keys at this
 * moment. A transaction would be lost with the statement that fails.
 */
export async function acceptEventsAlone(database: Connection, input: AcceptRows): Promise<UntakenEvent[]> {
  const split = splitDeliveries(input.events);
  if (input.atMidnight || split.waiting.size > 0 || split.paused.length > 0) return acceptEvents(database, input);
  try {
    return await database.run<UntakenEvent>(acceptAtOnceStatement, commonValues(input, split));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return acceptEvents(database, input);
  }
}

interface SplitDeliveries {
  pending: { event: MatchedEvent; delivery: NewDelivery; leaseToken: string | null }[];
  /** By destination: any one of its deliveries that wait. */
  waiting: Map<string, { event: MatchedEvent; delivery: NewDelivery }>;
  paused: { event: MatchedEvent; delivery: NewDelivery; endingId: string }[];
}

function splitDeliveries(events: readonly MatchedEvent[]): SplitDeliveries {
  const split: SplitDeliveries = { pending: [], waiting: new Map(), paused: [] };
  for (const event of events) {
    for (const delivery of event.deliveries) {
      if (delivery.start.as === "paused") {
        split.paused.push({ event, delivery, endingId: delivery.start.endingId });
      } else if (delivery.start.as === "lease") {
        split.pending.push({ event, delivery, leaseToken: delivery.start.leaseToken });
      } else {
        split.pending.push({ event, delivery, leaseToken: null });
        split.waiting.set(delivery.destinationId, { event, delivery });
      }
    }
  }
  return split;
}

/** $1 to $20. */
function commonValues(input: AcceptRows, split: SplitDeliveries): unknown[] {
  const { events } = input;
  const { pending } = split;
  const versions = new Map(events.map((event) => [event.orgId, event.orgVersion]));
  return [
    input.bucket,
    uuidArray(events.map((event) => event.eventId)),
    uuidArray(events.map((event) => event.orgId)),
    uuidArray([...versions.keys()]),
    integerArray([...versions.values()]),
    textArray(events.map((event) => event.kind)),
    textArray(events.map((event) => event.runId)),
    textArray(events.map((event) => event.taskId)),
    byteaArray(events.map((event) => event.body)),
    byteaArray(events.map((event) => event.key)),
    byteaArray(events.map((event) => event.fingerprint)),
    input.day,
    input.atMidnight ? 2 : 1,
    uuidArray(pending.map((row) => row.event.orgId)),
    uuidArray(pending.map((row) => row.delivery.deliveryId)),
    uuidArray(pending.map((row) => row.event.eventId)),
    uuidArray(pending.map((row) => row.delivery.destinationId)),
    uuidArray(pending.map((row) => row.delivery.subscriptionId)),
    textArray(pending.map((row) => row.delivery.url)),
    uuidArray(pending.map((row) => row.leaseToken)),
  ];
}

const findKeysStatement: Statement = {
  name: "find-event-keys",
  text: `
select t.position - 1 as "index", k.event_id as "eventId", k.fingerprint
from unnest($2::uuid[], $3::bytea[]) with ordinality as t(org_id, key, position)
cross join lateral (
  select event_id, fingerprint from event_keys k
  where k.bucket = $1 and k.org_id = t.org_id and k.key = t.key and k.day >= $4::date - 4 and k.day <= $4::date + 2
  order by k.day limit 1
) k`,
};

/** The events that already hold these keys, by position in `events`: a second statement, for another node may have committed between (I10). */
export async function findEventKeys(
  connection: Connection,
  input: { bucket: number; day: string; events: readonly { orgId: string; key: Uint8Array }[] },
): Promise<{ index: number; eventId: string; fingerprint: Buffer | null }[]> {
  const rows = await connection.run<{ index: string; eventId: string; fingerprint: Buffer | null }>(findKeysStatement, [
    input.bucket,
    uuidArray(input.events.map((event) => event.orgId)),
    byteaArray(input.events.map((event) => event.key)),
    input.day,
  ]);
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}
