import type { Connection, Statement } from "../../runtime/connection.ts";
import { type Organization, organizationColumns } from "./read-organizations.ts";

// Both move the version with the same update: accept on every node sees the change from the commit on (I3).

const suspendStatement: Statement = {
  name: "suspend-organization",
  text: `
update organizations set version = version + 1, suspended_at = coalesce(suspended_at, now()) where id = $1
returning ${organizationColumns}`,
};

const resumeStatement: Statement = {
  name: "resume-organization",
  text: `update organizations set version = version + 1, suspended_at = null where id = $1 returning ${organizationColumns}`,
};

/** Suspends an organisation; null when there is none. */
export async function suspendOrganization(connection: Connection, orgId: string): Promise<Organization | null> {
  const rows = await connection.run<Organization>(suspendStatement, [orgId]);
  return rows[0] ?? null;
}

/** Ends a suspension; null when there is no such organisation. */
export async function resumeOrganization(connection: Connection, orgId: string): Promise<Organization | null> {
  const rows = await connection.run<Organization>(resumeStatement, [orgId]);
  return rows[0] ?? null;
}
