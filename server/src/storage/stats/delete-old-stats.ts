import type { Connection, Statement } from "../../runtime/connection.ts";

const deleteStatement: Statement = {
  name: "delete-old-stats",
  text: `delete from stats where bucket = $1 and grain = $2 and slot < to_timestamp($3::float8 / 1000)`,
};

const hourMs = 3_600_000;

/** Minutes are kept for two days; what is older is shown by the hour. */
export const minutesKeptMs: number = 48 * hourMs;

/** Removes what nobody can ask for any more. */
export async function deleteOldStats(
  connection: Connection,
  input: { bucket: number; nowMs: number; logFromMs: number },
): Promise<void> {
  // An hour more: the hour that is being asked for may have begun before the edge.
  await connection.run(deleteStatement, [input.bucket, "minute", input.nowMs - minutesKeptMs - hourMs]);
  await connection.run(deleteStatement, [input.bucket, "hour", input.logFromMs - hourMs]);
}
