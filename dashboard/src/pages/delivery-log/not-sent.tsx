import type { CallResult, Delivery, Task } from "@overten/contract";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useRows } from "../../api/queries.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { endingOf } from "../delivery/ending.ts";
import { isOpen } from "../tasks/told.ts";
import classes from "./delivery-log.module.css";
import type { LogFilter } from "./log-filter.ts";

const deliveriesOf = (page: CallResult<"listDeliveries">) => page.deliveries;
const tasksOf = (page: CallResult<"listTasks">) => page.tasks;
const everyMs = 2000;
const limit = 20;

interface Unsent {
  /** Deliveries without an attempt. */
  untried: readonly Delivery[];
  /** Tasks that have not ended. */
  going: readonly Task[];
}

/** Why there is no request of one run or task: what waits, was paused or deleted has no attempt, and neither has a task that still runs. Null where nothing says. */
export function useUnsent(filter: LogFilter): Unsent | null {
  const { run_id, task_id } = filter.fields;
  const ids = { ...(run_id === undefined ? {} : { run_id }), ...(task_id === undefined ? {} : { task_id }) };
  const enabled = Object.keys(ids).length > 0;
  const deliveries = useRows(
    "listDeliveries",
    { query: { ...ids, limit } },
    { rowsOf: deliveriesOf, everyMs, enabled, fill: 1 },
  );
  const tasks = useRows(
    "listTasks",
    { query: { limit, ...(run_id === undefined ? {} : { run_id }) } },
    { rowsOf: tasksOf, everyMs, enabled: run_id !== undefined, fill: 1 },
  );
  const untried = deliveries.rows.filter((delivery) => delivery.attempt_count === 0);
  const going = tasks.rows.filter(isOpen);
  return untried.length === 0 && going.length === 0 ? null : { untried, going };
}

/** What there is of a run or task instead of requests. */
export function NotSent(props: { unsent: Unsent }): ReactElement {
  const { untried, going } = props.unsent;
  return (
    <ul className={classes["unsent"]} aria-label="Not sent yet">
      {untried.map((delivery) => (
        <li key={delivery.delivery_id}>
          <StatusBadge status={delivery.status} />
          <span>
            <Link href={`/deliveries/${delivery.delivery_id}`}>
              {delivery.event} to {delivery.url}
            </Link>
            <br />
            {endingOf(delivery) ?? "The first attempt is on its way."}
          </span>
        </li>
      ))}
      {going.map((task) => (
        <li key={task.task_id}>
          <StatusBadge status={task.status} />
          <span>
            <Link href={`/tasks/${task.task_id}`}>{task.task_id}</Link>
            <br />
            Its webhooks are sent as soon as it ends.
          </span>
        </li>
      ))}
    </ul>
  );
}
