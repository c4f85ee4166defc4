import { setTimeout as sleep } from "node:timers/promises";
import { decodeId, encodeId } from "../src/domain/ids.ts";
import { uuidv7, uuidv7UnixMs } from "../src/domain/uuid.ts";
import { rollUp } from "../src/storage/stats/roll-up.ts";
import { partitionStatements, tablesByUuidDay } from "../src/storage/ensure-partitions.ts";
import type { TestOrganization, TestServer } from "../../tests/support/server.ts";

/** A platform's event for an organisation, with a fresh task unless one is named. */
export function eventOf(
  organization: TestOrganization,
  more: { task_id?: string; run_id?: string; webhook_url?: string } = {},
) {
  return {
    org_id: organization.id,
    event: "run.completed",
    run_id: "run of a test",
    task_id: `task ${uuidv7(Date.now())}`,
    agent_name: "agent",
    format: "excel",
    ...more,
  } as const;
}

/** Asks until what comes satisfies, at most for 10 s; gives back the last answer either way, for the test to look at. */
export async function until<Value>(ask: () => Promise<Value>, satisfies: (value: Value) => boolean): Promise<Value> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (satisfies(value) || performance.now() > deadline) return value;
    await sleep(20);
  }
}

/** Sends events to a URL and waits until all their deliveries have ended. */
export async function sendAndSettle(
  server: TestServer,
  organization: TestOrganization,
  events: readonly ReturnType<typeof eventOf>[],
): Promise<void> {
  await server.operator.call("ingestEvents", { body: { events: [...events] } });
  await until(
    () => organization.client.call("listDeliveries", { query: { status: "pending", limit: 1 } }),
    (page) => page.deliveries.length === 0,
  );
}

/** One round of the roll-up now, in place of the beat. */
export async function rollUpNow(server: TestServer, bucket: number, settled = true): Promise<void> {
  // The server's own round may hold the bucket at this moment.
  const input = { bucket, nowMs: Date.now(), notWithinMs: -1000, settled };
  while (!(await rollUp(server.databases.cold, input)));
}

/** Every page of a list, as far as `next_cursor` goes. */
export async function allPages<Row>(
  read: (cursor: string | undefined) => Promise<{ rows: Row[]; next: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 1000; page++) {
    const { rows: more, next } = await read(cursor);
    rows.push(...more);
    if (next === null) return rows;
    cursor = next;
  }
  throw new Error("the pages do not end");
}

const dayMs = 86_400_000;

/** Makes partitions for a day so many days ago, as if the server had run then. */
export async function addOldDay(server: TestServer, daysAgo: number): Promise<void> {
  const startMs = Math.floor(Date.now() / dayMs) * dayMs - daysAgo * dayMs;
  for (const table of tablesByUuidDay) {
    for (const text of partitionStatements(table, startMs)) {
      await server.databases.cold.run({ name: "old-day", text }, []);
    }
  }
}

/** The same id, so many days earlier. */
export function shifted(uuid: string, daysAgo: number): string {
  const head = uuidv7(uuidv7UnixMs(uuid) - daysAgo * dayMs).slice(0, 13);
  return head + uuid.slice(13);
}

/** Moves a delivery that has ended, with its event and attempts, to so many days ago; gives back its id there. */
export async function moveBack(server: TestServer, deliveryId: string, daysAgo: number): Promise<string> {
  const id = decodeId("delivery", deliveryId) ?? "";
  const run = (text: string, values: unknown[]): Promise<{ id: string; event_id: string; bucket: number }[]> =>
    server.databases.cold.run({ name: "move-back", text }, values);
  const attempts = await run("select id, event_id, bucket from attempts where delivery_id = $1", [id]);
  const moved = shifted(id, daysAgo);
  for (const row of attempts) {
    const values = [row.bucket, row.event_id, shifted(row.event_id, daysAgo)];
    await run("update events set id = $3 where bucket = $1 and id = $2", values);
    await run("update attempts set id = $3, delivery_id = $4, event_id = $5 where bucket = $1 and id = $2", [
      row.bucket,
      row.id,
      shifted(row.id, daysAgo),
      moved,
      shifted(row.event_id, daysAgo),
    ]);
  }
  return encodeId("delivery", moved);
}
