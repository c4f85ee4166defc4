import { countedTo, type Node, type OpenTasks, type PartitionedTable } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database } from "../runtime/connection.ts";
import { readDue } from "../storage/delivery/read-due.ts";
import { keptMs, listPartitions, type Partition } from "../storage/list-partitions.ts";
import { readPage } from "../storage/log/read-page.ts";
import { type ListedNode, listNodes } from "../storage/nodes/list-nodes.ts";
import { readDatabase } from "../storage/read-database.ts";
import { readDurability } from "../storage/read-durability.ts";
import { countOpenTasks, type OpenTasks as StoredOpenTasks } from "../storage/tasks/count-open-tasks.ts";
import { withinTime } from "./log-edge.ts";
import type { RouteHandlers } from "./route-handlers.ts";

export interface SystemRouteDeps {
  database: Database;
  clock: Clock;
  formats: readonly string[];
  logRetentionDays: number;
}

const dayMs = 86_400_000;
const tooSlow = "The database did not answer in time. See what loads it; the figures come when it is quick again.";

/** `GET /operator/system`: nodes, database, backlog, partitions and tasks, as they are. */
export function systemRoutes(deps: SystemRouteDeps): Pick<RouteHandlers, "getSystem"> {
  return {
    getSystem: async () => {
      const read = await withinTime(
        readPage(deps.database, async (connection) => ({
          nodes: await listNodes(connection),
          facts: await readDatabase(connection),
          durability: await readDurability(connection),
          due: await readDue(connection, { countTo: countedTo }),
          partitions: await listPartitions(connection),
          tasks: await countOpenTasks(connection),
        })),
        tooSlow,
      );
      const { facts, due } = read;
      return {
        status: 200,
        body: {
          at: iso(deps.clock.nowMs()),
          nodes: read.nodes.map(presentNode),
          database: {
            version: facts.version,
            size_bytes: facts.sizeBytes,
            connections: facts.connections,
            max_connections: facts.maxConnections,
            durability: read.durability.map(({ name, setting, safe }) => ({ name, value: setting, safe })),
            oldest_transaction: facts.oldestTransaction === null ? null : presentTransaction(facts.oldestTransaction),
          },
          backlog: {
            due: due.due,
            oldest_due_at: isoOrNull(due.oldestDueAtMs),
            in_flight: due.inFlight,
            waiting_destinations: due.waitingDestinations,
          },
          partitions: presentTables(read.partitions, deps.logRetentionDays * dayMs),
          tasks: presentTasks(read.tasks, deps.formats),
        },
      };
    },
  };
}

function presentNode(node: ListedNode): Node {
  return {
    node_id: encodeId("node", node.nodeId),
    name: node.name,
    version: node.version,
    roles: [...node.roles],
    alive: node.alive,
    started_at: iso(node.startedAtMs),
    seen_at: iso(node.seenAtMs),
    in_flight: node.inFlight,
    event_loop_lag_ms: node.eventLoopLagMs,
    clock_ahead_ms: node.clockAheadMs,
  };
}

function presentTransaction(transaction: { startedAtMs: number; application: string; state: string }): {
  started_at: string;
  application: string;
  state: string;
} {
  const { startedAtMs, application, state } = transaction;
  return { started_at: iso(startedAtMs), application, state };
}

/** One line a table: its days follow each other without a gap. */
function presentTables(partitions: readonly Partition[], logRetentionMs: number): PartitionedTable[] {
  const days = Map.groupBy(partitions, (partition) => partition.table);
  return [...days].flatMap(([table, [oldest, ...newer]]) => {
    if (oldest === undefined) return [];
    const kept = keptMs(table, logRetentionMs);
    return {
      table,
      from: iso(oldest.fromMs),
      until: iso((newer.at(-1) ?? oldest).untilMs),
      days_kept: kept / dayMs,
      next_drop_at: iso(oldest.untilMs + kept),
    };
  });
}

/** What this server takes first, with nothing too. */
function presentTasks(found: readonly StoredOpenTasks[], formats: readonly string[]): OpenTasks[] {
  const none = { queued: 0, running: 0, oldestQueuedAtMs: null };
  const known = formats.map((format) => found.find((tasks) => tasks.format === format) ?? { format, ...none });
  const others = found.filter((tasks) => !formats.includes(tasks.format));
  return [...known, ...others].map(({ format, queued, running, oldestQueuedAtMs }) => ({
    format,
    queued,
    running,
    oldest_queued_at: isoOrNull(oldestQueuedAtMs),
  }));
}

function iso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

function isoOrNull(unixMs: number | null): string | null {
  return unixMs === null ? null : iso(unixMs);
}
