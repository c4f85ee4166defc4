import type pg from "pg";
import { originDestinationId } from "../../server/src/domain/destinations.ts";
import { encodeId } from "../../server/src/domain/ids.ts";
import { latencyClassBoundsMs } from "../../server/src/domain/latency-classes.ts";
import type { SealingKeys } from "../../server/src/domain/seal.ts";
import { uuidv7, uuidv7Floor } from "../../server/src/domain/uuid.ts";
import { partitionStatements, tablesByUuidDay } from "../../server/src/storage/ensure-partitions.ts";
import { minutesKeptMs } from "../../server/src/storage/stats/delete-old-stats.ts";
import * as statements from "./fill-statements.ts";
import { bucket, type HistoryOrganization, makeOrganizations } from "./organizations.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Of the statements of `fill-statements.ts`: attempts that an event comes to on average. */
const attemptsPerEvent = 1.77;

export interface History {
  large: HistoryOrganization;
  attempts: number;
  nowMs: number;
  /** Of the large organisation, from the middle of the history; as on the wire. */
  someRunId: string;
  someTaskId: string;
  someDeliveryId: string;
}

export interface FillInput {
  attempts: number;
  /** Back from now. */
  days: number;
  sealing: SealingKeys;
  /** Opens the large organisation. */
  apiKey: string;
}

/** Fills a fresh database with a log of about so many attempts, and what goes with them. */
export async function fillHistory(
  deps: { client: pg.Client; say: (line: string) => void },
  input: FillInput,
): Promise<History> {
  const { client, say } = deps;
  await client.query("set synchronous_commit = off; set work_mem = '256MB'; set jit = off; select setseed(0.42)");
  const { rows } = await client.query<{ nowMs: number }>(`select extract(epoch from now())::float8 * 1000 as "nowMs"`);
  const nowMs = rows[0]?.nowMs ?? 0;
  const fromMs = nowMs - input.days * dayMs;
  await addPastDays(client, { ...input, nowMs });
  const organizations = await makeOrganizations(client, { ...input, beganMs: fromMs - hourMs });
  const large = organizations[0];
  if (large === undefined) throw new Error("there is no organisation");
  const tasks = await addTasks(client, { large, count: Math.ceil(input.attempts / 50), fromMs, nowMs });
  await addDeliveries(client, { ...input, organizations, large, tasks, fromMs, nowMs });
  say("The log is written; counting it into stats …");
  await addStats(client, { fromMs, nowMs });
  say("Vacuuming and analyzing, as autovacuum would have …");
  await vacuum(client);
  const counted = await client.query<{ count: number }>("select count(*)::int as count from attempts");
  const { runId, taskId } = tasks[Math.floor(tasks.length / 2)] ?? { runId: "", taskId: "" };
  const someTaskId = encodeId("task", taskId);
  const found = await client.query<{ deliveryId: string }>(
    `select delivery_id as "deliveryId" from attempts where bucket = $1 and org_id = $2 and task_id = $3`,
    [bucket, large.orgId, someTaskId],
  );
  return {
    large,
    nowMs,
    attempts: counted.rows[0]?.count ?? 0,
    someRunId: encodeId("run", runId),
    someTaskId,
    someDeliveryId: encodeId("delivery", found.rows[0]?.deliveryId ?? ""),
  };
}

async function addPastDays(client: pg.Client, input: { nowMs: number; days: number }): Promise<void> {
  const todayMs = Math.floor(input.nowMs / dayMs) * dayMs;
  for (let daysAgo = input.days + 1; daysAgo >= 2; daysAgo--) {
    for (const table of tablesByUuidDay) {
      for (const text of partitionStatements(table, todayMs - daysAgo * dayMs)) await client.query(text);
    }
  }
}

/** Generated documents: every third run has a second turn. */
async function addTasks(
  client: pg.Client,
  input: { large: HistoryOrganization; count: number; fromMs: number; nowMs: number },
): Promise<{ taskId: string; runId: string }[]> {
  const { large, count, fromMs, nowMs } = input;
  const tasks: { taskId: string; runId: string }[] = [];
  for (let n = 0; n < count; n++) {
    const atMs = fromMs + ((nowMs - fromMs) * n) / count;
    const before = tasks.at(-1);
    const runId = n % 4 === 3 && before !== undefined ? before.runId : uuidv7(atMs);
    tasks.push({ taskId: uuidv7(atMs), runId });
  }
  await client.query(statements.insertTasks, [
    large.orgId,
    arrayLiteral(tasks.map((task) => task.taskId)),
    arrayLiteral(tasks.map((task) => task.runId)),
    fromMs,
    nowMs,
  ]);
  return tasks;
}

