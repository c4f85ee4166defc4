import type { CallResult, WebhookWithHealth } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { Link, useParams } from "wouter";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { count } from "../../parts/numbers.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Tile, Tiles } from "../../parts/tiles.tsx";
import { When } from "../../parts/when.tsx";
import { LastFailure } from "./last-failure.tsx";
import { RecentAttempts } from "./recent-attempts.tsx";
import { SendTest } from "./send-test.tsx";
import { WebhookActions } from "./webhook-actions.tsx";
import { healthStatus, percent } from "./webhook-health.ts";
import classes from "./webhook-page.module.css";

const healthEveryMs = 5000;

/** `/webhooks/{id}`: one webhook, how it fares, and what can be done with it. */
export function WebhookPage(): ReactElement {
  const { webhookId } = useParams<{ webhookId: string }>();
  const { canChange } = useSession();
  const found = useRead("getWebhook", { params: { webhook_id: webhookId } }, { everyMs: healthEveryMs });
  useLiveAttempts((attempt) => {
    if (attempt.webhook_id === webhookId) void found.refetch();
  });
  const webhook = found.data;
  const back = <Link href="/webhooks">Webhooks</Link>;
  if (webhook === undefined) {
    return (
      <>
        <PageHeader above={back} title="Webhook" />
        <Panel flush>
          {found.error === null ? (
            <LoadingRows what="the webhook" rows={4} />
          ) : (
            <ErrorState what="the webhook" error={found.error} retry={() => void found.refetch()} />
          )}
        </Panel>
      </>
    );
  }
  return (
    <>
      <PageHeader above={back} title={webhook.url} text={webhook.description}>
        {canChange ? <WebhookActions webhook={webhook} /> : null}
      </PageHeader>
      <Facts webhook={webhook} />
      <Health webhook={webhook} />
      <div className={classes["columns"]}>
        <div className={classes["left"]}>
          {webhook.health.last_failure_at === null ? null : (
            <LastFailure webhookId={webhookId} at={webhook.health.last_failure_at} />
          )}
          <Panel title="Send a test">
            <SendTest webhook={webhook} />
          </Panel>
        </div>
        <Panel title="Latest attempts" flush>
          <RecentAttempts webhookId={webhookId} />
        </Panel>
      </div>
    </>
  );
}

function Facts(props: { webhook: CallResult<"getWebhook"> }): ReactElement {
  const { webhook } = props;
  const status = healthStatus(webhook, webhook.health);
  return (
    <div className={classes["facts"]}>
      {status === null ? null : <StatusBadge status={status} />}
      {webhook.events.map((name) => (
        <code key={name} className={classes["event"]}>
          {name}
        </code>
      ))}
      <span className={classes["id"]}>
        <code>{webhook.webhook_id}</code>
        <CopyButton text={webhook.webhook_id} what="the id" />
      </span>
      <span>
        created <When at={webhook.created_at} />
      </span>
    </div>
  );
}

function Health(props: { webhook: WebhookWithHealth }): ReactElement {
  const { health } = props.webhook;
  const orNever = (at: string | null): ReactNode => (at === null ? "never" : <When at={at} />);
  return (
    <Tiles>
      <Tile label="Success, 24 h">{health.success_rate === null ? "–" : percent(health.success_rate)}</Tile>
      <Tile label="p95 latency, 24 h">{health.latency_p95_ms === null ? "–" : duration(health.latency_p95_ms)}</Tile>
      <Tile
        label="Waiting"
        note={
          health.oldest_pending_at === null ? undefined : (
            <>
              oldest <When at={health.oldest_pending_at} />
            </>
          )
        }
      >
        {count(health.pending)}
      </Tile>
      <Tile label="Last success">{orNever(health.last_success_at)}</Tile>
      <Tile label="Last failure">{orNever(health.last_failure_at)}</Tile>
    </Tiles>
  );
}
