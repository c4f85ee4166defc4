import type { Connection } from "../runtime/connection.ts";
import { holdOrganizations } from "../storage/organizations/hold-organizations.ts";
import { loadOrganizations, type OrganizationState } from "../storage/organizations/load-organizations.ts";

export interface KnownOrganizations {
  /** From memory only. */
  peek(orgId: string): OrganizationState | null;
}

/**
 * Organisations with their subscriptions, as of some version. It may be behind: whoever uses an entry lets the database check its version in the same
 * statement (I2), and asks anew when it moved. Bounded (I9): the entry that was loaded first goes first.
 */
export interface OrganizationCache extends KnownOrganizations {
  /** From memory or the database; null for an organisation that does not exist. */
  get(orgId: string): Promise<OrganizationState | null>;
  /** Asks the database whatever is in memory; on this connection, for a caller that holds one. */
  reload(orgIds: readonly string[], connection?: Connection): Promise<void>;
}

const keptOrganizations = 10_000;

export function createOrganizationCache(database: Connection): OrganizationCache {
  const states = new Map<string, OrganizationState>();
  const loading = new Map<string, Promise<void>>();

  const reload = async (orgIds: readonly string[], connection = database): Promise<void> => {
    const loaded = await loadOrganizations(connection, orgIds);
    for (const orgId of orgIds) states.delete(orgId);
    for (const state of loaded) states.set(state.orgId, state);
    while (states.size > keptOrganizations) {
      const oldest = states.keys().next().value;
      if (oldest === undefined) break;
      states.delete(oldest);
    }
  };

  return {
    reload,
    peek: (orgId) => states.get(orgId) ?? null,
    async get(orgId) {
      const known = states.get(orgId);
      // A suspension is asked for anew: a refusal never gets as far as the statement that would notice its end.
      if (known !== undefined && !known.suspended) return known;
      // A thousand requests for an organisation that is not in memory ask once.
      let load = loading.get(orgId);
      if (load === undefined) {
        load = reload([orgId]).finally(() => loading.delete(orgId));
        loading.set(orgId, load);
      }
      await load;
      return states.get(orgId) ?? null;
    },
  };
}

/** Inside a transaction: these organisations as they are now and stay until its end, and before any other lock on what is theirs. */
export async function holdAsTheyAre(
  connection: Connection,
  events: readonly { orgId: string }[],
): Promise<KnownOrganizations> {
  const orgIds = [...new Set(events.map((event) => event.orgId))];
  await holdOrganizations(connection, orgIds);
  const states = new Map((await loadOrganizations(connection, orgIds)).map((state) => [state.orgId, state]));
  return { peek: (orgId) => states.get(orgId) ?? null };
}
