import { z } from "zod";
import { timestampSchema } from "./fields.ts";

/** Where counting what waits ends: this number means "as many, or more". */
export const countedTo = 10_000;

/** A running program of the deployment, by its last heartbeat; they come every 5 s. */
export const nodeSchema = z.object({
  node_id: z.string(),
  /** Host and port. */
  name: z.string(),
  version: z.string(),
  roles: z.array(z.string()),
  /** Whether it was heard within three heartbeats. One that is silent for an hour is forgotten. */
  alive: z.boolean(),
  started_at: timestampSchema,
  seen_at: timestampSchema,
  in_flight: z.int().min(0),
  /** The longest that something ready to run had to wait, since the heartbeat before. */
  event_loop_lag_ms: z.number().min(0),
  /** How far its machine's clock is ahead of the database's; negative when it is behind. */
  clock_ahead_ms: z.number(),
});
export type Node = z.output<typeof nodeSchema>;

/** A setting of PostgreSQL that decides whether a crash can take back what was acknowledged. */
export const durabilitySettingSchema = z.object({ name: z.string(), value: z.string(), safe: z.boolean() });
export type DurabilitySetting = z.output<typeof durabilitySettingSchema>;

/** `oldest_transaction` is one of others that this server's user may see; null without any. */
export const databaseFactsSchema = z.object({
  version: z.string(),
  size_bytes: z.number().min(0),
  connections: z.int().min(0),
  max_connections: z.int().min(0),
  durability: z.array(durabilitySettingSchema),
  oldest_transaction: z.object({ started_at: timestampSchema, application: z.string(), state: z.string() }).nullable(),
});
export type DatabaseFacts = z.output<typeof databaseFactsSchema>;

/** `due` could start now and is counted up to `countedTo`; `in_flight` is leased to a node; a destination waits with anything due now or later. */
export const dueFactsSchema = z.object({
  due: z.int().min(0),
  oldest_due_at: timestampSchema.nullable(),
  in_flight: z.int().min(0),
  waiting_destinations: z.int().min(0),
});
export type DueFacts = z.output<typeof dueFactsSchema>;

/** A table that is cut by day, from the oldest day to the end of the newest; the oldest is dropped whole. */
export const partitionedTableSchema = z.object({
  table: z.string(),
  from: timestampSchema,
  until: timestampSchema,
  days_kept: z.number(),
  next_drop_at: timestampSchema,
});
export type PartitionedTable = z.output<typeof partitionedTableSchema>;

export const openTasksSchema = z.object({
  format: z.string(),
  queued: z.int().min(0),
  running: z.int().min(0),
  oldest_queued_at: timestampSchema.nullable(),
});
export type OpenTasks = z.output<typeof openTasksSchema>;

/** `GET /operator/system`: the deployment as it is at `at`. */
export const systemSchema = z.object({
  at: timestampSchema,
  nodes: z.array(nodeSchema),
  database: databaseFactsSchema,
  backlog: dueFactsSchema,
  partitions: z.array(partitionedTableSchema),
  /** One for each format that this server takes, and each other with tasks. */
  tasks: z.array(openTasksSchema),
});
export type System = z.output<typeof systemSchema>;
