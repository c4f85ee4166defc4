import { textArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** A node as it shows itself. */
export interface NodeBeat {
  nodeId: string;
  name: string;
  version: string;
  roles: readonly string[];
  startedAtMs: number;
  inFlight: number;
  eventLoopLagMs: number;
  clockAheadMs: number;
}

/** Rows of nodes that died stay for so long: who looks after a failure sees what is missing. */
const silentKeptSeconds = 3600;

/** Every node removes those that are long silent with its own heartbeat; rows that another is removing are left to it. */
const beatStatement: Statement = {
  name: "beat-node",
  text: `
with gone as (
  delete from nodes where id in (
    select id from nodes where id <> $1 and seen_at < now() - make_interval(secs => $9) for update skip locked
  )
)
insert into nodes (id, name, version, roles, started_at, seen_at, in_flight, event_loop_lag_ms, clock_ahead_ms)
values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), now(), $6, $7, $8)
on conflict (id) do update set seen_at = excluded.seen_at, in_flight = excluded.in_flight, event_loop_lag_ms = excluded.event_loop_lag_ms,
  clock_ahead_ms = excluded.clock_ahead_ms`,
};

/** A node says that it is there, and how it fares. */
export async function beatNode(connection: Connection, beat: NodeBeat): Promise<void> {
  await connection.run(beatStatement, [
    beat.nodeId,
    beat.name,
    beat.version,
    textArray(beat.roles),
    beat.startedAtMs,
    beat.inFlight,
    beat.eventLoopLagMs,
    beat.clockAheadMs,
    silentKeptSeconds,
  ]);
}
