import { Select } from "@mantine/core";
import type { CallResult } from "@overten/contract";
import { type ReactElement, useEffect } from "react";
import { useRows } from "../api/queries.ts";
import { useSession } from "../api/session.tsx";

const organizationsOf = (page: CallResult<"listOrganizations">) => page.organizations;
const shownAtOnce = 100;

/** The operator turns to an organisation; with none chosen yet, to the oldest. */
export function OrganizationPicker(): ReactElement {
  const { orgId, chooseOrganization } = useSession();
  const found = useRows("listOrganizations", { query: { limit: 500 } }, { rowsOf: organizationsOf, fill: 5000 });
  const first = found.rows.at(-1)?.org_id;
  const isKnown = found.rows.some((organization) => organization.org_id === orgId);
  useEffect(() => {
    // Chosen long ago on another database, or never.
    if (found.isLoading || found.hasMore || found.error !== null) return;
    if (first !== undefined && !isKnown) chooseOrganization(first);
  }, [found.isLoading, found.hasMore, found.error, first, isKnown, chooseOrganization]);
  return (
    <Select
      aria-label="Organisation"
      size="xs"
      searchable
      allowDeselect={false}
      limit={shownAtOnce}
      placeholder={found.isLoading ? "Loading …" : "Choose an organisation"}
      nothingFoundMessage="No organisation has this name"
      data={found.rows.map(({ org_id, name, suspended }) => ({
        value: org_id,
        label: suspended ? `${name} (suspended)` : name,
      }))}
      value={isKnown ? orgId : null}
      onChange={(id) => {
        if (id !== null) chooseOrganization(id);
      }}
    />
  );
}
