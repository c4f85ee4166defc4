import { seal, type SealingKeys, secretBinding, unseal } from "../domain/seal.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connection } from "../runtime/connection.ts";
import type { Logger } from "../runtime/logger.ts";
import {
  findSecretsOfOtherKeys,
  organizationSecrets,
  replaceSecrets,
  type SecretTable,
  subscriptionSecrets,
} from "../storage/secrets/stored-secrets.ts";

interface SealAnewDeps {
  database: Connection;
  sealing: SealingKeys;
  clock: Clock;
  log: Logger;
}

const rowsAtOnce = 500;
const reportEveryMs = 1000;
const firstId = "00000000-0000-0000-0000-000000000000";

/**
 * Seals whatever an earlier secret key sealed with the current one, so that the earlier can go. Several nodes may do so at once: what another has replaced
 * is left alone, and either can be opened with the keys that both have.
 */
export async function sealSecretsAnew(deps: SealAnewDeps, options: { buckets: number }): Promise<void> {
  const { sealing, clock, log } = deps;
  if (sealing.keys.length < 2) return;
  const count = { sealed: 0, broken: 0 };
  let reportAtMs = clock.monotonicMs() + reportEveryMs;
  const report = (): void => {
    if (clock.monotonicMs() < reportAtMs) return;
    reportAtMs = clock.monotonicMs() + reportEveryMs;
    log.info({ sealed: count.sealed }, "sealing stored secrets with the new secret key");
  };
  for (const table of [organizationSecrets, subscriptionSecrets])
    for (let bucket = 0; bucket < options.buckets; bucket++) await sealTable(deps, { table, bucket, count, report });
  if (count.broken > 0) {
    log.error(count, "some stored secrets do not open: their rows were changed outside Overten; they stay as they are");
    return;
  }
  log.info(
    { sealed: count.sealed },
    "every stored secret is sealed with the first key of OVERTEN_SECRET_KEY; the second can go once all nodes run with the two in this order",
  );
}

async function sealTable(
  { database, sealing }: SealAnewDeps,
  input: { table: SecretTable; bucket: number; count: { sealed: number; broken: number }; report: () => void },
): Promise<void> {
  const { table, bucket, count, report } = input;
  const keyId = sealing.keys[0]?.id;
  if (keyId === undefined) return;
  for (let afterId = firstId; ;) {
    const found = await findSecretsOfOtherKeys(database, table, { bucket, afterId, keyId, rows: rowsAtOnce });
    const replaced: { rowId: string; found: Buffer; made: Buffer }[] = [];
    for (const { rowId, version, sealed } of found) {
      const binding = secretBinding(rowId, version);
      try {
        replaced.push({ rowId, found: sealed, made: seal(sealing, binding, unseal(sealing, binding, sealed)) });
      } catch {
        count.broken += 1;
      }
    }
    await replaceSecrets(database, table, { bucket, replaced });
    count.sealed += replaced.length;
    report();
    const last = found.at(-1);
    if (last === undefined || found.length < rowsAtOnce) return;
    afterId = last.rowId;
  }
}
