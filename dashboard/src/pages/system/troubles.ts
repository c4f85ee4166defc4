import type { Node, System } from "@overten/contract";
import { count } from "../../parts/numbers.ts";
import { duration } from "../../parts/relative-time.ts";

/** Something that is wrong or soon will be: what, and what to do. */
export interface Trouble {
  /** `bad` loses or delays deliveries now; `wait` may before long. */
  tone: "bad" | "wait";
  title: string;
  mend: string;
}

/** What is due starts within a second while a node has room; within 45 s of any fault. */
const lateMs = 10_000;
const tooLateMs = 45_000;
const longTransactionMs = 5 * 60_000;
const fullConnections = 0.9;
const slowLoopMs = 250;
const clockApartMs = 2000;
/** Old days are looked for every hour. */
const dropGraceMs = 2 * 3_600_000;
const longQueueMs = 60_000;

/** What an operator should look at, the worst first; empty where all is well. */
export function troublesOf(system: System): Trouble[] {
  const nowMs = Date.parse(system.at);
  const troubles = [
    ...nodeTroubles(system, nowMs),
    ...backlogTroubles(system, nowMs),
    ...databaseTroubles(system, nowMs),
    ...taskTroubles(system, nowMs),
    ...dayTroubles(system, nowMs),
  ];
  return troubles.toSorted((one, other) => Number(one.tone === "wait") - Number(other.tone === "wait"));
}

function nodeTroubles({ nodes }: System, nowMs: number): Trouble[] {
  const alive = nodes.filter((node) => node.alive);
  const versions = new Set(alive.map((node) => node.version));
  return [
    ...nodes
      .filter((node) => !node.alive)
      .map((node): Trouble => ({
        tone: "bad",
        title: `${node.name} has been silent for ${duration(nowMs - Date.parse(node.seen_at))}`,
        mend: "It died, or does not reach the database. Others take over what it had in flight after 30 s; start it again, or see its log.",
      })),
    ...alive.flatMap((node) => aliveTroubles(node)),
    ...(versions.size > 1
      ? [
          {
            tone: "wait" as const,
            title: `${versions.size} versions run side by side: ${[...versions].toSorted().join(", ")}`,
            mend: "That is as it should be during an upgrade. Afterwards, restart the nodes with the older version.",
          },
        ]
      : []),
  ];
}

function aliveTroubles(node: Node): Trouble[] {
  const troubles: Trouble[] = [];
  if (node.event_loop_lag_ms > slowLoopMs) {
    troubles.push({
      tone: "wait",
      title: `${node.name} kept its events waiting for ${duration(node.event_loop_lag_ms)}`,
      mend: "Its machine has too little CPU for what it does. Give it more, or add a node.",
    });
  }
  if (Math.abs(node.clock_ahead_ms) > clockApartMs) {
    const where = node.clock_ahead_ms > 0 ? "ahead of" : "behind";
    troubles.push({
      tone: "wait",
      title: `The clock of ${node.name} is ${duration(Math.abs(node.clock_ahead_ms))} ${where} the database’s`,
      mend: "Signatures and retries follow the database’s clock and stay right; set the machine’s clock by NTP, for its log’s sake.",
    });
  }
  return troubles;
}

function backlogTroubles({ backlog, nodes }: System, nowMs: number): Trouble[] {
  const canDeliver = nodes.some((node) => node.alive && node.roles.includes("deliver"));
  if (nodes.length > 0 && !canDeliver) {
    return [
      {
        tone: "bad",
        title: "No node delivers",
        mend: "What is accepted waits. Start a node with the role deliver (OVERTEN_ROLES).",
      },
    ];
  }
  if (backlog.oldest_due_at === null) return [];
  const lateByMs = nowMs - Date.parse(backlog.oldest_due_at);
  if (lateByMs <= lateMs) return [];
  return [
    {
      tone: lateByMs > tooLateMs ? "bad" : "wait",
      title: `Something has been due for ${duration(lateByMs)}`,
      mend: "Nodes have no room, or the destination takes as many requests at once as it may. Look at the busiest organisations; add a node, or raise OVERTEN_CONCURRENCY.",
    },
  ];
}

function databaseTroubles({ database }: System, nowMs: number): Trouble[] {
  const { connections, max_connections, oldest_transaction } = database;
  const openMs = oldest_transaction === null ? 0 : nowMs - Date.parse(oldest_transaction.started_at);
  return [
    ...database.durability
      .filter((setting) => !setting.safe)
      .map(({ name, value }): Trouble => ({
        tone: "bad",
        title: `PostgreSQL runs with ${name} = ${value}`,
        mend: `A crash can lose events that were acknowledged. Set ${name} = on in postgresql.conf, and for this user and database.`,
      })),
    ...(connections > max_connections * fullConnections
      ? [
          {
            tone: "bad" as const,
            title: `${count(connections)} of ${count(max_connections)} database connections are in use`,
            mend: "Soon new ones are refused. Lower OVERTEN_DATABASE_CONNECTIONS, raise max_connections, or put pgbouncer in between.",
          },
        ]
      : []),
    ...(openMs > longTransactionMs
      ? [
          {
            tone: "wait" as const,
            title: `A transaction${ofWhom(oldest_transaction)} has been open for ${duration(openMs)}`,
            mend: "Until it ends, dead rows pile up and slow everything down. End a forgotten session or dump.",
          },
        ]
      : []),
  ];
}

/** The name that a client gave itself, where it did. */
export function ofWhom(transaction: System["database"]["oldest_transaction"]): string {
  return transaction === null || transaction.application === "" ? "" : ` of ${transaction.application}`;
}

function taskTroubles({ tasks }: System, nowMs: number): Trouble[] {
  return tasks.flatMap(({ format, queued, running, oldest_queued_at }) => {
    const waitsMs = oldest_queued_at === null ? 0 : nowMs - Date.parse(oldest_queued_at);
    if (waitsMs <= longQueueMs) return [];
    const nobody = running === 0;
    return {
      tone: nobody ? "bad" : "wait",
      title: `${count(queued)} ${format} ${queued === 1 ? "task waits" : "tasks wait"}, the oldest for ${duration(waitsMs)}`,
      mend: nobody
        ? `Nobody works on ${format}. Start a node with the role agents, or the agent that claims this format.`
        : "More come than its agents finish. Start more of them.",
    } satisfies Trouble;
  });
}

function dayTroubles({ partitions }: System, nowMs: number): Trouble[] {
  return partitions
    .filter(({ next_drop_at }) => nowMs - Date.parse(next_drop_at) > dropGraceMs)
    .map(({ table, next_drop_at }) => ({
      tone: "wait",
      title: `The oldest day of ${table} should have been dropped ${duration(nowMs - Date.parse(next_drop_at))} ago`,
      mend: "Something reads it all the time, or a delivery that still waits needs it. See what the log says about old partitions.",
    }));
}
