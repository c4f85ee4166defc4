import type { DeliveryDetail } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./delivery-page.module.css";

/** Where it goes, and every id by which somebody may ask for it. */
export function DeliveryFacts(props: { delivery: DeliveryDetail }): ReactElement {
  const { delivery } = props;
  return (
    <Panel title="This delivery">
      <dl className={classes["facts"]}>
        <Fact label="Destination" copy={delivery.url} isWide>
          {delivery.webhook_id === null ? (
            <>
              {delivery.url} <span className={classes["soft"]}>(webhook_url of the request)</span>
            </>
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
        <Fact label="Made">
          <When at={delivery.created_at} />
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
    </Panel>
  );
}

function Fact(props: { label: string; copy?: string; isWide?: boolean; children: ReactNode }): ReactElement {
  const { label, copy, isWide = false, children } = props;
  return (
    <div data-wide={isWide}>
      <dt>{label}</dt>
      <dd>
        <span className={classes["value"]}>{children}</span>
        {copy === undefined ? null : <CopyButton text={copy} what={label.toLowerCase()} />}
      </dd>
    </div>
  );
}
