import type { Connection, Statement } from "../../runtime/connection.ts";
import type { NodeBeat } from "./beat-node.ts";

/** A node by its last heartbeat. */
export interface ListedNode extends NodeBeat {
  seenAtMs: number;
  /** Silent for less than three heartbeats. */
  alive: boolean;
}

/** Three heartbeats and a little. */
const aliveSeconds = 17;

const listStatement: Statement = {
  name: "list-nodes",
  text: `
select id as "nodeId", name, version, roles, (extract(epoch from started_at) * 1000)::float8 as "startedAtMs",
  (extract(epoch from seen_at) * 1000)::float8 as "seenAtMs", seen_at > now() - make_interval(secs => $1) as alive,
  in_flight as "inFlight", event_loop_lag_ms as "eventLoopLagMs", clock_ahead_ms as "clockAheadMs"
from nodes order by started_at, id`,
};

/** The nodes that run, and those that fell silent within the last hour; the oldest first. */
export async function listNodes(connection: Connection): Promise<ListedNode[]> {
  return connection.run<ListedNode>(listStatement, [aliveSeconds]);
}
