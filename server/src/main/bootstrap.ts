import type { SealingKeys } from "../domain/seal.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Database, Statement } from "../runtime/connection.ts";
import { keptApiKey } from "../storage/api-keys/make-api-key.ts";
import { createOrganization } from "../storage/organizations/create-organization.ts";
import { makeOrganization } from "../storage/organizations/make-organization.ts";

export interface BootstrapDeps {
  database: Database;
  clock: Clock;
  sealing: SealingKeys;
  buckets: number;
}

/** `created`: now; `known`: the key opens an organisation already; `skipped`: there are organisations, and the key is none of theirs. */
export type BootstrapResult = { outcome: "created" | "known" | "skipped" };

/** The key of the transaction-level advisory lock that lets one of several nodes that start at once do it. */
const lockStatement: Statement = { name: "lock-bootstrap", text: `select pg_advisory_xact_lock(7236411906)` };

const lookStatement: Statement = {
  name: "look-for-organizations",
  text: `select exists (select from organizations) as "anyOrganization", exists (select from api_keys where hash = $1) as "keyKnown"`,
};

/**
 * Makes an organisation "default" with this admin key on a database without organisations. Once there is one it does nothing: a key that was revoked must
 * not come alive again with the next start.
 */
export async function ensureDefaultOrganization(
  deps: BootstrapDeps,
  input: { apiKey: string },
): Promise<BootstrapResult> {
  const key = keptApiKey(input.apiKey);
  return deps.database.transaction(async (connection): Promise<BootstrapResult> => {
    await connection.run(lockStatement, []);
    const [found] = await connection.run<{ anyOrganization: boolean; keyKnown: boolean }>(lookStatement, [key.hash]);
    if (found?.keyKnown === true) return { outcome: "known" };
    if (found?.anyOrganization === true) return { outcome: "skipped" };
    const { sealing, clock, buckets } = deps;
    const { organization } = makeOrganization(
      { sealing, nowMs: clock.nowMs(), buckets },
      { name: "default", key: { ...key, name: "first key" } },
    );
    await createOrganization(connection, organization);
    return { outcome: "created" };
  });
}
