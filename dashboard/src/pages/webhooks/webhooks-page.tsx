import { Button, Skeleton, TextInput } from "@mantine/core";
import type { CallResult, Webhook } from "@overten/contract";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "wouter";
import { apiRoot } from "../../api/client.ts";
import { useRead, useRows } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CodeBlock } from "../../parts/code-block.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Figure } from "../../parts/figure.tsx";
import { Icon } from "../../parts/icon.tsx";
import { List, ListHead, ListMore, ListRow, RowLink } from "../../parts/list.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { count } from "../../parts/numbers.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { healthStatus, percent } from "./webhook-health.ts";
import classes from "./webhooks-page.module.css";

const webhooksOf = (page: CallResult<"listWebhooks">) => page.webhooks;
const healthEveryMs = 10_000;
/** Over the columns on wide screens, beside each value on narrow ones. */
const figures = { success: "Success, 24 h", p95: "p95", waiting: "Waiting", failure: "Last failure" };

/** Who is told about what, and how each fares. */
export function WebhooksPage(): ReactElement {
  const { canChange } = useSession();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("q") ?? "";
  const found = useRows("listWebhooks", { query: { limit: 100 } }, { rowsOf: webhooksOf });
  const rows = found.rows.filter((webhook) => matches(webhook, wanted));
  const create =
    canChange && found.rows.length > 0 ? (
      <Button component={Link} href="/webhooks/new" leftSection={<Icon name="plus" size={16} />}>
        New webhook
      </Button>
    ) : null;
  return (
    <>
      <PageHeader title="Webhooks" text="Each is told about the events it asks for, signed with its own secret.">
        {create}
      </PageHeader>
      {found.rows.length > 6 || wanted !== "" ? (
        <TextInput
          data-filter
          mb="sm"
          aria-label="Filter by URL or description"
          placeholder="Filter by URL or description"
          leftSection={<Icon name="search" size={16} />}
          value={wanted}
          onChange={(event) => {
            const q = event.currentTarget.value;
            setSearch(q === "" ? {} : { q }, { replace: true });
          }}
        />
      ) : null}
      <Panel flush>
        <Body found={found} rows={rows} clear={() => setSearch({}, { replace: true })} />
      </Panel>
    </>
  );
}

function Body(props: {
  found: ReturnType<typeof useRows<"listWebhooks", Webhook>>;
  rows: readonly Webhook[];
  clear: () => void;
}): ReactElement {
  const { found, rows, clear } = props;
  if (found.isLoading) return <LoadingRows what="the webhooks" heightPx={66} />;
  if (found.error !== null && found.rows.length === 0) {
    return <ErrorState what="the webhooks" error={found.error} retry={found.reload} />;
  }
  if (found.rows.length === 0) return <NoWebhooks />;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon="search"
        title="No webhook matches"
        text={`None of ${found.rows.length} has this in its URL or description.`}
      >
        <Button variant="default" onClick={clear}>
          Clear the filter
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      <ListHead columns={classes["columns"]}>
        <span>Webhook</span>
        <span>Health</span>
        {Object.values(figures).map((label) => (
          <span key={label}>{label}</span>
        ))}
      </ListHead>
      <List>
        {rows.map((webhook) => (
          <WebhookRow key={webhook.webhook_id} webhook={webhook} />
        ))}
      </List>
      <ListMore found={found} />
    </>
  );
}

function WebhookRow(props: { webhook: Webhook }): ReactElement {
  const { webhook } = props;
  const read = useRead("getWebhook", { params: { webhook_id: webhook.webhook_id } }, { everyMs: healthEveryMs });
  const health = read.data?.health;
  const status = healthStatus(webhook, health);
  const oldest = health?.oldest_pending_at ?? null;
  return (
    <ListRow columns={classes["columns"]}>
      <RowLink
        href={`/webhooks/${webhook.webhook_id}`}
        id={webhook.webhook_id}
        below={
          <>
            {/* Apart, so that signs in it that turn the direction of writing turn nothing else. */}
            {webhook.description === null ? null : (
              <>
                <bdi>{webhook.description}</bdi> ·{" "}
              </>
            )}
            {webhook.events.join(", ")}
          </>
        }
      >
        {webhook.url}
      </RowLink>
      <div className={classes["status"]}>
        {status === null ? <Skeleton width={84} height={20} radius="xl" /> : <StatusBadge status={status} />}
      </div>
      <Figure label={figures.success}>
        {health === undefined ? null : health.success_rate === null ? "–" : percent(health.success_rate)}
      </Figure>
      <Figure label={figures.p95}>
        {health === undefined ? null : health.latency_p95_ms === null ? "–" : duration(health.latency_p95_ms)}
      </Figure>
      <Figure
        label={figures.waiting}
        note={
          oldest === null ? null : (
            <>
              oldest <When at={oldest} />
            </>
          )
        }
      >
        {health === undefined ? null : count(health.pending)}
      </Figure>
      <Figure label={figures.failure}>
        {health === undefined ? null : health.last_failure_at === null ? "none" : <When at={health.last_failure_at} />}
      </Figure>
    </ListRow>
  );
}

function NoWebhooks(): ReactElement {
  const { canChange, server } = useSession();
  const command = `curl ${apiRoot}/api/v1/webhooks \\
  -H 'X-API-Key: YOUR_API_KEY' -H 'Content-Type: application/json' \\
  -d '{"url": "${server.inbox_url === null ? "https://example.com/webhooks/overten" : `${server.inbox_url}/hello`}", "events": ["run.completed", "run.failed"]}'`;
  return (
    <EmptyState
      icon="webhook"
      title="No webhook yet"
      text="A webhook is a URL of yours that is called as soon as a document is done or has failed. Create the first one here, or from a terminal."
    >
      <div className={classes["teach"]}>
        {canChange ? (
          <Button component={Link} href="/webhooks/new" leftSection={<Icon name="plus" size={16} />}>
            Create the first webhook
          </Button>
        ) : null}
        <CodeBlock title="The same from a terminal" what="the command" text={command} wraps />
      </div>
    </EmptyState>
  );
}

function matches(webhook: Webhook, wanted: string): boolean {
  const text = `${webhook.url} ${webhook.description ?? ""}`.toLowerCase();
  return text.includes(wanted.trim().toLowerCase());
}
