// The ledgers of a fault test, and what they say joined: the producer's, the receiver's, and the system's log.
import type { LoggedAttempt } from "./delivery-log.ts";
import type { ReceivedRequest } from "./receiver.ts";
import { encodeId } from "../../server/src/domain/ids.ts";

/** What the producer knows of an event, by its task. */
export type ProducerEntry =
  | { answer: "acknowledged"; eventId: string }
  /** Refused with an error: nothing was accepted. */
  | { answer: "refused"; status: number; retryAfter: string | null }
  /** No answer: accepted or not. */
  | { answer: "unknown" };

export type ProducerLedger = Map<string, ProducerEntry>;

export interface LedgerFindings {
  /** Tasks that were acknowledged and never arrived. */
  lost: string[];
  /** Requests beyond the first of a delivery. */
  duplicated: number;
  /** Deliveries of one task under more than one event: an unknown outcome became two. */
  doubled: string[];
  /** Requests that arrived and have no row in the log. */
  unlogged: string[];
  /** Tasks that arrived and were never sent, or were refused. */
  unasked: string[];
  /** Copies of one event with other bytes. */
  changed: string[];
  /** Tasks that arrived under another event than was acknowledged. */
  renamed: string[];
}

/** What faultless ledgers give. */
export function nothingFound(): LedgerFindings {
  return { lost: [], duplicated: 0, doubled: [], unlogged: [], unasked: [], changed: [], renamed: [] };
}

/** Every finding empty is the ideal; which may not be is for the test to say. */
export function joinLedgers(input: {
  producer: ProducerLedger;
  requests: readonly ReceivedRequest[];
  attempts: readonly LoggedAttempt[];
}): LedgerFindings {
  const { producer, requests, attempts } = input;
  const findings = nothingFound();
  const logged = new Set(attempts.map((row) => `${encodeId("delivery", row.deliveryId)} ${row.attempt}`));
  const deliveries = new Set<string>();
  const firstOf = new Map<string, { eventId: string; body: Buffer }>();
  for (const { headers, body } of requests) {
    const taskId = taskOf(body);
    const eventId = headers["webhook-id"] ?? "";
    const delivery = headers["x-overten-delivery"] ?? "";
    const attempt = `${delivery} ${headers["x-overten-attempt"]}`;
    if (!logged.has(attempt)) findings.unlogged.push(attempt);
    if (deliveries.has(delivery)) findings.duplicated++;
    deliveries.add(delivery);
    const first = firstOf.get(taskId);
    if (first === undefined) firstOf.set(taskId, { eventId, body });
    else if (first.eventId !== eventId) findings.doubled.push(taskId);
    else if (!first.body.equals(body)) findings.changed.push(taskId);
    const entry = producer.get(taskId);
    if (entry === undefined || entry.answer === "refused") findings.unasked.push(taskId);
    if (entry?.answer === "acknowledged" && entry.eventId !== eventId) findings.renamed.push(taskId);
  }
  for (const [taskId, entry] of producer)
    if (entry.answer === "acknowledged" && !firstOf.has(taskId)) findings.lost.push(taskId);
  return findings;
}

function taskOf(body: Buffer): string {
  const payload: { task_id: string } = JSON.parse(body.toString("utf8"));
  return payload.task_id;
}
