import { encodeId } from "../domain/ids.ts";
import type { SealingKeys } from "../domain/seal.ts";
import { deleteApiKey } from "../storage/api-keys/delete-api-key.ts";
import { makeApiKey } from "../storage/api-keys/make-api-key.ts";
import { createOrganization } from "../storage/organizations/create-organization.ts";
import { findStanding } from "../storage/organizations/find-standing.ts";
import { makeOrganization } from "../storage/organizations/make-organization.ts";
import { findOrganization, listOrganizations, type Organization } from "../storage/organizations/read-organizations.ts";
import { resumeOrganization, suspendOrganization } from "../storage/organizations/suspend-organization.ts";
import { addApiKey, type ApiKeyDeps, apiKeyPage } from "./api-key-routes.ts";
import { HttpError } from "./http-error.ts";
import { pageFrom, pageStart } from "./page-cursor.ts";
import { pathId } from "./path-id.ts";
import { presentOrganization } from "./present-organization.ts";
import type { RouteHandlers } from "./route-handlers.ts";
import { endBeforeResume, type StoppedWaiting } from "./stopped-waiting.ts";

export interface OrganizationDeps extends ApiKeyDeps {
  sealing: SealingKeys;
  buckets: number;
  /** I3: waits, after a change was committed, until no node starts anything for the state before it. */
  untilNothingStarts: () => Promise<void>;
  stopped: StoppedWaiting;
}

type OrganizationRoutes = Pick<
  RouteHandlers,
  | "createOrganization"
  | "listOrganizations"
  | "updateOrganization"
  | "createOrganizationApiKey"
  | "listOrganizationApiKeys"
  | "deleteOrganizationApiKey"
>;

/** `/operator/organizations`: the platform's customers and their keys (contract §6). One alone is shown with its traffic (`traffic-routes.ts`). */
export function organizationRoutes(deps: OrganizationDeps): OrganizationRoutes {
  const { database, clock, sealing, buckets } = deps;
  return {
    createOrganization: async ({ body }) => {
      const { apiKey, hash, prefix } = makeApiKey();
      const { organization, webhookSecret } = makeOrganization(
        { sealing, nowMs: clock.nowMs(), buckets },
        { name: body.name, key: { hash, prefix, name: "first key" } },
      );
      await createOrganization(database, organization);
      const orgId = encodeId("organization", organization.orgId);
      return { status: 201, body: { org_id: orgId, api_key: apiKey, webhook_secret: webhookSecret } };
    },

    listOrganizations: async ({ query }) => {
      const found = await listOrganizations(database, pageStart("organizations", query));
      const page = pageFrom("organizations", found, query.limit, (organization) => organization.orgId);
      return { status: 200, body: { organizations: page.rows.map(presentOrganization), next_cursor: page.nextCursor } };
    },

    updateOrganization: async ({ params, body }) => {
      const orgId = pathId("organization", params.org_id);
      const standing = await findStanding(database, orgId);
      if (standing === null) throw new HttpError("not_found");
      const target = { bucket: standing.bucket, orgId, subscriptionId: null };
      if (!body.suspended) await endBeforeResume(deps.stopped, target);
      const change = body.suspended ? suspendOrganization : resumeOrganization;
      const organization = await change(database, orgId);
      if (organization === null) throw new HttpError("not_found");
      if (body.suspended) {
        deps.stopped.end(target);
        await deps.untilNothingStarts();
      }
      return { status: 200, body: presentOrganization(organization) };
    },

    createOrganizationApiKey: async ({ params, body }) => {
      const { orgId } = await existing(deps, params.org_id);
      return { status: 201, body: await addApiKey(deps, orgId, body) };
    },

    listOrganizationApiKeys: async ({ params, query }) => {
      const { orgId } = await existing(deps, params.org_id);
      return { status: 200, body: await apiKeyPage(database, orgId, query) };
    },

    // Any key, the last admin's too: a key that leaked must go at once, and the operator can make another.
    deleteOrganizationApiKey: async ({ params }) => {
      const key = { orgId: pathId("organization", params.org_id), keyId: pathId("apiKey", params.key_id) };
      if (!(await deleteApiKey(database, key))) throw new HttpError("not_found");
      return { status: 204 };
    },
  };
}

async function existing(deps: OrganizationDeps, idText: string): Promise<Organization> {
  const organization = await findOrganization(deps.database, pathId("organization", idText));
  if (organization === null) throw new HttpError("not_found");
  return organization;
}
