import { Button, Select } from "@mantine/core";
import { type CallResult, type Task, taskStatuses } from "@overten/contract";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "wouter";
import { apiRoot } from "../../api/client.ts";
import { useRows } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { CodeBlock } from "../../parts/code-block.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { ListMore } from "../../parts/list.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { outcomeOf, TaskProgress } from "./task-state.tsx";
import classes from "./tasks.module.css";

const tasksOf = (page: CallResult<"listTasks">) => page.tasks;
const everyMs = 1500;

/** Documents being made, newest first. */
export function TasksPage(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const status = taskStatuses.find((known) => known === search.get("status"));
  const runId = search.get("run_id") ?? undefined;
  const query = {
    limit: 50,
    ...(status === undefined ? {} : { status }),
    ...(runId === undefined ? {} : { run_id: runId }),
  };
  const found = useRows("listTasks", { query }, { rowsOf: tasksOf, everyMs });
  return (
    <>
      <PageHeader
        title="Tasks"
        text={runId === undefined ? "Each is one turn on a document; its end is one event." : `Of the run ${runId}.`}
      >
        <Select
          aria-label="Status"
          data-filter
          clearable
          placeholder="Every status"
          clearButtonProps={{ "aria-label": "Every status" }}
          data={taskStatuses.map((name) => ({ value: name, label: name[0]?.toUpperCase() + name.slice(1) }))}
          value={status ?? null}
          onChange={(name) => {
            const kept = runId === undefined ? {} : { run_id: runId };
            setSearch(name === null ? kept : { ...kept, status: name }, { replace: true });
          }}
        />
      </PageHeader>
      <Panel flush>
        {found.isLoading ? (
          <LoadingRows what="the tasks" heightPx={60} />
        ) : found.error !== null && found.rows.length === 0 ? (
          <ErrorState what="the tasks" error={found.error} retry={found.reload} />
        ) : found.rows.length === 0 ? (
          <NoTasks
            isFiltered={status !== undefined || runId !== undefined}
            clear={() => setSearch({}, { replace: true })}
          />
        ) : (
          <ul className={classes["list"]}>
            {found.rows.map((task) => (
              <TaskRow key={task.task_id} task={task} />
            ))}
          </ul>
        )}
        <ListMore found={found} />
      </Panel>
    </>
  );
}

function TaskRow(props: { task: Task }): ReactElement {
  const { task } = props;
  const took =
    task.started_at === null || task.finished_at === null
      ? null
      : Date.parse(task.finished_at) - Date.parse(task.started_at);
  return (
    <li className={classes["row"]}>
      <StatusBadge status={task.status} />
      <div className={classes["what"]}>
        <Link className={classes["id"] ?? ""} href={`/tasks/${task.task_id}`} data-row={task.task_id}>
          {task.task_id}
        </Link>
        <p className={`${classes["soft"]} ${classes["cut"]}`}>{outcomeOf(task)}</p>
      </div>
      {task.status === "running" ? (
        <TaskProgress task={task} />
      ) : (
        <span className={`${classes["soft"]} ${classes["cut"]}`}>{task.format}</span>
      )}
      <span className={`${classes["soft"]} ${classes["end"]}`}>{took === null ? "" : duration(took)}</span>
      <span className={`${classes["soft"]} ${classes["end"]}`}>
        <When at={task.created_at} />
      </span>
    </li>
  );
}

function NoTasks(props: { isFiltered: boolean; clear: () => void }): ReactElement {
  const { server } = useSession();
  if (props.isFiltered) {
    return (
      <EmptyState icon="search" title="No task matches" text="None has this status now.">
        <Button variant="default" onClick={props.clear}>
          Show every task
        </Button>
      </EmptyState>
    );
  }
  const command = `curl ${apiRoot}/api/v1/${server.formats[0] ?? "excel"}/generate \\
  -H 'X-API-Key: YOUR_API_KEY' -H 'Content-Type: application/json' \\
  -d '{"prompt": "A sales report with 12 rows and a total", "async": true}'`;
  return (
    <EmptyState
      icon="tasks"
      title="No task yet"
      text="A task makes a document from a prompt. Its progress shows here, and who was told of its end."
    >
      <CodeBlock title="Start the first from a terminal" what="the command" text={command} wraps />
    </EmptyState>
  );
}
