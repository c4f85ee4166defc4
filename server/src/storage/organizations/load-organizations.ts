import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

/** What accept needs to know of an organisation; it holds for this `version` only. */
export interface OrganizationState {
  orgId: string;
  bucket: number;
  version: number;
  suspended: boolean;
  sealedSecret: Buffer;
  secretVersion: number;
  subscriptions: readonly LiveSubscription[];
}

export interface LiveSubscription {
  subscriptionId: string;
  url: string;
  events: readonly string[];
  active: boolean;
  sealedSecret: Buffer;
}

/** One statement, so that organisation and subscriptions are of one moment and the version belongs to both. */
const loadStatement: Statement = {
  name: "load-organizations",
  text: `
select o.id as "orgId", o.bucket, o.version, o.suspended_at is not null as suspended, o.webhook_secret as "sealedSecret", o.webhook_secret_version as "secretVersion",
  s.id as "subscriptionId", s.url, s.events, s.active, s.secret as "subscriptionSecret"
from organizations o
left join subscriptions s on s.bucket = o.bucket and s.org_id = o.id and s.deleted_at is null
where o.id = any($1::uuid[])
order by o.id, s.id`,
};

interface LoadedRow {
  orgId: string;
  bucket: number;
  version: number;
  suspended: boolean;
  sealedSecret: Buffer;
  secretVersion: number;
  subscriptionId: string | null;
  url: string;
  events: string[];
  active: boolean;
  subscriptionSecret: Buffer;
}

/** The organisations that exist among `orgIds`, with their subscriptions that are not deleted. */
export async function loadOrganizations(
  connection: Connection,
  orgIds: readonly string[],
): Promise<OrganizationState[]> {
  const rows = await connection.run<LoadedRow>(loadStatement, [uuidArray(orgIds)]);
  const byId = new Map<string, OrganizationState & { subscriptions: LiveSubscription[] }>();
  for (const row of rows) {
    const { orgId, bucket, version, suspended, sealedSecret, secretVersion } = row;
    const state = byId.get(orgId) ?? {
      orgId,
      bucket,
      version,
      suspended,
      sealedSecret,
      secretVersion,
      subscriptions: [],
    };
    byId.set(orgId, state);
    if (row.subscriptionId === null) continue;
    state.subscriptions.push({
      subscriptionId: row.subscriptionId,
      url: row.url,
      events: row.events,
      active: row.active,
      sealedSecret: row.subscriptionSecret,
    });
  }
  return [...byId.values()];
}
