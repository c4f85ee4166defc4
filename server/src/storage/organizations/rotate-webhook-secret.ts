import type { Connection, Statement } from "../../runtime/connection.ts";
import { bumpOrganization } from "./bump-organization.ts";

const readVersionStatement: Statement = {
  name: "webhook-secret-version",
  text: `select webhook_secret_version as "secretVersion" from organizations where id = $1`,
};

const rotateStatement: Statement = {
  name: "rotate-webhook-secret",
  text: `update organizations set webhook_secret = $2, webhook_secret_version = $3 where id = $1`,
};

/**
 * Inside a transaction. Replaces an organisation's webhook secret: the bytes are sealed for their version, which is known once the bump has locked the row
 * against others who rotate.
 */
export async function rotateWebhookSecret(
  connection: Connection,
  input: { orgId: string; sealFor: (secretVersion: number) => Buffer },
): Promise<void> {
  await bumpOrganization(connection, input.orgId);
  const rows = await connection.run<{ secretVersion: number }>(readVersionStatement, [input.orgId]);
  const secretVersion = (rows[0]?.secretVersion ?? 0) + 1;
  await connection.run(rotateStatement, [input.orgId, input.sealFor(secretVersion), secretVersion]);
}
