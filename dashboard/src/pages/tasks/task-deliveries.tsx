import type { Attempt, CallResult, Delivery, Task } from "@overten/contract";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRows } from "../../api/queries.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./tasks.module.css";
import { isOpen, toldAfterMs } from "./told.ts";

const deliveriesOf = (page: CallResult<"listDeliveries">) => page.deliveries;
const attemptsOf = (page: CallResult<"listAttempts">) => page.attempts;
const everyMs = 2000;

/** A task's event at each receiver: who was told, how long after the end, and who was not. */
export function TaskDeliveries(props: { task: Task }): ReactElement {
  const { task } = props;
  const query = { task_id: task.task_id, limit: 100 };
  const found = useRows("listDeliveries", { query }, { rowsOf: deliveriesOf, everyMs });
  const attempts = useRows("listAttempts", { query }, { rowsOf: attemptsOf, everyMs, fill: 100 });
  useLiveAttempts((attempt) => {
    if (attempt.task_id !== task.task_id) return;
    found.reload();
    attempts.reload();
  });
  const toldMs = toldAfterMs(task, attempts.rows);
  return (
    <Panel
      title="Who was told"
      flush
      actions={
        toldMs === null ? null : (
          <span className={classes["told"]} data-testid="told">
            Customer told {duration(toldMs)} after the end
          </span>
        )
      }
    >
      {found.isLoading ? (
        <LoadingRows what="the deliveries" rows={2} heightPx={56} />
      ) : found.error !== null && found.rows.length === 0 ? (
        <ErrorState what="the deliveries" error={found.error} retry={found.reload} />
      ) : found.rows.length === 0 ? (
        <p className={classes["none"]}>{nobody(task)}</p>
      ) : (
        <ul className={`${classes["list"]} ${classes["below"]}`}>
          {found.rows.map((delivery) => (
            <DeliveryRow
              key={delivery.delivery_id}
              task={task}
              delivery={delivery}
              attempts={attempts.rows.filter((attempt) => attempt.delivery_id === delivery.delivery_id)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function nobody(task: Task): string {
  if (isOpen(task)) return "The webhooks are sent as soon as the task ends.";
  if (task.status === "cancelled") return "A cancelled task tells nobody.";
  return "No webhook asked for this event, and the request had no webhook_url.";
}

function DeliveryRow(props: { task: Task; delivery: Delivery; attempts: readonly Attempt[] }): ReactElement {
  const { task, delivery, attempts } = props;
  const toldMs = toldAfterMs(task, attempts);
  const last = attempts.at(0);
  const answer = last === undefined ? (delivery.failure ?? "no attempt yet") : (last.http_status ?? last.error_code);
  return (
    <li className={`${classes["row"]} ${classes["delivery"]}`}>
      <StatusBadge status={delivery.status} />
      <div className={classes["what"]}>
        <p className={classes["cut"]}>
          <Link
            className={classes["url"] ?? ""}
            href={`/deliveries/${delivery.delivery_id}`}
            data-row={delivery.delivery_id}
          >
            {delivery.url}
          </Link>
        </p>
        <p className={classes["soft"]}>
          {delivery.event}
          {delivery.webhook_id === null ? " · URL of the request" : ""}
          {delivery.resend_of === null ? "" : " · sent again"}
        </p>
      </div>
      <span className={classes["soft"]}>{toldMs === null ? "" : `${duration(toldMs)} after the end`}</span>
      <span className={`${classes["soft"]} ${classes["end"]}`}>{answer}</span>
      <span className={`${classes["soft"]} ${classes["end"]}`}>
        <When at={last?.started_at ?? delivery.created_at} />
      </span>
    </li>
  );
}
