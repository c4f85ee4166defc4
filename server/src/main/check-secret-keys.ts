import { missingKeyIds, sealedIdBytes, type SealingKeys } from "../domain/seal.ts";
import type { Connection } from "../runtime/connection.ts";
import { readSealingKeyIds } from "../storage/secrets/read-sealing-key-ids.ts";
import { StartError } from "./start-error.ts";

/**
 * Throws StartError where stored secrets do not open with this node's keys: it could sign for none of their owners, and each of its failures would use up
 * what others could have delivered.
 */
export async function checkSecretKeys(
  deps: { database: Connection; sealing: SealingKeys },
  input: { source: string },
): Promise<void> {
  const missing = missingKeyIds(deps.sealing, await readSealingKeyIds(deps.database, sealedIdBytes));
  if (missing.length === 0) return;
  throw new StartError(
    `The database holds webhook secrets that ${input.source} does not open: they were encrypted with another one (${missing.join(", ")}). ` +
      "Start with the key that they were encrypted with, or name it after a comma behind the new one: OVERTEN_SECRET_KEY=new,old.",
  );
}
