import type { EventKind } from "../../domain/payload.ts";
import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** An event without its body. */
export interface EventLabel {
  eventId: string;
  kind: EventKind;
  runId: string;
  taskId: string;
}

const labelsStatement: Statement = {
  name: "read-event-labels",
  text: `
select id as "eventId", kind, run_id as "runId", task_id as "taskId" from events
where bucket = $1 and id = any($2::uuid[]) and id >= $3::uuid and id <= $4::uuid`,
};

/** What events are about, by id; those whose day was dropped are absent. */
export async function readEventLabels(
  connection: Connection,
  input: { bucket: number; eventIds: readonly string[] },
): Promise<Map<string, EventLabel>> {
  if (input.eventIds.length === 0) return new Map();
  const ids = [...new Set(input.eventIds)].sort();
  const rows = await connection.run<EventLabel>(labelsStatement, [input.bucket, uuidArray(ids), ids[0], ids.at(-1)]);
  return new Map(rows.map((row) => [row.eventId, row]));
}
