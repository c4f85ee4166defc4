import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type CallResult, type OrganizationWithTraffic, type TrafficOrder, trafficOrders } from "@overten/contract";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "wouter";
import { type Rows, useRows } from "../../api/queries.ts";
import { CodeBlock } from "../../parts/code-block.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { List, ListMore } from "../../parts/list.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { OrganizationRow, OrganizationsHead } from "./organization-row.tsx";
import classes from "./organizations-page.module.css";

const organizationsOf = (page: CallResult<"listTraffic">) => page.organizations;
const everyMs = 15_000;
/** A question for each word, not for each letter. */
const typingMs = 200;

const orderWords: Record<TrafficOrder, string> = { failing: "Failing first", busiest: "Busiest", newest: "Newest" };

/** Who sends how much, and whose destinations fail; for the operator. */
export function OrganizationsPage(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("q") ?? "";
  const order = trafficOrders.find((known) => known === search.get("order")) ?? "failing";
  const show = (next: { q?: string; order?: TrafficOrder }): void => {
    const { q = wanted, order: nextOrder = order } = next;
    setSearch(
      { ...(q === "" ? {} : { q }), ...(nextOrder === "failing" ? {} : { order: nextOrder }) },
      { replace: true },
    );
  };
  const [asked] = useDebouncedValue(wanted.trim(), typingMs);
  const query = { limit: 50, order, ...(asked === "" ? {} : { name: asked }) };
  const found = useRows("listTraffic", { query }, { rowsOf: organizationsOf, everyMs, keepsRows: true });
  return (
    <>
      <PageHeader title="Organisations" text="Who sends how much, and whose destinations fail: the last 24 hours.">
        <Button component={Link} href="/organizations/new" leftSection={<Icon name="plus" size={16} />}>
          New organisation
        </Button>
      </PageHeader>
      <div className={classes["tools"]}>
        <TextInput
          data-filter
          aria-label="Search by name"
          placeholder="Search by name"
          leftSection={<Icon name="search" size={16} />}
          maxLength={200}
          value={wanted}
          onChange={(event) => show({ q: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label="Order"
          data={trafficOrders.map((name) => ({ value: name, label: orderWords[name] }))}
          value={order}
          onChange={(name) => show({ order: name })}
        />
      </div>
      <Panel flush>
        <Body found={found} wanted={asked} clear={() => show({ q: "" })} />
      </Panel>
    </>
  );
}

function Body(props: { found: Rows<OrganizationWithTraffic>; wanted: string; clear: () => void }): ReactElement {
  const { found, wanted, clear } = props;
  if (found.isLoading) {
    return (
      <>
        <OrganizationsHead />
        <LoadingRows what="the organisations" heightPx={65} />
      </>
    );
  }
  if (found.error !== null && found.rows.length === 0) {
    return <ErrorState what="the organisations" error={found.error} retry={found.reload} />;
  }
  if (found.rows.length === 0 && wanted !== "") {
    return (
      <EmptyState icon="search" title="No organisation has this name" text={`None has “${wanted}” in its name.`}>
        <Button variant="default" onClick={clear}>
          Clear the search
        </Button>
      </EmptyState>
    );
  }
  if (found.rows.length === 0) return <NoOrganizations />;
  return (
    <>
      <OrganizationsHead />
      <List>
        {found.rows.map((organization) => (
          <OrganizationRow key={organization.org_id} organization={organization} />
        ))}
      </List>
      <ListMore found={found} />
    </>
  );
}

function NoOrganizations(): ReactElement {
  const command = `curl ${window.location.origin}/api/v1/operator/organizations \\
  -H 'X-API-Key: YOUR_OPERATOR_KEY' -H 'Content-Type: application/json' \\
  -d '{"name": "Acme Reports"}'`;
  return (
    <EmptyState
      icon="organization"
      title="No organisation yet"
      text="An organisation is a customer of yours, with keys, webhooks and a log of its own. Create the first here, or from a terminal."
    >
      <div className={classes["teach"]}>
        <Button component={Link} href="/organizations/new" leftSection={<Icon name="plus" size={16} />}>
          Create the first organisation
        </Button>
        <CodeBlock title="The same from a terminal" what="the command" text={command} wraps />
      </div>
    </EmptyState>
  );
}
