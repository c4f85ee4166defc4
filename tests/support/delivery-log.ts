// What the log and `due` say, straight from the database: tests of the engine must not depend on the routes of the log.
import { setTimeout as sleep } from "node:timers/promises";
import { uuidv7UnixMs } from "../../server/src/domain/uuid.ts";
import type { Databases } from "../../server/src/runtime/database.ts";

export interface LoggedAttempt {
  attemptId: string;
  deliveryId: string;
  eventId: string;
  subscriptionId: string | null;
  url: string;
  taskId: string;
  attempt: number;
  final: boolean;
  outcome: string;
  failure: string | null;
  httpStatus: number | null;
  errorCode: string | null;
  responseBody: string | null;
  responseTruncated: boolean;
  responseHeaders: Record<string, string> | null;
  latencyMs: number;
  startedAtMs: number;
  signedAtS: number | null;
  /** When the row was made, from its id. */
  recordedAtMs: number;
  remainingMs: number[];
}

interface AttemptRow extends Omit<
  LoggedAttempt,
  "recordedAtMs" | "responseHeaders" | "startedAtMs" | "signedAtS" | "remainingMs"
> {
  responseHeaders: string | null;
  startedAt: Date;
  signedAtS: string | null;
  remaining: Date[] | null;
}

type Log = { databases: Pick<Databases, "cold"> };

/** All attempts in the order of their records. */
export async function readAttempts({ databases }: Log): Promise<LoggedAttempt[]> {
  const rows = await databases.cold.run<AttemptRow>(
    {
      name: "test-attempts",
      text: `
select id as "attemptId", delivery_id as "deliveryId", event_id as "eventId", subscription_id as "subscriptionId", url, task_id as "taskId", attempt, final, outcome,
  failure, http_status as "httpStatus", error_code as "errorCode", response_body as "responseBody", response_truncated as "responseTruncated",
  response_headers as "responseHeaders", latency_ms as "latencyMs", started_at as "startedAt", signed_at_s as "signedAtS", remaining_schedule as remaining
from attempts order by id`,
    },
    [],
  );
  return rows.map(({ responseHeaders, startedAt, signedAtS, remaining, ...row }) => ({
    ...row,
    responseHeaders: responseHeaders === null ? null : headersOf(responseHeaders),
    startedAtMs: startedAt.getTime(),
    signedAtS: signedAtS === null ? null : Number(signedAtS),
    recordedAtMs: uuidv7UnixMs(row.attemptId),
    remainingMs: (remaining ?? []).map((at) => at.getTime()),
  }));
}

function headersOf(json: string): Record<string, string> {
  const headers: Record<string, string> = JSON.parse(json);
  return headers;
}

/** Waits until the log has so many attempts; gives all that it has then. */
export async function waitForAttempts(log: Log, count: number, withinMs = 10_000): Promise<LoggedAttempt[]> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const attempts = await readAttempts(log);
    if (attempts.length >= count) return attempts;
    if (performance.now() > untilMs)
      throw new Error(`the log has ${attempts.length} of ${count} attempts after ${withinMs} ms`);
    await sleep(20);
  }
}

export interface DueRow {
  deliveryId: string;
  destinationId: string;
  subscriptionId: string | null;
  dueAtMs: number;
  attempt: number;
  step: number;
  interruptions: number;
  leaseToken: string | null;
}

/** The deliveries that are pending. */
export async function readDue({ databases }: Log): Promise<DueRow[]> {
  return databases.cold.run<DueRow>(
    {
      name: "test-due-rows",
      text: `
select delivery_id as "deliveryId", destination_id as "destinationId", subscription_id as "subscriptionId",
  (extract(epoch from due_at) * 1000)::float8 as "dueAtMs", attempt, step, interruptions, lease_token as "leaseToken"
from due order by delivery_id`,
    },
    [],
  );
}

/** Waits until nothing is pending. */
export async function waitForNothingDue(log: Log, withinMs = 10_000): Promise<void> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const due = await readDue(log);
    if (due.length === 0) return;
    if (performance.now() > untilMs)
      throw new Error(
        `after ${withinMs} ms ${due.length} deliveries are pending, the first: ${JSON.stringify(due[0])}`,
      );
    await sleep(20);
  }
}

/** Moves what waits towards the present: how time passes for a schedule, in place of a clock that lies. */
export async function shiftDue({ databases }: Log, shiftMs: number): Promise<void> {
  await databases.cold.transaction(async (connection) => {
    const values = [shiftMs];
    await connection.run(
      {
        name: "test-shift-waiting",
        text: `update waiting set next_due_at = next_due_at - make_interval(secs => $1::float8 / 1000)`,
      },
      values,
    );
    await connection.run(
      {
        name: "test-shift-due",
        text: `update due set due_at = due_at - make_interval(secs => $1::float8 / 1000) where lease_token is null`,
      },
      values,
    );
  });
}
