import type { OpenTasks } from "@overten/contract";
import type { ReactElement } from "react";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { count } from "../../parts/numbers.ts";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./system-page.module.css";

/** Documents that wait or are being made, by format. */
export function TasksPanel(props: { tasks: readonly OpenTasks[] | undefined }): ReactElement {
  const { tasks } = props;
  return (
    <Panel title="Tasks" flush>
      {tasks === undefined ? (
        <LoadingRows what="the tasks" rows={2} />
      ) : (
        <table className={classes["table"]}>
          <thead>
            <tr>
              <th scope="col">Format</th>
              <th scope="col">Queued</th>
              <th scope="col">Running</th>
              <th scope="col">Oldest</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map(({ format, queued, running, oldest_queued_at }) => (
              <tr key={format}>
                <th scope="row">{format}</th>
                <td>{count(queued)}</td>
                <td>{count(running)}</td>
                <td>{oldest_queued_at === null ? "–" : <When at={oldest_queued_at} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
