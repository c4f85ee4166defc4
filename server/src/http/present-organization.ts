import type { Organization } from "@overten/contract";
import { encodeId } from "../domain/ids.ts";
import type { Organization as StoredOrganization } from "../storage/organizations/read-organizations.ts";

/** An organisation as the operator sees it. */
export function presentOrganization(organization: StoredOrganization): Organization {
  return {
    org_id: encodeId("organization", organization.orgId),
    name: organization.name,
    suspended: organization.suspended,
    created_at: new Date(organization.createdAtMs).toISOString(),
  };
}
