import { Button } from "@mantine/core";
import type { DeliveryDetail, DeliveryFailure } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { useShortcut } from "../../shell/shortcuts.tsx";
import { AttemptDetail } from "./attempt-detail.tsx";
import classes from "./delivery-page.module.css";
import { useResend } from "./resend.ts";
import { Timeline } from "./timeline.tsx";

/** In case the stream is away while something is still to come. */
const lookEveryMs = 2000;

const failures: Record<DeliveryFailure, string> = {
  exhausted: "Every attempt of the schedule failed, so it was given up. Mend the cause, then send it again.",
  rejected:
    "Your server refused it with a final answer, so it is not tried again by itself. Mend the cause, then send it again.",
  paused: "The webhook was paused, so it was not sent. Resume the webhook, then send it again.",
};

/** `/deliveries/{id}`: one event on its way to one destination. */
export function DeliveryPage(): ReactElement {
  const { deliveryId } = useParams<{ deliveryId: string }>();
  const found = useRead("getDelivery", { params: { delivery_id: deliveryId } }, { everyMs: lookEveryMs });
  const { canChange } = useSession();
  const { resend, isSending } = useResend();
  useLiveAttempts((attempt) => {
    if (attempt.delivery_id === deliveryId) void found.refetch();
  });
  useShortcut("r", "Resend this delivery", () => resend(deliveryId));
  const above = <Link href="/deliveries">Delivery log</Link>;
  const delivery = found.data;
  if (delivery === undefined) {
    return (
      <>
        <PageHeader above={above} title="Delivery" />
        <Panel flush>
          {found.error === null ? (
            <LoadingRows what="the delivery" rows={5} />
          ) : (
            <ErrorState what="the delivery" error={found.error} retry={() => void found.refetch()} />
          )}
        </Panel>
      </>
    );
  }
  return (
    <div className={classes["stack"]}>
      <PageHeader above={above} title={`${delivery.event} to ${hostOf(delivery.url)}`}>
        {canChange ? (
          <Button leftSection={<Icon name="send" size={16} />} loading={isSending} onClick={() => resend(deliveryId)}>
            Resend
          </Button>
        ) : null}
      </PageHeader>
      <Facts delivery={delivery} />
      {delivery.failure === null ? null : <p className={classes["failure"]}>{failures[delivery.failure]}</p>}
      <Attempts delivery={delivery} />
    </div>
  );
}

function Attempts(props: { delivery: DeliveryDetail }): ReactElement {
  const { delivery } = props;
  const [search, setSearch] = useSearchParams();
  const wanted = Number(search.get("attempt"));
  const chosen = delivery.attempts.find(({ attempt }) => attempt === wanted) ?? delivery.attempts.at(-1);
  return (
    <>
      <Panel title="Timeline" flush>
        <Timeline
          delivery={delivery}
          chosen={chosen?.attempt ?? null}
          choose={(attempt) => setSearch({ attempt: String(attempt) }, { replace: true })}
        />
      </Panel>
      {chosen === undefined ? (
        <Panel>
          <p role="status">{nothingYet(delivery)}</p>
        </Panel>
      ) : (
        <AttemptDetail key={chosen.attempt_id} delivery={delivery} attempt={chosen} />
      )}
    </>
  );
}

function nothingYet(delivery: DeliveryDetail): string {
  if (delivery.status === "pending") return "The first attempt is on its way; its answer appears here by itself.";
  return delivery.status === "cancelled"
    ? "The webhook was deleted before the first attempt, so nothing was sent."
    : "Nothing was sent.";
}

function Facts(props: { delivery: DeliveryDetail }): ReactElement {
  const { delivery } = props;
  return (
    <dl className={classes["facts"]}>
      <Fact label="Status">
        <StatusBadge status={delivery.status} />
        {delivery.next_attempt_at === null ? null : (
          <>
            next attempt <When at={delivery.next_attempt_at} />
          </>
        )}
      </Fact>
      <Fact label="Destination" copy={delivery.url}>
        {delivery.webhook_id === null ? (
          delivery.url
        ) : (
          <Link href={`/webhooks/${delivery.webhook_id}`}>{delivery.url}</Link>
        )}
      </Fact>
      <Fact label="Run" copy={delivery.run_id}>
        <Link href={`/deliveries?run_id=${encodeURIComponent(delivery.run_id)}`}>{delivery.run_id}</Link>
      </Fact>
      <Fact label="Task" copy={delivery.task_id}>
        <Link href={`/deliveries?task_id=${encodeURIComponent(delivery.task_id)}`}>{delivery.task_id}</Link>
      </Fact>
      <Fact label="Event (webhook-id)" copy={delivery.event_id}>
        {delivery.event_id}
      </Fact>
      <Fact label="Delivery" copy={delivery.delivery_id}>
        {delivery.delivery_id}
      </Fact>
      {delivery.resend_of === null ? null : (
        <Fact label="Sent again from">
          <Link href={`/deliveries/${delivery.resend_of}`}>{delivery.resend_of}</Link>
        </Fact>
      )}
      {delivery.superseded_by === null ? null : (
        <Fact label="Sent again as">
          <Link href={`/deliveries/${delivery.superseded_by}`}>{delivery.superseded_by}</Link>
        </Fact>
      )}
    </dl>
  );
}

function Fact(props: { label: string; copy?: string; children: ReactNode }): ReactElement {
  const { label, copy, children } = props;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className={classes["value"]}>{children}</span>
        {copy === undefined ? null : <CopyButton text={copy} what={label.toLowerCase()} />}
      </dd>
    </div>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
