import { Button, Loader, Progress, Select, TextInput } from "@mantine/core";
import type { Recovery } from "@overten/contract";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { problemOf } from "../../api/client.ts";
import { useChange, useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { absoluteTime } from "../../parts/when.tsx";
import classes from "./recover-page.module.css";

const hourMs = 3_600_000;
const spans = [
  { value: "1", label: "the last hour" },
  { value: "6", label: "the last 6 hours" },
  { value: "24", label: "the last 24 hours" },
  { value: "168", label: "the last 7 days" },
  { value: "all", label: "the whole log" },
  { value: "own", label: "the time since …" },
];
const lookEveryMs = 500;

interface Span {
  since: string;
  until: string;
}

/** `/webhooks/{id}/recover`: everything that failed since a moment, counted first, then sent again. */
export function RecoverPage(): ReactElement {
  const { webhookId } = useParams<{ webhookId: string }>();
  const [search, setSearch] = useSearchParams();
  const { canChange } = useSession();
  const webhook = useRead("getWebhook", { params: { webhook_id: webhookId } });
  const recoveryId = search.get("recovery");
  const above = (
    <>
      <Link href="/webhooks">Webhooks</Link> /{" "}
      <Link href={`/webhooks/${webhookId}`}>{webhook.data?.url ?? webhookId}</Link>
    </>
  );
  return (
    <>
      <PageHeader
        above={above}
        title="Recover"
        text="Sends again what ended as failed and was not sent again since: same events, same bytes, a fresh schedule for each."
      />
      <Panel>
        {!canChange ? (
          <p>Sending again needs a key with the role admin.</p>
        ) : recoveryId === null ? (
          <Choose webhookId={webhookId} onStarted={(id) => setSearch({ recovery: id })} />
        ) : (
          <Running
            key={recoveryId}
            recoveryId={recoveryId}
            webhookId={webhookId}
            again={() => setSearch({}, { replace: true })}
          />
        )}
      </Panel>
    </>
  );
}

function Choose(props: { webhookId: string; onStarted: (recoveryId: string) => void }): ReactElement {
  const { webhookId, onStarted } = props;
  const { server } = useSession();
  const [hours, setHours] = useState("24");
  const [moment, setMoment] = useState("");
  const [span, setSpan] = useState<Span | null>(null);
  const count = useChange("recoverWebhook");
  const params = { webhook_id: webhookId };
  const look = (): void => {
    const now = Date.now();
    const back = hours === "all" ? server.log_retention_days * 24 : Number(hours);
    const sinceMs = hours === "own" ? Date.parse(moment) : now - back * hourMs;
    if (Number.isNaN(sinceMs)) return;
    // One end for the count and what is then sent: what fails meanwhile is not in either.
    const next = { since: new Date(sinceMs).toISOString(), until: new Date(now).toISOString() };
    setSpan(next);
    count.mutate({ params, body: { ...next, dry_run: true } });
  };
  return (
    <div className={classes["stack"]}>
      <div className={classes["choose"]}>
        <Select
          label="Everything that failed in"
          data={spans}
          allowDeselect={false}
          value={hours}
          onChange={(value) => {
            setHours(value ?? "24");
            count.reset();
          }}
        />
        {hours === "own" ? (
          <TextInput
            label="Since, your local time"
            type="datetime-local"
            value={moment}
            onChange={(event) => {
              setMoment(event.currentTarget.value);
              count.reset();
            }}
          />
        ) : null}
        <Button variant="default" loading={count.isPending} disabled={hours === "own" && moment === ""} onClick={look}>
          Count
        </Button>
      </div>
      {count.isError ? (
        <p className={classes["problem"]} role="alert">
          {problemOf(count.error)}
        </p>
      ) : null}
      {count.data === undefined || span === null ? (
        <p className={classes["soft"]}>Counting sends nothing.</p>
      ) : (
        <Counted
          key={count.data.recovery_id}
          recoveryId={count.data.recovery_id}
          webhookId={webhookId}
          span={span}
          onStarted={onStarted}
        />
      )}
    </div>
  );
}

function Counted(props: {
  recoveryId: string;
  webhookId: string;
  span: Span;
  onStarted: (recoveryId: string) => void;
}): ReactElement {
  const { recoveryId, webhookId, span, onStarted } = props;
  const found = useRecovery(recoveryId);
  const start = useChange("recoverWebhook", { onDone: (started) => onStarted(started.recovery_id) });
  if (found.error !== null && found.data === undefined) {
    return <ErrorState what="the count" error={found.error} retry={() => void found.refetch()} />;
  }
  const recovery = found.data;
  if (recovery === undefined || !isOver(recovery)) {
    return (
      <p className={classes["inline"]} role="status">
        <Loader size="xs" /> Counting{(recovery?.matched ?? null) === null ? "" : `: ${recovery?.matched} so far`} …
      </p>
    );
  }
  const matched = recovery.matched ?? 0;
  if (matched === 0) {
    return (
      <p className={classes["inline"]} role="status">
        <Icon name="check" size={16} /> Nothing to send again: nothing failed in this span, or it was sent again
        already.
      </p>
    );
  }
  const words = `${matched.toLocaleString("en")} ${matched === 1 ? "delivery" : "deliveries"}`;
  return (
    <div className={classes["stack"]}>
      <p role="status">
        <strong className={classes["count"]}>{words}</strong> failed since {absoluteTime(span.since).local} and would be
        sent again.
      </p>
      {start.isError ? (
        <p className={classes["problem"]} role="alert">
          {problemOf(start.error)}
        </p>
      ) : null}
      <Button
        className={classes["start"] ?? ""}
        leftSection={<Icon name="send" size={16} />}
        loading={start.isPending}
        onClick={() => start.mutate({ params: { webhook_id: webhookId }, body: { ...span, dry_run: false } })}
      >
        Send {words} again
      </Button>
    </div>
  );
}

function Running(props: { recoveryId: string; webhookId: string; again: () => void }): ReactElement {
  const { recoveryId, webhookId, again } = props;
  const found = useRecovery(recoveryId);
  const cancel = useChange("cancelRecovery", { reread: ["getRecovery"] });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const recovery = found.data;
  if (recovery === undefined) {
    return found.error === null ? (
      <LoadingRows what="the recovery" rows={2} />
    ) : (
      <ErrorState what="the recovery" error={found.error} retry={() => void found.refetch()} />
    );
  }
  const { matched, done, status } = recovery;
  const percent = matched === null || matched === 0 ? (isOver(recovery) ? 100 : 0) : Math.floor((done / matched) * 100);
  return (
    <div className={classes["stack"]}>
      <h2 ref={heading} tabIndex={-1} className={classes["inline"]}>
        <StatusBadge status={status} />
        {done.toLocaleString("en")} of {matched === null ? "…" : matched.toLocaleString("en")} sent again
      </h2>
      <Progress value={percent} size="lg" aria-label="Sent again" color={status === "cancelled" ? "gray" : "cobalt"} />
      {cancel.isError ? (
        <p className={classes["problem"]} role="alert">
          {problemOf(cancel.error)}
        </p>
      ) : null}
      <p className={classes["soft"]} role="status">
        {status === "completed"
          ? "Done. Each is a delivery of its own with a fresh schedule; the log shows what comes of it."
          : status === "cancelled"
            ? "Cancelled. What was sent stays sent; the rest is as it was."
            : "It goes on when you leave this page."}
      </p>
      <div className={classes["inline"]}>
        {isOver(recovery) ? (
          <>
            <Button component={Link} href={`/deliveries?webhook_id=${webhookId}`}>
              See them in the log
            </Button>
            <Button variant="default" onClick={again}>
              Recover more
            </Button>
          </>
        ) : (
          <Button
            variant="default"
            leftSection={<Icon name="cross" size={16} />}
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ params: { recovery_id: recoveryId }, body: {} })}
          >
            Cancel
          </Button>
        )}
      </div>
    </div>
  );
}

function isOver(recovery: Recovery): boolean {
  return recovery.status === "completed" || recovery.status === "cancelled";
}

/** Reads a recovery until it is over. */
function useRecovery(recoveryId: string): ReturnType<typeof useRead<"getRecovery">> {
  const [isEnded, setEnded] = useState(false);
  const found = useRead(
    "getRecovery",
    { params: { recovery_id: recoveryId } },
    { everyMs: isEnded ? false : lookEveryMs },
  );
  if (!isEnded && found.data !== undefined && isOver(found.data)) setEnded(true);
  return found;
}
