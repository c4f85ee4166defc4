import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

export interface StoredEvent {
  eventId: string;
  kind: string;
  runId: string;
  taskId: string;
  body: Buffer;
}

/** The bounds let the plan touch the few days that matter instead of all: run it where plans are made with their values. */
const readEventsStatement: Statement = {
  name: "read-events",
  text: `
select id as "eventId", kind, run_id as "runId", task_id as "taskId", body from events
where bucket = $1 and id = any($2::uuid[]) and id >= $3::uuid and id <= $4::uuid`,
};

/** Events by id, in any order; ids whose day was dropped are absent. */
export async function readEvents(
  connection: Connection,
  input: { bucket: number; eventIds: readonly string[] },
): Promise<Map<string, StoredEvent>> {
  if (input.eventIds.length === 0) return new Map();
  const ids = [...new Set(input.eventIds)].sort();
  const rows = await connection.run<StoredEvent>(readEventsStatement, [
    input.bucket,
    uuidArray(ids),
    ids[0],
    ids.at(-1),
  ]);
  return new Map(rows.map((row) => [row.eventId, row]));
}
