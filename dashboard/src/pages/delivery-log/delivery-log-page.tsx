import { Button } from "@mantine/core";
import type { CallResult } from "@overten/contract";
import { type ReactElement, useMemo } from "react";
import { Link, useSearchParams } from "wouter";
import { useRows } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { type AttemptLog, mostWaiting, useAttemptLog } from "./attempt-log.ts";
import { AttemptRows } from "./attempt-rows.tsx";
import classes from "./delivery-log.module.css";
import { Filters } from "./filters.tsx";
import { isSpan, type LogFilter, readFilter, spans } from "./log-filter.ts";
import { NoAttempts } from "./no-attempts.tsx";
import { SearchBegun, SearchGoesOn } from "./search-progress.tsx";
import { useResend } from "../delivery/resend.ts";

const webhooksOf = (page: CallResult<"listWebhooks">) => page.webhooks;

/** `/deliveries`: every attempt, newest first. The address holds the filters. */
export function DeliveryLogPage(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => readFilter(search), [search]);
  const webhooks = useRows("listWebhooks", { query: { limit: 500 } }, { rowsOf: webhooksOf });
  const { canChange } = useSession();
  const webhookId = filter.fields.webhook_id;
  const change = (changes: Record<string, string | null>): void => {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  };
  return (
    <>
      <PageHeader title="Delivery log" text="Every attempt to reach a webhook, newest first.">
        {canChange && webhookId !== undefined ? (
          <Button
            component={Link}
            href={`/webhooks/${webhookId}/recover`}
            variant="default"
            leftSection={<Icon name="refresh" size={16} />}
          >
            Recover
          </Button>
        ) : null}
      </PageHeader>
      <Filters filter={filter} webhooks={webhooks.rows} change={change} />
      <Log key={JSON.stringify(filter)} filter={filter} change={change} />
    </>
  );
}

function Log(props: { filter: LogFilter; change: (changes: Record<string, string | null>) => void }): ReactElement {
  const { filter, change } = props;
  const log = useAttemptLog(filter);
  return (
    <>
      <Waiting log={log} />
      <Panel flush>
        <Body log={log} filter={filter} change={change} />
      </Panel>
    </>
  );
}

function Waiting(props: { log: AttemptLog }): ReactElement {
  const { waiting, showWaiting } = props.log;
  return (
    <div className={classes["waiting"]} role="status">
      {waiting === 0 ? null : (
        <Button
          size="xs"
          radius="xl"
          leftSection={<Icon name="refresh" size={14} />}
          onClick={() => {
            showWaiting();
            window.scrollTo(0, 0);
          }}
        >
          {waiting > mostWaiting ? `${mostWaiting}+` : waiting} new
        </Button>
      )}
    </div>
  );
}

function Body(props: {
  log: AttemptLog;
  filter: LogFilter;
  change: (changes: Record<string, string | null>) => void;
}): ReactElement {
  const { log, filter, change } = props;
  const { server } = useSession();
  const { resend } = useResend();
  if (log.rows.length === 0 && log.search !== null && log.error === null) {
    return <SearchBegun search={log.search} filter={filter} />;
  }
  if (log.isLoading) return <LoadingRows what="the delivery log" rows={10} heightPx={48} />;
  if (log.error !== null && log.rows.length === 0) {
    return <ErrorState what="the delivery log" error={log.error} retry={log.reload} />;
  }
  if (log.rows.length === 0) return <NoAttempts filter={filter} change={change} />;
  return (
    <>
      <AttemptRows log={log} scheduleSteps={server.retry_schedule_s.length} onResend={resend} />
      <div className={classes["end"]}>
        {log.error !== null ? (
          <ErrorState what="more of the log" error={log.error} retry={log.reload} />
        ) : log.search !== null ? (
          <SearchGoesOn search={log.search} filter={filter} />
        ) : log.hasMore ? (
          <span role="status">{log.isLoadingMore ? "Loading more …" : ""}</span>
        ) : (
          <Boundary filter={filter} days={server.log_retention_days} showAll={() => change({ since: "all" })} />
        )}
      </div>
    </>
  );
}

/** What lies behind the last row. */
function Boundary(props: { filter: LogFilter; days: number; showAll: () => void }): ReactElement {
  const { filter, days, showAll } = props;
  if (filter.since === "all") {
    return <p>The log goes back {days} days. What is older is no longer kept.</p>;
  }
  const span = isSpan(filter.since) ? spans[filter.since].label.toLowerCase() : "chosen span";
  return (
    <p>
      That is all of the {span}. The log is kept for {days} days.{" "}
      <Button variant="subtle" size="compact-sm" onClick={showAll}>
        Show the whole log
      </Button>
    </p>
  );
}
