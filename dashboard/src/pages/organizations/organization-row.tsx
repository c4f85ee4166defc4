import type { OrganizationWithTraffic } from "@overten/contract";
import type { ReactElement } from "react";
import { Figure } from "../../parts/figure.tsx";
import { ListHead, ListRow, RowLink } from "../../parts/list.tsx";
import { count, countUpTo } from "../../parts/numbers.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { percent } from "../webhooks/webhook-health.ts";
import { OpenOrganization } from "./open-organization.tsx";
import { organizationStatus } from "./organization-state.ts";
import classes from "./organizations-page.module.css";

const labels = { ended: "Deliveries", success: "Success", failing: "Failing", waiting: "Waiting" };

/** Names of the columns, where there is room for them; each figure carries its own for readers aloud. */
export function OrganizationsHead(): ReactElement {
  return (
    <ListHead columns={classes["columns"]}>
      <span>Organisation</span>
      <span />
      {Object.values(labels).map((label) => (
        <span key={label}>{label}</span>
      ))}
    </ListHead>
  );
}

export function OrganizationRow(props: { organization: OrganizationWithTraffic }): ReactElement {
  const { organization } = props;
  const { org_id, name, created_at, traffic } = organization;
  const ended = traffic.succeeded + traffic.failed;
  return (
    <ListRow columns={classes["columns"]}>
      <RowLink
        href={`/organizations/${org_id}`}
        id={org_id}
        below={
          <>
            created <When at={created_at} />
          </>
        }
      >
        {name}
      </RowLink>
      <div className={classes["status"]}>
        <StatusBadge status={organizationStatus(organization)} />
      </div>
      <Figure label={labels.ended} note={traffic.failed > 0 ? `${count(traffic.failed)} failed` : null}>
        {count(ended)}
      </Figure>
      <Figure label={labels.success}>{traffic.success_rate === null ? "–" : percent(traffic.success_rate)}</Figure>
      <Figure label={labels.failing} note={traffic.destinations > 0 ? `of ${count(traffic.destinations)}` : null}>
        {traffic.destinations === 0 ? "–" : count(traffic.failing_destinations)}
      </Figure>
      <Figure
        label={labels.waiting}
        note={
          traffic.oldest_pending_at === null ? null : (
            <>
              oldest <When at={traffic.oldest_pending_at} />
            </>
          )
        }
      >
        {countUpTo(traffic.pending)}
      </Figure>
      <div className={classes["open"]}>
        <OpenOrganization orgId={org_id} name={name} isSmall />
      </div>
    </ListRow>
  );
}
