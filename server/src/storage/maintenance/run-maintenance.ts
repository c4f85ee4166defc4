import type { Connection, Database, Statement } from "../../runtime/connection.ts";
import { dropPartitions, type DroppedPartitions } from "../drop-partitions.ts";
import { ensurePartitions, schemaLockKey } from "../ensure-partitions.ts";
import { deleteOldStats } from "../stats/delete-old-stats.ts";

const lockStatement: Statement = {
  name: "take-maintenance-lock",
  text: `select pg_try_advisory_xact_lock($1) as taken`,
};

export interface Maintained extends DroppedPartitions {
  /** Partitions made ahead; empty also where another node is at it. */
  made: string[];
}

/** Makes the days ahead, drops the days behind, and removes stats that nobody can ask for; on one node at a time. */
export async function runMaintenance(
  database: Database,
  input: { nowMs: number; logFromMs: number; buckets: number },
): Promise<Maintained> {
  const made = await database.transaction(async (connection) => {
    const [lock] = await connection.run<{ taken: boolean }>(lockStatement, [schemaLockKey]);
    return lock?.taken === true ? ensurePartitions(ddlClient(connection)) : [];
  });
  const dropped = await dropPartitions(database, input);
  for (let bucket = 0; bucket < input.buckets; bucket++) await deleteOldStats(database, { ...input, bucket });
  return { made, ...dropped };
}

function ddlClient(connection: Connection): Parameters<typeof ensurePartitions>[0] {
  return {
    query: async <Row>(text: string) => ({ rows: await connection.run<Row>({ name: "partitions", text }, []) }),
  };
}
