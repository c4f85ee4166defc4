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

const listStatement: Statement = {
  name: "list-open-recoveries",
  text: `select bucket, id as "recoveryId" from recoveries where status in ('counting', 'running') order by bucket, id limit $1`,
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

/** Recoveries that have not ended, oldest first, whichever node works on them. */
export async function listOpenRecoveries(
  connection: Connection,
  limit: number,
): Promise<{ bucket: number; recoveryId: string }[]> {
  return connection.run<{ bucket: number; recoveryId: string }>(listStatement, [limit]);
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
