import { VisuallyHidden } from "@mantine/core";
import type { DeliveryDetail } from "@overten/contract";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./timeline.module.css";

/** A schedule may have fifty steps; what is further away is told in one. */
const plannedShown = 10;

/** One line of time: what was tried, and what is still planned. A past attempt can be chosen. */
export function Timeline(props: {
  delivery: DeliveryDetail;
  chosen: number | null;
  choose: (attempt: number) => void;
}): ReactElement {
  const { delivery, chosen, choose } = props;
  const line = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const shown = line.current?.querySelector<HTMLElement>("[aria-pressed=true]")?.closest("li");
    if (line.current !== null && shown !== null && shown !== undefined) line.current.scrollLeft = shown.offsetLeft - 12;
  }, [chosen]);
  const { planned } = delivery;
  const last = planned.length > plannedShown ? planned.at(-1) : undefined;
  return (
    // Focusable, so that the keyboard can scroll it.
    <ol ref={line} className={classes["line"]} tabIndex={0} aria-label="Attempts, past and planned">
      <Step kind="made" icon="send" what="Event" more="made" at={delivery.created_at} />
      {delivery.attempts.map(({ attempt_id: id, attempt, outcome, http_status, error_code, started_at: at }) => (
        <Step
          key={id}
          kind={outcome}
          icon={outcome === "succeeded" ? "check" : "cross"}
          what={
            <button
              type="button"
              className={classes["choose"]}
              data-row={id}
              aria-pressed={attempt === chosen}
              onClick={() => choose(attempt)}
            >
              Attempt {attempt}
              <VisuallyHidden> {outcome}</VisuallyHidden>
            </button>
          }
          more={<Breakable text={String(http_status ?? error_code)} />}
          at={at}
        />
      ))}
      {planned.slice(0, plannedShown).map(({ attempt, due_at: at }) => (
        <Step key={attempt} kind="planned" icon="clock" what={`Attempt ${attempt}`} more="planned" at={at} />
      ))}
      {last === undefined ? null : (
        <Step kind="planned" icon="dots" what={`to ${last.attempt}`} more="planned" at={last.due_at} />
      )}
    </ol>
  );
}

function Step(props: { kind: string; icon: IconName; what: ReactNode; more: ReactNode; at: string }): ReactElement {
  return (
    <li className={classes["step"]} data-kind={props.kind}>
      <span className={classes["dot"]}>
        <Icon name={props.icon} size={13} />
      </span>
      <span className={classes["what"]}>{props.what}</span>
      <span className={classes["more"]}>{props.more}</span>
      <span className={classes["soft"]}>
        <When at={props.at} />
      </span>
    </li>
  );
}

/** `connection_refused` may break after its underscore. */
function Breakable(props: { text: string }): ReactElement {
  const [first = "", ...rest] = props.text.split("_");
  return (
    <>
      {first}
      {rest.map((word) => (
        <span key={word}>
          _<wbr />
          {word}
        </span>
      ))}
    </>
  );
}
