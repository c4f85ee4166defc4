import type { Connection, Statement } from "../../runtime/connection.ts";

export interface Recovery {
  recoveryId: string;
  status: "counting" | "running" | "completed" | "cancelled";
  /** Null while it counts. */
  matched: number | null;
  done: number;
  createdAt: Date;
}

const columns = `id as "recoveryId", status, matched, done, created_at as "createdAt"`;

const findStatement: Statement = {
  name: "find-recovery",
  text: `select ${columns} from recoveries where bucket = $1 and id = $2 and org_id = $3`,
};

/** Waits for the batch under way: what it sent is counted, and nothing is sent after this. */
const cancelStatement: Statement = {
  name: "cancel-recovery",
  text: `
update recoveries set status = 'cancelled' where bucket = $1 and id = $2 and org_id = $3 and status in ('counting', 'running')
returning ${columns}`,
};

interface Named {
  bucket: number;
  orgId: string;
  recoveryId: string;
}

/** A recovery of an organisation and how far it is. */
export async function findRecovery(connection: Connection, input: Named): Promise<Recovery | null> {
  const rows = await connection.run<Recovery>(findStatement, [input.bucket, input.recoveryId, input.orgId]);
  return rows[0] ?? null;
}

/** Stops one that has not ended; null when there is none such. */
export async function cancelRecovery(connection: Connection, input: Named): Promise<Recovery | null> {
  const rows = await connection.run<Recovery>(cancelStatement, [input.bucket, input.recoveryId, input.orgId]);
  return rows[0] ?? null;
}
