import type { OpenTasks, System } from "@overten/contract";
import type { ReactElement } from "react";
import { useRead } from "../../api/queries.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { count, countUpTo } from "../../parts/numbers.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Tile, Tiles } from "../../parts/tiles.tsx";
import { When } from "../../parts/when.tsx";
import { DatabasePanel } from "./database-panel.tsx";
import { DaysPanel } from "./days-panel.tsx";
import { NodesPanel } from "./nodes-panel.tsx";
import classes from "./system-page.module.css";
import { TasksPanel } from "./tasks-panel.tsx";
import { TroubleList } from "./trouble-list.tsx";

const everyMs = 5000;

/** The deployment, for the operator: what is wrong first, then nodes, database and what they work on. */
export function SystemPage(): ReactElement {
  const found = useRead("getSystem", {}, { everyMs });
  const system = found.data;
  return (
    <>
      <PageHeader
        title="System"
        text="This deployment as it is now: its nodes, its database, and what waits for them."
      />
      {found.error !== null && system === undefined ? (
        <Panel>
          <ErrorState what="the system" error={found.error} retry={() => void found.refetch()} />
        </Panel>
      ) : (
        <>
          <TroubleList system={system} />
          <Backlog system={system} />
          <div className={classes["page"]}>
            <NodesPanel nodes={system?.nodes} />
            <div className={classes["columns"]}>
              <DatabasePanel system={system} />
              <TasksPanel tasks={system?.tasks} />
            </div>
            <DaysPanel partitions={system?.partitions} />
          </div>
        </>
      )}
    </>
  );
}

function Backlog(props: { system: System | undefined }): ReactElement {
  const { nodes, backlog, tasks } = props.system ?? {};
  const alive = nodes?.filter((node) => node.alive).length ?? 0;
  return (
    <Tiles>
      <Tile label="Nodes alive" note={nodes === undefined ? undefined : `of ${count(nodes.length)}`}>
        {nodes === undefined ? null : count(alive)}
      </Tile>
      <Tile
        label="Due now"
        note={
          backlog === undefined ? undefined : backlog.oldest_due_at === null ? (
            "nothing is late"
          ) : (
            <>
              oldest <When at={backlog.oldest_due_at} />
            </>
          )
        }
      >
        {backlog === undefined ? null : countUpTo(backlog.due)}
      </Tile>
      <Tile label="In flight">{backlog === undefined ? null : count(backlog.in_flight)}</Tile>
      <Tile label="Destinations that wait">{backlog === undefined ? null : count(backlog.waiting_destinations)}</Tile>
      <Tile label="Tasks queued" note={tasks === undefined ? undefined : `${count(sumOf(tasks, "running"))} running`}>
        {tasks === undefined ? null : count(sumOf(tasks, "queued"))}
      </Tile>
    </Tiles>
  );
}

function sumOf(tasks: readonly OpenTasks[], name: "queued" | "running"): number {
  return tasks.reduce((sum, one) => sum + one[name], 0);
}
