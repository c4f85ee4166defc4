import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { bucketOf } from "../src/domain/destinations.ts";
import { seal, sealingKeys, secretBinding, unseal } from "../src/domain/seal.ts";
import { uuidv7 } from "../src/domain/uuid.ts";
import { sealSecretsAnew } from "../src/main/seal-secrets-anew.ts";
import { createClock } from "../src/runtime/clock.ts";
import { type Databases, openDatabases } from "../src/runtime/database.ts";
import { createLogger } from "../src/runtime/logger.ts";
import { createOrganization } from "../src/storage/organizations/create-organization.ts";
import { rotateWebhookSecret } from "../src/storage/organizations/rotate-webhook-secret.ts";

const oldKey = "the old secret key of this test";
const newKey = "the new secret key of this test";
const [old, both, reversed, only] = [[oldKey], [newKey, oldKey], [oldKey, newKey], [newKey]].map(sealingKeys) as [
  ReturnType<typeof sealingKeys>,
  ReturnType<typeof sealingKeys>,
  ReturnType<typeof sealingKeys>,
  ReturnType<typeof sealingKeys>,
];
const clock = createClock();
const log = createLogger({ level: "silent" });

interface Row {
  id: string;
  version: number;
  sealed: Buffer;
}

describe.each([1, 4] as const)("stored secrets, with %d buckets", (buckets) => {
  let database: TestDatabase;
  let databases: Databases;
  /** The secret of each row by its id. */
  let secrets: Map<string, string>;

  beforeEach(async () => {
    database = await createTestDatabase({ buckets });
    const { connectionString } = database;
    databases = await openDatabases({ connectionString, maxConnections: 8, onConnectionError: () => {} });
    secrets = new Map();
    for (let n = 0; n < 6; n++) await addOrganization();
  });
  afterEach(async () => {
    await databases.close();
    await database.drop();
  });

  /** With more subscriptions than are looked at at once, together. */
  async function addOrganization(): Promise<void> {
    const orgId = uuidv7(Date.now());
    const bucket = bucketOf(orgId, buckets);
    const secretOf = (id: string): Buffer => {
      secrets.set(id, `whsec_${id}`);
      return seal(old, secretBinding(id, 1), `whsec_${id}`);
    };
    const key = { keyId: uuidv7(Date.now()), hash: randomBytes(32), prefix: "sk_live_test", name: "test" };
    await createOrganization(databases.cold, { orgId, bucket, name: "test", sealedSecret: secretOf(orgId), key });
    const ids = Array.from({ length: 200 }, () => uuidv7(Date.now()));
    const text = `
insert into subscriptions (bucket, id, org_id, url, events, secret)
select $1, t.id, $2, 'https://example.com', '{run.completed}', decode(t.secret, 'hex') from unnest($3::uuid[], $4::text[]) as t(id, secret)`;
    const sealed = ids.map((id) => secretOf(id).toString("hex"));
    await databases.cold.run({ name: "test-subscriptions", text }, [bucket, orgId, ids, sealed]);
  }

  async function rows(): Promise<Row[]> {
    const text = `
select id, webhook_secret_version as version, webhook_secret as sealed from organizations
union all select id, 1, secret from subscriptions where secret is not null`;
    return databases.cold.run<Row>({ name: "test-secrets", text }, []);
  }

  const openedWith = async (keys: typeof only): Promise<Map<string, string>> =>
    new Map((await rows()).map(({ id, version, sealed }) => [id, unseal(keys, secretBinding(id, version), sealed)]));

  const run = (sealing: typeof only): Promise<void> =>
    sealSecretsAnew({ database: databases.work, sealing, clock, log }, { buckets });

  it("open with the new key alone once a node has started with both", async () => {
    await databases.cold.run({ name: "test-delete", text: "update subscriptions set secret = null where id = $1" }, [
      [...secrets.keys()].at(-1),
    ]);
    secrets.delete([...secrets.keys()].at(-1) ?? "");
    await run(both);
    expect(await openedWith(only)).toEqual(secrets);
    const before = await rows();
    await run(both);
    expect(await rows()).toEqual(before);
  });

  it("stay whole while several nodes start at once, in either order, and an owner changes one", async () => {
    const [orgId = ""] = secrets.keys();
    const rotate = databases.cold.transaction((connection) =>
      rotateWebhookSecret(connection, {
        orgId,
        sealFor: (version) => seal(old, secretBinding(orgId, version), "whsec_rotated"),
      }),
    );
    await Promise.all([run(both), run(reversed), rotate, run(both)]);
    secrets.set(orgId, "whsec_rotated");
    expect(await openedWith(both)).toEqual(secrets);
    await run(both);
    expect(await openedWith(only)).toEqual(secrets);
  });

  it("that do not open stay as they are, and the rest is done", async () => {
    const [, , broken = ""] = secrets.keys();
    const text = "update subscriptions set secret = substring(secret for 40) where id = $1";
    await databases.cold.run({ name: "test-break", text }, [broken]);
    await run(both);
    const left = (await rows()).filter(({ id, version, sealed }) => {
      try {
        return unseal(only, secretBinding(id, version), sealed) !== secrets.get(id);
      } catch {
        return true;
      }
    });
    expect(left.map(({ id }) => id)).toEqual([broken]);
  });
});
