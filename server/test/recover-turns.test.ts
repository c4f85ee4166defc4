// Many recoveries at once: none of them stops another's.
import { describe, expect, it } from "vitest";
import { startTestServer, type TestOrganization, type TestServer } from "../../tests/support/server.ts";
import { decodeId } from "../src/domain/ids.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { startRecoverer } from "../src/engine/recoverer.ts";
import { createClock } from "../src/runtime/clock.ts";
import { createDatabaseHealth } from "../src/runtime/database-health.ts";
import { createLogger } from "../src/runtime/logger.ts";
import { maxOpenRecoveries } from "../src/storage/recoveries/create-recovery.ts";
import { eventOf, until } from "./log-fixtures.ts";

const anHourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString();

interface Failing {
  organization: TestOrganization;
  webhookId: string;
}

/** A node that serves, and nobody who sends or works on recoveries. */
const startServing = (): Promise<TestServer> => startTestServer({ env: { OVERTEN_ROLES: "api" } });

/** A webhook with so many failed deliveries, since it was paused when their events came. */
async function addFailing(server: TestServer, count: number, organization?: TestOrganization): Promise<Failing> {
  const owner = organization ?? (await server.addOrganization());
  const { client } = owner;
  const body = { url: "http://127.0.0.1:9/hook", events: ["run.completed" as const] };
  const { webhook_id: webhookId } = await client.call("createWebhook", { body });
  const setActive = (active: boolean): Promise<unknown> =>
    client.call("updateWebhook", { params: { webhook_id: webhookId }, body: { active } });
  await setActive(false);
  const events = Array.from({ length: count }, () => eventOf(owner));
  await server.operator.call("ingestEvents", { body: { events } });
  await setActive(true);
  return { organization: owner, webhookId };
}

async function recover({ organization, webhookId }: Failing): Promise<string> {
  const params = { webhook_id: webhookId };
  const { recovery_id } = await organization.client.call("recoverWebhook", { params, body: { since: anHourAgo() } });
  return recovery_id;
}

const readRecovery = (organization: TestOrganization, recoveryId: string) =>
  organization.client.call("getRecovery", { params: { recovery_id: recoveryId } });

const completed = (organization: TestOrganization, recoveryId: string) =>
  until(
    () => readRecovery(organization, recoveryId),
    (recovery) => recovery.status === "completed",
  );

/** Older recoveries of a webhook that are being sent, straight in the database. */
async function addOpen(server: TestServer, { organization, webhookId }: Failing, count: number): Promise<void> {
  const text = `insert into recoveries (bucket, id, org_id, subscription_id, since, until, dry_run, status)
    values ($1, $2, $3, $4, now() - interval '2 hours', now(), false, 'running')`;
  for (let n = 0; n < count; n++) {
    const recoveryId = uuidv7(Date.now() - 3_600_000);
    const values = [organization.bucket, recoveryId, organization.orgId, decodeId("subscription", webhookId)];
    await server.databases.cold.run({ name: "add-open", text }, values);
  }
}

/** A recoverer by itself: what it makes due stays there. */
function startAlone(server: TestServer, batchRows = 500) {
  const clock = createClock();
  const log = createLogger({ level: "silent" });
  const deps = { database: server.databases.cold, health: createDatabaseHealth(clock), clock, log, wake: () => {} };
  const loop = startRecoverer(deps, { logRetentionDays: 30, batchRows });
  return { [Symbol.asyncDispose]: () => loop.stop() };
}

describe("a recovery goes on", () => {
  it("while more than a round's worth of older ones wait for the end of a pause", async () => {
    await using server = await startServing();
    const waiting = await addFailing(server, 1);
    const mine = await addFailing(server, 3);
    await addOpen(server, waiting, 120);
    const params = { webhook_id: waiting.webhookId };
    await waiting.organization.client.call("updateWebhook", { params, body: { active: false } });
    const recoveryId = await recover(mine);
    await using _recoverer = startAlone(server);
    expect(await completed(mine.organization, recoveryId)).toMatchObject({ status: "completed", done: 3 });
  });

  it("while another webhook of its organisation has a full backlog", async () => {
    await using server = await startServing();
    const full = await addFailing(server, 1);
    const mine = await addFailing(server, 3, full.organization);
    await server.databases.cold.run(
      {
        name: "fill",
        text: `insert into due (bucket, org_id, delivery_id, event_id, destination_id, subscription_id, due_at)
          select $1, $2, gen_random_uuid(), gen_random_uuid(), $3, $3, now() from generate_series(1, 2000)`,
      },
      [full.organization.bucket, full.organization.orgId, decodeId("subscription", full.webhookId)],
    );
    await addOpen(server, full, 120);
    const recoveryId = await recover(mine);
    await using _recoverer = startAlone(server);
    expect(await completed(mine.organization, recoveryId)).toMatchObject({ status: "completed", done: 3 });
  });

  it("while the work on another one fails", async () => {
    await using server = await startServing();
    const broken = await addFailing(server, 1);
    const mine = await addFailing(server, 3);
    await addOpen(server, broken, 1);
    const noTime = { name: "break", text: "update recoveries set until = 'infinity'" };
    await server.databases.cold.run(noTime, []);
    const alsoBroken = await recover(broken);
    const recoveryId = await recover(mine);
    await using _recoverer = startAlone(server);
    expect(await completed(mine.organization, recoveryId)).toMatchObject({ status: "completed", done: 3 });
    // Nor does it stop a later one of its own webhook.
    expect(await completed(broken.organization, alsoBroken)).toMatchObject({ status: "completed", done: 1 });
  });

  it("as fast as that of an organisation with many", async () => {
    await using server = await startServing();
    const many = [await addFailing(server, 60)];
    for (let n = 1; n < 6; n++) many.push(await addFailing(server, 60, many[0]?.organization));
    const mine = await addFailing(server, 60);
    for (const one of many) await recover(one);
    const recoveryId = await recover(mine);
    await using _recoverer = startAlone(server, 10);
    await completed(mine.organization, recoveryId);
    const [sent] = await server.databases.cold.run<{ of: number }>(
      { name: "sent", text: "select coalesce(sum(done), 0)::int as of from recoveries where org_id = $1" },
      [many[0]?.organization.orgId],
    );
    // A step each: six counts of theirs for our one, and then a batch for a batch.
    expect(sent?.of).toBeLessThanOrEqual(80);
  });
});

it("is refused while too many of its webhook have not ended", async () => {
  await using server = await startServing();
  const failing = await addFailing(server, 1);
  const asked = await Promise.allSettled(Array.from({ length: maxOpenRecoveries + 5 }, () => recover(failing)));
  const made = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refused = asked.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  expect(made).toHaveLength(maxOpenRecoveries);
  for (const reason of refused) {
    const message = expect.stringContaining("cancel one");
    expect(reason).toEqual(expect.objectContaining({ status: 409, code: "conflict", message }));
  }
  const another = await addFailing(server, 1, failing.organization);
  await recover(another);
  await failing.organization.client.call("cancelRecovery", { params: { recovery_id: made[0] ?? "" }, body: {} });
  await recover(failing);
});
