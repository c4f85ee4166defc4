import { byteArray, plainArray, textArray } from "../../runtime/array-literal.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

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

const text = (days: string, laterDays: number): string => `
with input as (
  select t.event_id, t.org_id, t.kind, t.run_id, t.task_id, t.position,
    substring($7::bytea from t.body_at for t.body_length) as body,
    substring($10::bytea from t.key_at for 16) as key,
    case when t.print_length >= 0 then substring($12::bytea from t.print_at for t.print_length) end as fingerprint
  from unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $24::text[], $8::int[], $9::int[], $11::int[], $13::int[], $14::int[])
    with ordinality as t(event_id, org_id, version, kind, run_id, task_id, body_at, body_length, key_at, print_at, print_length, position)
  -- I2, I3: nothing is accepted for subscriptions that changed, nor for a suspended organisation
  join organizations o on o.id = t.org_id and o.version = t.version and o.suspended_at is null
), keys as (
  insert into event_keys (bucket, day, org_id, key, fingerprint, event_id)
  select $1, d.day, i.org_id, i.key, i.fingerprint, i.event_id
  from input i cross join ${days}
  -- a scalar look-up, never a join: as one it was planned to read all keys of a day for each event
  where (
    select k.event_id from event_keys k
    where k.bucket = $1 and k.org_id = i.org_id and k.key = i.key and k.day >= $15::date - 3 and k.day < $15::date + ${laterDays} limit 1
  ) is null
  order by d.day, i.org_id, i.key, i.position -- one order for all nodes, and the first of equal keys wins
  on conflict do nothing
  returning event_id
), written as (
  insert into events (bucket, id, org_id, kind, run_id, task_id, body)
  select $1, event_id, org_id, kind, run_id, task_id, body from input where (event_id in (select event_id from keys)) is true
), pending as (
  insert into due (bucket, org_id, delivery_id, event_id, destination_id, subscription_id, url, due_at, lease_token)
  select $1, d.org_id, d.delivery_id, d.event_id, d.destination_id, d.subscription_id, d.url, now(), d.lease_token
  from unnest($16::uuid[], $17::uuid[], $18::uuid[], $19::uuid[], $20::uuid[], $21::text[], $22::uuid[])
    as d(org_id, delivery_id, event_id, destination_id, subscription_id, url, lease_token)
  where (d.event_id in (select event_id from keys)) is true -- a hashed look-up: as a join it may be planned row by row
), shown as (
  insert into waiting (bucket, destination_id, org_id, subscription_id, next_due_at)
  select $1, w.destination_id, w.org_id, w.subscription_id, now()
  from unnest($30::uuid[], $31::uuid[], $32::uuid[]) as w(destination_id, org_id, subscription_id)
  order by w.destination_id
  on conflict (bucket, destination_id) do update set next_due_at = excluded.next_due_at where waiting.next_due_at > excluded.next_due_at
), ended as (
  insert into endings (bucket, id, org_id, delivery_id, event_id, destination_id, subscription_id, url, kind, run_id, task_id, attempt_count, status, failure)
  select $1, p.ending_id, i.org_id, p.delivery_id, p.event_id, p.destination_id, p.destination_id, p.url, i.kind, i.run_id, i.task_id, 0, 'failed', 'paused'
  from unnest($25::uuid[], $26::uuid[], $27::uuid[], $28::uuid[], $29::text[]) as p(ending_id, delivery_id, event_id, destination_id, url)
  join input i on i.event_id = p.event_id
  where (p.event_id in (select event_id from keys)) is true
)
select t.event_id as "eventId", exists (select from keys k where k.event_id = t.event_id) as "partly"
from unnest($2::uuid[]) as t(event_id)
where (t.event_id in (select event_id from keys group by event_id having count(*) = $23)) is not true`;

/** The ordinary case: one day. `$23` is the number of days written to. */
const acceptStatement: Statement = { name: "accept-events", text: text("(select $15::date as day) d", 0) };

/** Around midnight nodes may not agree on the day: both days are written to, so that each sees the other's keys. `$15` is the earlier day. */
const acceptAtMidnightStatement: Statement = {
  name: "accept-events-at-midnight",
  // Looking at both days first leaves `partly` to true races; without it every duplicate of an earlier hour would be one.
  text: text("(select $15::date as day union all select $15::date + 1) d", 2),
};

