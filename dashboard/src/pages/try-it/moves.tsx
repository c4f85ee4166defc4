import type { CallResult, Task } from "@overten/contract";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRead, useRows } from "../../api/queries.ts";
import { CodeBlock } from "../../parts/code-block.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { ResultLinks } from "../tasks/task-page.tsx";
import { outcomeOf, TaskProgress } from "../tasks/task-state.tsx";
import { isOpen, toldAfterMs } from "../tasks/told.ts";
import { useInbox } from "./inbox.ts";
import classes from "./try-it.module.css";

const attemptsOf = (page: CallResult<"listAttempts">) => page.attempts;
const everyMs = 700;

/** Task, delivery and inbox side by side, as they move. */
export function Moves(props: { inbox: string; taskId: string | null }): ReactElement {
  const { inbox, taskId } = props;
  const input = { params: { task_id: taskId ?? "" } };
  const options = { enabled: taskId !== null };
  const first = useRead("getTask", input, options);
  const isGoing = first.data !== undefined && isOpen(first.data);
  const { data: task } = useRead("getTask", input, { ...options, everyMs: isGoing ? everyMs : false });
  return (
    <div className={classes["moves"]}>
      <Panel title="3. The task">
        <div className={classes["stage"]} role="status">
          {task === undefined ? (
            <p className={classes["soft"]}>Appears when you generate.</p>
          ) : (
            <>
              <StatusBadge status={task.status} />
              <TaskProgress task={task} />
              <p>{outcomeOf(task)}</p>
              <Link href={`/tasks/${task.task_id}`}>Its page</Link>
              <ResultLinks task={task} />
            </>
          )}
        </div>
      </Panel>
      <Panel title="4. The delivery">
        <div className={classes["stage"]} role="status">
          {task === undefined ? (
            <p className={classes["soft"]}>Begins as soon as the task ends.</p>
          ) : (
            <DeliveryStage task={task} inbox={inbox} />
          )}
        </div>
      </Panel>
      <Panel title="5. The inbox">
        <InboxStage inbox={inbox} taskId={taskId} />
      </Panel>
    </div>
  );
}

function DeliveryStage(props: { task: Task; inbox: string }): ReactElement {
  const { task, inbox } = props;
  const query = { task_id: task.task_id, limit: 20 };
  const found = useRows("listAttempts", { query }, { rowsOf: attemptsOf, everyMs: 2000, fill: 1 });
  useLiveAttempts((attempt) => {
    if (attempt.task_id === task.task_id) found.reload();
  });
  const attempts = found.rows.filter((attempt) => attempt.url.endsWith(`/inbox/${inbox}`));
  const last = attempts.at(0);
  if (last === undefined) {
    return (
      <p className={classes["soft"]}>
        {isOpen(task) ? "Begins as soon as the task ends." : "Nothing was sent to the inbox: is it subscribed?"}
      </p>
    );
  }
  const toldMs = toldAfterMs(task, attempts);
  return (
    <>
      <StatusBadge status={last.outcome} />
      <p>
        Attempt {last.attempt}: {last.http_status ?? last.error_code} after {duration(last.latency_ms)}.
      </p>
      {toldMs === null ? null : <p>Customer told {duration(toldMs)} after the end.</p>}
      <Link href={`/deliveries/${last.delivery_id}`}>The delivery</Link>
    </>
  );
}

function InboxStage(props: { inbox: string; taskId: string | null }): ReactElement {
  const { inbox, taskId } = props;
  const found = useInbox(inbox);
  const request = found.data?.find((one) => taskId === null || one.taskId === taskId);
  return (
    <div className={classes["stage"]} role="status">
      {request === undefined ? (
        <p className={classes["soft"]}>{found.isError ? "The inbox does not answer." : "Waits for the webhook."}</p>
      ) : (
        <>
          <StatusBadge
            status={request.isVerified ? "succeeded" : "failed"}
            word={request.isVerified ? "Arrived, verified" : "Arrived, not verified"}
          />
          <p>{request.message}</p>
          <div>
            <CodeBlock title={request.event} what="the body" text={request.body} wraps />
          </div>
        </>
      )}
    </div>
  );
}
