import type { AttemptErrorCode } from "../../domain/attempt-outcome.ts";
import type { EventKind } from "../../domain/payload.ts";
import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A row of the log: one HTTP request. */
export interface LoggedAttempt {
  attemptId: string;
  orgId: string;
  deliveryId: string;
  subscriptionId: string | null;
  url: string;
  kind: EventKind;
  runId: string;
  taskId: string;
  attempt: number;
  outcome: "succeeded" | "failed";
  httpStatus: number | null;
  errorCode: AttemptErrorCode | null;
  responseBody: string | null;
  responseTruncated: boolean;
  /** A JSON object of those that the log keeps. */
  responseHeaders: string | null;
  latencyMs: number;
  startedAt: Date;
  signedAtS: number | null;
  /** As planned when the attempt was recorded. */
  remainingSchedule: Date[] | null;
}

const columns = `
a.id as "attemptId", a.org_id as "orgId", a.delivery_id as "deliveryId", a.subscription_id as "subscriptionId", a.url, a.kind, a.run_id as "runId",
a.task_id as "taskId", a.attempt, a.outcome, a.http_status as "httpStatus", a.error_code as "errorCode", a.response_body as "responseBody",
a.response_truncated as "responseTruncated", a.response_headers as "responseHeaders", a.latency_ms as "latencyMs", a.started_at as "startedAt",
a.signed_at_s::float8 as "signedAtS", a.remaining_schedule as "remainingSchedule"`;

/** The bounds keep the plan to the days that the ids are of. */
const byIdStatement: Statement = {
  name: "read-attempts",
  text: `
select ${columns} from attempts a
where a.bucket = $1 and a.org_id = $2 and a.id = any($3::uuid[]) and a.id >= $4::uuid and a.id <= $5::uuid
order by a.id desc`,
};

const ofDeliveryStatement: Statement = {
  name: "read-attempts-of-delivery",
  text: `
select ${columns}, a.final, a.failure, a.event_id as "eventId", a.destination_id as "destinationId", a.resend_of as "resendOf" from attempts a
where a.bucket = $1 and a.org_id = $2 and a.delivery_id = $3 and a.id >= $4::uuid and a.id < $5::uuid
order by a.id`,
};

/** Attempts by id, newest first. */
export async function readAttempts(
  connection: Connection,
  input: { bucket: number; orgId: string; attemptIds: readonly string[] },
): Promise<LoggedAttempt[]> {
  if (input.attemptIds.length === 0) return [];
  const ids = input.attemptIds.toSorted();
  return connection.run<LoggedAttempt>(byIdStatement, [input.bucket, input.orgId, uuidArray(ids), ids[0], ids.at(-1)]);
}

export interface AttemptOfDelivery extends LoggedAttempt {
  final: boolean;
  failure: "exhausted" | "rejected" | null;
  eventId: string;
  destinationId: string;
  resendOf: string | null;
}

/** All attempts of a delivery recorded between two ids, oldest first: as many as the schedule has steps, and interrupted ones. */
export async function readAttemptsOfDelivery(
  connection: Connection,
  input: { bucket: number; orgId: string; deliveryId: string; fromId: string; beforeId: string },
): Promise<AttemptOfDelivery[]> {
  const { bucket, orgId, deliveryId, fromId, beforeId } = input;
  return connection.run<AttemptOfDelivery>(ofDeliveryStatement, [bucket, orgId, deliveryId, fromId, beforeId]);
}
