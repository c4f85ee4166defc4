import { type DeliveryDetail, type DeliveryFailure, verdictOf } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { Link } from "wouter";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./delivery-page.module.css";

const failures: Record<DeliveryFailure, string> = {
  exhausted: "Every attempt of the schedule failed, so it was given up. Mend the cause, then resend.",
  rejected: "A final answer: it is not tried again by itself. Mend the cause, then resend.",
  paused: "The webhook was paused, so nothing was sent. Resume it, then resend.",
};

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
  const { status, failure, planned, attempts } = delivery;
  if (failure !== null) return failures[failure];
  if (status === "cancelled") return "The webhook was deleted before it arrived.";
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
