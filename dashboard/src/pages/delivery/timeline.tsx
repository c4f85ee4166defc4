import type { DeliveryDetail } from "@overten/contract";
import type { ReactElement } from "react";
import { Icon } from "../../parts/icon.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./timeline.module.css";

/** One line of time: what was tried, and what is still planned. A past attempt can be chosen. */
export function Timeline(props: {
  delivery: DeliveryDetail;
  chosen: number | null;
  choose: (attempt: number) => void;
}): ReactElement {
  const { delivery, chosen, choose } = props;
  return (
    // Focusable, so that the keyboard can scroll it.
    <ol className={classes["line"]} tabIndex={0} aria-label="Attempts, past and planned">
      <li className={classes["step"]} data-kind="made">
        <span className={classes["dot"]} />
        <span className={classes["word"]}>Event</span>
        <span className={classes["soft"]}>
          <When at={delivery.created_at} />
        </span>
      </li>
      {delivery.attempts.map((attempt) => (
        <li key={attempt.attempt_id} className={classes["step"]} data-kind={attempt.outcome}>
          <span className={classes["dot"]}>
            <Icon name={attempt.outcome === "succeeded" ? "check" : "cross"} size={13} />
          </span>
          <button
            type="button"
            className={classes["choose"]}
            data-row={attempt.attempt_id}
            aria-pressed={attempt.attempt === chosen}
            onClick={() => choose(attempt.attempt)}
          >
            Attempt {attempt.attempt} {attempt.outcome}
          </button>
          <span className={classes["soft"]}>
            {attempt.http_status ?? attempt.error_code} · <When at={attempt.started_at} />
          </span>
        </li>
      ))}
      {delivery.planned.map(({ attempt, due_at: dueAt }) => (
        <li key={attempt} className={classes["step"]} data-kind="planned">
          <span className={classes["dot"]}>
            <Icon name="clock" size={13} />
          </span>
          <span className={classes["word"]}>Attempt {attempt} planned</span>
          <span className={classes["soft"]}>
            <When at={dueAt} />
          </span>
        </li>
      ))}
    </ol>
  );
}
