import type { Node, System } from "@overten/contract";
import { describe, expect, it } from "vitest";
import { troublesOf } from "./troubles.ts";

const at = "2026-03-01T12:00:00.000Z";
const ago = (seconds: number): string => new Date(Date.parse(at) - seconds * 1000).toISOString();

const node: Node = {
  node_id: "node_1",
  name: "one:8080",
  version: "1.0.0",
  roles: ["api", "deliver", "agents"],
  alive: true,
  started_at: ago(3600),
  seen_at: ago(3),
  in_flight: 0,
  event_loop_lag_ms: 4,
  clock_ahead_ms: -3,
};
const well: System = {
  at,
  nodes: [node],
  database: {
    version: "18.0",
    size_bytes: 1e9,
    connections: 20,
    max_connections: 97,
    durability: [{ name: "fsync", value: "on", safe: true }],
    oldest_transaction: { started_at: ago(10), application: "psql", state: "active" },
  },
  backlog: { due: 2, oldest_due_at: ago(1), in_flight: 3, waiting_destinations: 9 },
  partitions: [{ table: "events", from: ago(0), until: ago(0), days_kept: 32, next_drop_at: ago(600) }],
  tasks: [{ format: "excel", queued: 1, running: 2, oldest_queued_at: ago(5) }],
};
const titles = (more: Partial<System>): string[] =>
  troublesOf({ ...well, ...more }).map(({ tone, title }) => `${tone}: ${title}`);

describe("what an operator should look at", () => {
  it("is nothing where all is well, and where no node has shown itself yet", () => {
    expect(titles({})).toEqual([]);
    expect(titles({ nodes: [] })).toEqual([]);
  });

  it("is nodes that are silent, slow, of another version or with a wrong clock, the worst first", () => {
    const nodes = [
      { ...node, name: "slow:1", event_loop_lag_ms: 400, version: "0.9.0" },
      { ...node, name: "late:1", clock_ahead_ms: -7_200_000 },
      { ...node, name: "dead:1", alive: false, seen_at: ago(90) },
    ];
    expect(titles({ nodes })).toEqual([
      "bad: dead:1 has been silent for 1 min 30 s",
      "wait: slow:1 kept its events waiting for 400 ms",
      "wait: The clock of late:1 is 2 h behind the database’s",
      "wait: 2 versions run side by side: 0.9.0, 1.0.0",
    ]);
  });

  it("is what should have been sent by now", () => {
    const late = (seconds: number): Partial<System> => ({ backlog: { ...well.backlog, oldest_due_at: ago(seconds) } });
    expect(titles(late(20))).toEqual(["wait: Something has been due for 20 s"]);
    expect(titles(late(120))).toEqual(["bad: Something has been due for 2 min"]);
    expect(titles({ nodes: [{ ...node, roles: ["api"] }] })).toEqual(["bad: No node delivers"]);
  });

  it("is a database that is full, held up or may lose what it has", () => {
    const database = {
      ...well.database,
      connections: 95,
      durability: [{ name: "fsync", value: "off", safe: false }],
      oldest_transaction: { started_at: ago(1500), application: "pg_dump", state: "active" },
    };
    expect(titles({ database })).toEqual([
      "bad: PostgreSQL runs with fsync = off",
      "bad: 95 of 97 database connections are in use",
      "wait: A transaction of pg_dump has been open for 25 min",
    ]);
  });

  it("is tasks that nobody takes, and days that stay", () => {
    const tasks = (running: number): Partial<System> => ({
      tasks: [{ format: "word", queued: 3, running, oldest_queued_at: ago(600) }],
    });
    expect(titles(tasks(0))).toEqual(["bad: 3 word tasks wait, the oldest for 10 min"]);
    expect(titles(tasks(1))).toEqual(["wait: 3 word tasks wait, the oldest for 10 min"]);
    const [events] = well.partitions;
    if (events === undefined) throw new Error("no partition to change");
    expect(titles({ partitions: [{ ...events, next_drop_at: ago(86_400) }] })).toEqual([
      "wait: The oldest day of events should have been dropped 1 d ago",
    ]);
  });
});
