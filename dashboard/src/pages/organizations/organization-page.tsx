import type { CallResult, OrganizationWithTraffic } from "@overten/contract";
import type { ReactElement } from "react";
import { Link, useParams } from "wouter";
import { useChange, useRead, useRows } from "../../api/queries.ts";
import { ApiKeysPanel } from "../../parts/api-keys-panel.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { count, countUpTo } from "../../parts/numbers.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Tile, Tiles } from "../../parts/tiles.tsx";
import { When } from "../../parts/when.tsx";
import { percent } from "../webhooks/webhook-health.ts";
import { OpenOrganization } from "./open-organization.tsx";
import classes from "./organization-page.module.css";
import { organizationStatus } from "./organization-state.ts";
import { Suspension } from "./suspension.tsx";

const everyMs = 5000;
const keysOf = (page: CallResult<"listOrganizationApiKeys">) => page.api_keys;

/** `/organizations/{id}`: one organisation as the operator sees it. */
export function OrganizationPage(): ReactElement {
  const { orgId } = useParams<{ orgId: string }>();
  const found = useRead("getOrganization", { params: { org_id: orgId } }, { everyMs });
  const organization = found.data;
  const above = <Link href="/organizations">Organisations</Link>;
  if (organization === undefined) {
    return (
      <>
        <PageHeader above={above} title="Organisation" />
        <Panel flush>
          {found.error === null ? (
            <LoadingRows what="the organisation" rows={4} />
          ) : (
            <ErrorState what="the organisation" error={found.error} retry={() => void found.refetch()} />
          )}
        </Panel>
      </>
    );
  }
  return (
    <>
      <PageHeader above={above} title={organization.name}>
        <OpenOrganization orgId={orgId} name={organization.name} />
        <Suspension organization={organization} />
      </PageHeader>
      <div className={classes["facts"]}>
        <StatusBadge status={organizationStatus(organization)} />
        <span className={classes["id"]}>
          <code>{orgId}</code>
          <CopyButton text={orgId} what="the id" />
        </span>
        <span>
          created <When at={organization.created_at} />
        </span>
      </div>
      {organization.suspended ? (
        <p className={classes["suspended"]} role="status">
          Suspended: its keys get 403, its events are refused with 422, and nothing is sent. What waited has ended as
          paused, and can be sent again with Recover once the suspension is over.
        </p>
      ) : null}
      <Traffic traffic={organization.traffic} />
      <Keys orgId={orgId} />
    </>
  );
}

function Traffic(props: { traffic: OrganizationWithTraffic["traffic"] }): ReactElement {
  const { traffic } = props;
  return (
    <Tiles>
      <Tile label="Success rate, 24 h">{traffic.success_rate === null ? "–" : percent(traffic.success_rate)}</Tile>
      <Tile label="Delivered">{count(traffic.succeeded)}</Tile>
      <Tile label="Failed">{count(traffic.failed)}</Tile>
      <Tile label="Failing destinations" note={`of ${count(traffic.destinations)}`}>
        {count(traffic.failing_destinations)}
      </Tile>
      <Tile
        label="Waiting now"
        note={
          traffic.oldest_pending_at === null ? (
            "nothing waits"
          ) : (
            <>
              oldest <When at={traffic.oldest_pending_at} />
            </>
          )
        }
      >
        {countUpTo(traffic.pending)}
      </Tile>
    </Tiles>
  );
}

function Keys(props: { orgId: string }): ReactElement {
  const params = { org_id: props.orgId };
  const reread = ["listOrganizationApiKeys", "listApiKeys"] as const;
  const keys = useRows("listOrganizationApiKeys", { params, query: { limit: 100 } }, { rowsOf: keysOf, fill: 1000 });
  const create = useChange("createOrganizationApiKey", { reread });
  const revoke = useChange("deleteOrganizationApiKey", { reread });
  return (
    <ApiKeysPanel
      keys={keys}
      ownKeyId={null}
      canChange
      created={create.data}
      create={{ ...create, run: (body, onDone) => create.mutate({ params, body }, { onSuccess: onDone }) }}
      revoke={{
        ...revoke,
        run: (key_id, onDone) => revoke.mutate({ params: { ...params, key_id } }, { onSuccess: onDone }),
      }}
    />
  );
}
