import { type DeliveryDetail, verdictOf } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./delivery-page.module.css";
import { endingOf } from "./ending.ts";

/** How a delivery stands, and what comes next, in a line. */
export function DeliveryState(props: { delivery: DeliveryDetail }): ReactElement {
  const { delivery } = props;
  const last = delivery.attempts.at(-1);
  const why = last === undefined || last.outcome === "succeeded" ? null : verdictOf(last);
  return (
    <span className={classes["state"]}>
      <StatusBadge status={delivery.status} />
      {why === null ? null : <strong>{why.title}.</strong>}
      <span>{nextOf(delivery)}</span>
      {delivery.superseded_by === null ? null : (
        <span>
          It was <Link href={`/deliveries/${delivery.superseded_by}`}>sent again</Link>.
        </span>
      )}
    </span>
  );
}

function nextOf(delivery: DeliveryDetail): ReactNode {
  const { planned, attempts } = delivery;
  const ending = endingOf(delivery);
  if (ending !== null) return ending;
  const arrived = attempts.find((attempt) => attempt.outcome === "succeeded");
  if (arrived !== undefined) {
    const tookMs = Date.parse(arrived.started_at) + arrived.latency_ms - Date.parse(delivery.created_at);
    return `It arrived with attempt ${arrived.attempt}, ${duration(Math.max(tookMs, 0))} after the event.`;
  }
  const [next] = planned;
  if (next === undefined) return "An attempt is under way.";
  return (
    <>
      Attempt {next.attempt} of {planned.at(-1)?.attempt ?? next.attempt} <When at={next.due_at} />.
    </>
  );
}