export interface UntakenEvent {
  eventId: string;
  /** Happens at midnight only: one of the two days was taken. The transaction must be rolled back and the batch sent again. */
  partly: boolean;
}

/**
 * Stores events with their whole fan-out; returns those it did not take: duplicates, and events whose organisation's version moved.
 * All events belong to `bucket`.
 */
export async function acceptEvents(
  connection: Connection,
  input: { bucket: number; day: string; atMidnight: boolean; events: readonly MatchedEvent[] },
): Promise<UntakenEvent[]> {
  const { events } = input;
  const bodies = byteArray(events.map((event) => event.body));
  const keys = byteArray(events.map((event) => event.key));
  const fingerprints = byteArray(events.map((event) => event.fingerprint));
  const pending: { event: MatchedEvent; delivery: NewDelivery; leaseToken: string | null }[] = [];
  const waiting = new Map<string, { event: MatchedEvent; delivery: NewDelivery }>();
  const paused: { event: MatchedEvent; delivery: NewDelivery; endingId: string }[] = [];
  for (const event of events) {
    for (const delivery of event.deliveries) {
      if (delivery.start.as === "paused") {
        paused.push({ event, delivery, endingId: delivery.start.endingId });
      } else if (delivery.start.as === "lease") {
        pending.push({ event, delivery, leaseToken: delivery.start.leaseToken });
      } else {
        pending.push({ event, delivery, leaseToken: null });
        waiting.set(delivery.destinationId, { event, delivery });
      }
    }
  }
  return connection.run<UntakenEvent>(input.atMidnight ? acceptAtMidnightStatement : acceptStatement, [
    input.bucket,
    plainArray(events.map((event) => event.eventId)),
    plainArray(events.map((event) => event.orgId)),
    plainArray(events.map((event) => event.orgVersion)),
    textArray(events.map((event) => event.kind)),
    textArray(events.map((event) => event.runId)),
    bodies.bytes,
    bodies.offsets,
    bodies.lengths,
    keys.bytes,
    keys.offsets,
    fingerprints.bytes,
    fingerprints.offsets,
    fingerprints.lengths,
    input.day,
    plainArray(pending.map((row) => row.event.orgId)),
    plainArray(pending.map((row) => row.delivery.deliveryId)),
    plainArray(pending.map((row) => row.event.eventId)),
    plainArray(pending.map((row) => row.delivery.destinationId)),
    plainArray(pending.map((row) => row.delivery.subscriptionId)),
    textArray(pending.map((row) => row.delivery.url)),
    plainArray(pending.map((row) => row.leaseToken)),
    input.atMidnight ? 2 : 1,
    textArray(events.map((event) => event.taskId)),
    plainArray(paused.map((row) => row.endingId)),
    plainArray(paused.map((row) => row.delivery.deliveryId)),
    plainArray(paused.map((row) => row.event.eventId)),
    plainArray(paused.map((row) => row.delivery.destinationId)),
    textArray(paused.map((row) => row.delivery.url)),
    plainArray([...waiting.keys()]),
    plainArray([...waiting.values()].map((row) => row.event.orgId)),
    plainArray([...waiting.values()].map((row) => row.delivery.subscriptionId)),
  ]);
}

const findKeysStatement: Statement = {
  name: "find-event-keys",
  text: `
select t.position - 1 as "index", k.event_id as "eventId", k.fingerprint
from unnest($2::uuid[], $3::int[]) with ordinality as t(org_id, key_at, position)
cross join lateral (
  select event_id, fingerprint from event_keys k
  where k.bucket = $1 and k.org_id = t.org_id and k.key = substring($4::bytea from t.key_at for 16) and k.day >= $5::date - 4 and k.day <= $5::date + 2
  order by k.day limit 1
) k`,
};

/** The events that already hold these keys, by position in `events`: a second statement, for another node may have committed between (I10). */
export async function findEventKeys(
  connection: Connection,
  input: { bucket: number; day: string; events: readonly { orgId: string; key: Uint8Array }[] },
): Promise<{ index: number; eventId: string; fingerprint: Buffer | null }[]> {
  const keys = byteArray(input.events.map((event) => event.key));
  const rows = await connection.run<{ index: string; eventId: string; fingerprint: Buffer | null }>(findKeysStatement, [
    input.bucket,
    plainArray(input.events.map((event) => event.orgId)),
    keys.offsets,
    keys.bytes,
    input.day,
  ]);
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}
