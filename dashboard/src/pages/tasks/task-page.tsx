import { Button } from "@mantine/core";
import type { Task } from "@overten/contract";
import type { ReactElement } from "react";
import { Link, useParams } from "wouter";
import { useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { CancelTask } from "./cancel-task.tsx";
import { TaskDeliveries } from "./task-deliveries.tsx";
import { outcomeOf, TaskProgress } from "./task-state.tsx";
import classes from "./tasks.module.css";
import { isOpen } from "./told.ts";

const openEveryMs = 1000;

/** `/tasks/{id}`: a task, what it made, and who was told. */
export function TaskPage(): ReactElement {
  const { taskId } = useParams<{ taskId: string }>();
  const { canChange } = useSession();
  const input = { params: { task_id: taskId } };
  const first = useRead("getTask", input);
  const isGoing = first.data !== undefined && isOpen(first.data);
  // The same query again, with a beat while the task may still change.
  const found = useRead("getTask", input, { everyMs: isGoing ? openEveryMs : false });
  const task = found.data;
  const back = <Link href="/tasks">Tasks</Link>;
  if (task === undefined) {
    return (
      <>
        <PageHeader above={back} title="Task" />
        <Panel flush>
          {found.error === null ? (
            <LoadingRows what="the task" rows={4} />
          ) : (
            <ErrorState what="the task" error={found.error} retry={() => void found.refetch()} />
          )}
        </Panel>
      </>
    );
  }
  return (
    <>
      <PageHeader above={back} title={task.task_id}>
        <CopyButton text={task.task_id} what="the id" label="Copy the id" />
        {canChange && isOpen(task) ? <CancelTask taskId={task.task_id} /> : null}
      </PageHeader>
      <div className={classes["page"]}>
        <Panel>
          <div className={classes["status"]} role="status">
            <StatusBadge status={task.status} />
          </div>
          <TaskProgress task={task} />
          <p className={classes["outcome"]}>{outcomeOf(task)}</p>
          <ResultLinks task={task} />
          <Facts task={task} />
        </Panel>
        <TaskDeliveries task={task} />
      </div>
    </>
  );
}

/** The document itself; the links are signed and open without a key. */
export function ResultLinks(props: { task: Task }): ReactElement | null {
  const { result } = props.task;
  if (result === null) return null;
  return (
    <div className={classes["links"]}>
      <Button
        component="a"
        href={result.download_url}
        rel="noreferrer"
        leftSection={<Icon name="arrowRight" size={16} />}
      >
        Download
      </Button>
      <Button
        component="a"
        href={result.edit_url}
        target="_blank"
        rel="noreferrer"
        variant="default"
        leftSection={<Icon name="external" size={16} />}
      >
        Open in the edit page
      </Button>
    </div>
  );
}

function Facts(props: { task: Task }): ReactElement {
  const { task } = props;
  const { started_at: started, finished_at: finished } = task;
  return (
    <dl className={classes["facts"]}>
      <div>
        <dt>Created</dt>
        <dd>
          <When at={task.created_at} />
        </dd>
      </div>
      <div>
        <dt>In the queue</dt>
        <dd>{started === null ? "–" : duration(Date.parse(started) - Date.parse(task.created_at))}</dd>
      </div>
      <div>
        <dt>Worked on</dt>
        <dd>{started === null || finished === null ? "–" : duration(Date.parse(finished) - Date.parse(started))}</dd>
      </div>
      <div>
        <dt>Agent</dt>
        <dd>
          {task.agent_name}, {task.format}
        </dd>
      </div>
      <div>
        <dt>Run</dt>
        <dd>
          <Link href={`/tasks?run_id=${encodeURIComponent(task.run_id)}`}>{task.run_id}</Link>
        </dd>
      </div>
    </dl>
  );
}
