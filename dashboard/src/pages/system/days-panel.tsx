import type { PartitionedTable } from "@overten/contract";
import type { ReactElement } from "react";
import { useSession } from "../../api/session.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./system-page.module.css";

const dayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const day = (iso: string): string => dayFormat.format(new Date(iso));

/** Which days of the log and its events are kept: a day is dropped whole. */
export function DaysPanel(props: { partitions: readonly PartitionedTable[] | undefined }): ReactElement {
  const { partitions } = props;
  const { server } = useSession();
  return (
    <Panel title="Days kept" flush>
      {partitions === undefined ? (
        <LoadingRows what="the days" rows={4} heightPx={40} />
      ) : (
        <>
          <p className={classes["note"]}>
            The log shows {server.log_retention_days} days, and its tables keep two more. A day is dropped whole.
          </p>
          <table className={classes["table"]}>
            <thead>
              <tr>
                <th scope="col">Table</th>
                <th scope="col">From</th>
                <th scope="col">Ready until</th>
                <th scope="col">Kept</th>
                <th scope="col">Next goes</th>
              </tr>
            </thead>
            <tbody>
              {partitions.map((kept) => (
                <tr key={kept.table}>
                  <th scope="row">{kept.table}</th>
                  <td>{day(kept.from)}</td>
                  <td>{day(kept.until)}</td>
                  <td>{kept.days_kept} d</td>
                  <td>
                    <When at={kept.next_drop_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  );
}
