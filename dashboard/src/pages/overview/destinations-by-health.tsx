import { Button } from "@mantine/core";
import type { CallResult, WebhookWithHealth } from "@overten/contract";
import { useQueries } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { call } from "../../api/client.ts";
import { useRows } from "../../api/queries.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { List, ListRow, RowLink } from "../../parts/list.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { healthStatus, percent } from "../webhooks/webhook-health.ts";
import classes from "./overview-page.module.css";

const webhooksOf = (page: CallResult<"listWebhooks">) => page.webhooks;
const healthEveryMs = 10_000;
/** One page: an organisation has at most so many unless its server is set otherwise. */
const limit = 100;

/** The webhooks, what fails first; and where what is not listed here can be seen. */
export function DestinationsByHealth(): ReactElement {
  const found = useRows("listWebhooks", { query: { limit } }, { rowsOf: webhooksOf });
  const reads = useQueries({
    queries: found.rows.slice(0, limit).map(({ webhook_id }) => ({
      queryKey: ["getWebhook", { params: { webhook_id } }],
      queryFn: async ({ signal }: { signal: AbortSignal }) => call("getWebhook", { params: { webhook_id }, signal }),
      refetchInterval: healthEveryMs,
    })),
  });
  const webhooks = reads.flatMap((read) => (read.data === undefined ? [] : [read.data]));
  const isLoading = found.isLoading || webhooks.length < Math.min(found.rows.length, 1);
  return (
    <Panel title="Webhooks, failing first" flush>
      {found.error !== null && found.rows.length === 0 ? (
        <ErrorState what="the webhooks" error={found.error} retry={found.reload} />
      ) : isLoading ? (
        <LoadingRows what="the webhooks" rows={3} heightPx={44} />
      ) : webhooks.length === 0 ? (
        <EmptyState
          icon="webhook"
          title="Nobody is told yet"
          text="Create a webhook, and this shows how it fares: what fails comes first."
        >
          <Button component={Link} href="/webhooks/new">
            Create the first webhook
          </Button>
        </EmptyState>
      ) : (
        <div className={classes["rows"]}>
          <List>
            {webhooks.toSorted(byNeed).map((webhook) => (
              <Row key={webhook.webhook_id} webhook={webhook} />
            ))}
          </List>
        </div>
      )}
      {isLoading || found.error !== null ? null : <NotListed shown={found.hasMore ? webhooks.length : null} />}
    </Panel>
  );
}

/** What this list leaves out. `shown` is null where it has every webhook. */
function NotListed(props: { shown: number | null }): ReactElement {
  const { shown } = props;
  return (
    <p className={classes["unlisted"]}>
      {shown === null ? null : (
        <>
          Only the {shown} newest webhooks are compared here; <Link href="/webhooks">Webhooks</Link> has all.{" "}
        </>
      )}
      A URL that came with a single request (<code>webhook_url</code>) is not listed: the delivery log has{" "}
      <Link href="/deliveries?status=failed">every attempt that failed</Link>.
    </p>
  );
}

/** What fails most first; among equals, what more waits for. What is paused or quiet comes last. */
function byNeed(one: WebhookWithHealth, other: WebhookWithHealth): number {
  const rank = ({ active, health }: WebhookWithHealth): number =>
    !active ? 3 : health.success_rate === null ? 2 : health.success_rate;
  return rank(one) - rank(other) || other.health.pending - one.health.pending;
}

function Row(props: { webhook: WebhookWithHealth }): ReactElement {
  const { webhook } = props;
  const { health } = webhook;
  const status = healthStatus(webhook, health);
  return (
    <ListRow columns={classes["columns"]}>
      <span className={classes["status"]}>{status === null ? null : <StatusBadge status={status} />}</span>
      <RowLink href={`/webhooks/${webhook.webhook_id}`} id={webhook.webhook_id}>
        {webhook.url}
      </RowLink>
      <span className={classes["figure"]}>
        {health.success_rate === null ? (
          "–"
        ) : (
          <>
            <b>{percent(health.success_rate)}</b> ok
          </>
        )}
      </span>
      <span className={classes["figure"]}>
        {health.pending > 0 ? (
          <>
            <b>{health.pending}</b> waiting
          </>
        ) : health.latency_p95_ms === null ? (
          ""
        ) : (
          `p95 ${duration(health.latency_p95_ms)}`
        )}
      </span>
      <span className={classes["figure"]}>
        {health.last_failure_at === null ? (
          "no failure"
        ) : (
          <>
            failed <When at={health.last_failure_at} />
          </>
        )}
      </span>
    </ListRow>
  );
}