async function addDeliveries(
  client: pg.Client,
  input: FillInput & {
    organizations: readonly HistoryOrganization[];
    large: HistoryOrganization;
    tasks: readonly { taskId: string; runId: string }[];
    fromMs: number;
    nowMs: number;
  },
): Promise<void> {
  const { organizations, large, tasks, fromMs, nowMs } = input;
  for (const text of [statements.idFunction, statements.schedule, statements.outcomes]) await client.query(text);
  let upto = 0;
  const bounds = organizations.map(({ share }) => (upto += share));
  bounds[bounds.length - 1] = 1.1; // whatever rounding left
  await client.query(
    ...inlined(statements.events, [
      arrayLiteral(organizations.map(({ orgId }) => orgId)),
      arrayLiteral(bounds),
      Math.round(input.attempts / attemptsPerEvent),
      fromMs,
      nowMs,
      arrayLiteral(tasks.map(({ taskId }) => encodeId("task", taskId))),
      arrayLiteral(tasks.map(({ runId }) => encodeId("run", runId))),
    ]),
  );
  await client.query("analyze made_events");
  const webhooks = organizations.flatMap(({ orgId, webhooks: of }) => of.map((webhook) => ({ orgId, ...webhook })));
  await client.query(
    ...inlined(statements.deliveries, [
      arrayLiteral(webhooks.map(({ orgId }) => orgId)),
      arrayLiteral(webhooks.map(({ subscriptionId }) => subscriptionId)),
      arrayLiteral(webhooks.map(({ url }) => url)),
      arrayLiteral(webhooks.map(({ manner }) => manner)),
      arrayLiteral(webhooks.map(({ share }) => share)),
      nowMs,
      Math.ceil(input.attempts / 500),
      originDestinationId(large.orgId, "http://127.0.0.1:9/of-one-request"),
    ]),
  );
  await client.query(statements.rareOnes, [large.webhooks[0]?.subscriptionId]);
  await client.query(statements.insertEvents);
  await client.query(statements.insertAttempts, [nowMs]);
  await client.query(statements.insertEndings);
  await client.query(statements.insertDue, [nowMs]);
  await client.query("drop table made, made_events, outcomes");
}

/** Of values that need no quoting: ids, numbers, and addresses and names without commas. */
function arrayLiteral(values: readonly (string | number)[]): string {
  return `{${values.join(",")}}`;
}

/** `create table … as` takes no parameters. Every value here is a number or a literal of our own making. */
function inlined(text: string, values: readonly (string | number)[]): [string] {
  return [
    text.replaceAll(/\$(\d+)/g, (_, at: string) => {
      const value = values[Number(at) - 1] ?? "";
      return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
    }),
  ];
}

/** Hours of the whole history but the one that is not over, and minutes as long as they are kept. */
async function addStats(client: pg.Client, input: { fromMs: number; nowMs: number }): Promise<void> {
  const { fromMs, nowMs } = input;
  const hoursUntilMs = Math.floor((nowMs - minuteMs) / hourMs) * hourMs;
  const minutesUntilMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const bounds = arrayLiteral(latencyClassBoundsMs);
  await client.query(statements.insertStats, [3600, "hour", uuidv7Floor(fromMs), bounds]);
  await client.query("delete from stats where slot >= to_timestamp($1::float8 / 1000)", [hoursUntilMs]);
  await client.query(statements.insertStats, [60, "minute", uuidv7Floor(nowMs - minutesKeptMs), bounds]);
  await client.query(
    `insert into stats_progress (bucket, minutes_until, hours_until, rolled_at)
     values ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000), now())`,
    [bucket, minutesUntilMs, hoursUntilMs],
  );
}

/** Each partition, not its parent: autovacuum never looks at those, and plans must do without. */
async function vacuum(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  await client.query(`vacuum (analyze) ${rows.map(({ name }) => name).join(", ")}`);
  await client.query("checkpoint");
}
