import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A recovery that has not ended, as the recoverer works on it. */
export interface OpenRecovery {
  bucket: number;
  recoveryId: string;
  orgId: string;
  subscriptionId: string;
  status: "counting" | "running";
  dryRun: boolean;
  sinceMs: number;
  untilMs: number;
  /** The last attempt or ending that was looked at while sending. */
  position: string | null;
  suspended: boolean;
}

/**
 * One recovery of each subscription, since one at a time may send for it: counts first, for they end by themselves, then the oldest. Left out is what must wait:
 * for the end of a pause or a suspension. An organisation's first turn comes before anybody's second, in no fixed order: so nobody is left out for ever when
 * there are more than the limit, and two nodes do not ask for the same ones.
 */
const turnsStatement: Statement = {
  name: "recovery-turns",
  text: `
select bucket, "recoveryId", "orgId" from (
  select distinct on (r.bucket, r.subscription_id) r.bucket, r.id as "recoveryId", r.org_id as "orgId"
  from recoveries r
  join organizations o on o.id = r.org_id
  join subscriptions s on s.bucket = r.bucket and s.id = r.subscription_id
  where r.status in ('counting', 'running') and r.id <> all($1::uuid[])
    and (r.status = 'counting' or s.deleted_at is not null or (s.active and o.suspended_at is null))
  order by r.bucket, r.subscription_id, r.status, r.id
) turns
order by row_number() over (partition by "orgId" order by random()), random() limit $2`,
};

/** Another node may have it: then it is left to that one. */
const lockStatement: Statement = {
  name: "lock-recovery",
  text: `
select r.bucket, r.id as "recoveryId", r.org_id as "orgId", r.subscription_id as "subscriptionId", r.status, r.dry_run as "dryRun",
  (extract(epoch from r.since) * 1000)::float8 as "sinceMs", (extract(epoch from r.until) * 1000)::float8 as "untilMs", r.position,
  o.suspended_at is not null as suspended
from recoveries r join organizations o on o.id = r.org_id
where r.bucket = $1 and r.id = $2 and r.status in ('counting', 'running')
for update of r skip locked`,
};

const countedStatement: Statement = {
  name: "recovery-counted",
  text: `update recoveries set matched = $3, status = case when dry_run then 'completed' else 'running' end where bucket = $1 and id = $2`,
};

const movedStatement: Statement = {
  name: "recovery-moved",
  text: `update recoveries set position = $3, done = done + $4, status = $5 where bucket = $1 and id = $2`,
};

const backlogStatement: Statement = {
  name: "recovery-backlog",
  text: `
select count(*)::int as count from (
  select from due where bucket = $1 and destination_id = $2 and lease_token is null and due_at <= now() limit $3
) d`,
};

/** A recovery that can go on by a step. */
export interface RecoveryTurn {
  bucket: number;
  recoveryId: string;
  orgId: string;
}

/** What can be worked on now, whichever node does it, without `exceptIds`. */
export async function listRecoveryTurns(
  connection: Connection,
  input: { exceptIds: readonly string[]; limit: number },
): Promise<RecoveryTurn[]> {
  return connection.run<RecoveryTurn>(turnsStatement, [uuidArray(input.exceptIds), input.limit]);
}

/** Inside a transaction: takes a recovery until its end; null when it has ended or another node has it. */
export async function lockRecovery(
  connection: Connection,
  input: { bucket: number; recoveryId: string },
): Promise<OpenRecovery | null> {
  return (await connection.run<OpenRecovery>(lockStatement, [input.bucket, input.recoveryId]))[0] ?? null;
}

/** The count is done: a dry run ends with it, others go on to send. */
export async function recordCounted(
  connection: Connection,
  input: { bucket: number; recoveryId: string; matched: number },
): Promise<void> {
  await connection.run(countedStatement, [input.bucket, input.recoveryId, input.matched]);
}

/** A batch was sent, in this transaction. */
export async function recordMoved(
  connection: Connection,
  input: {
    bucket: number;
    recoveryId: string;
    position: string | null;
    sent: number;
    status: "running" | "completed" | "cancelled";
  },
): Promise<void> {
  const { bucket, recoveryId, position, sent, status } = input;
  await connection.run(movedStatement, [bucket, recoveryId, position, sent, status]);
}

/** How many deliveries of a subscription are due and wait for room, at most `limit`. */
export async function countBacklog(
  connection: Connection,
  input: { bucket: number; subscriptionId: string; limit: number },
): Promise<number> {
  const rows = await connection.run<{ count: number }>(backlogStatement, [
    input.bucket,
    input.subscriptionId,
    input.limit,
  ]);
  return rows[0]?.count ?? 0;
}
