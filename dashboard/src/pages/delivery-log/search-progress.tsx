import { Button, VisuallyHidden } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useSession } from "../../api/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { absoluteTime } from "../../parts/when.tsx";
import type { LogSearch } from "./attempt-log.ts";
import classes from "./delivery-log.module.css";
import { type LogFilter, spanOf } from "./log-filter.ts";

interface Searching {
  search: LogSearch;
  filter: LogFilter;
}

/** A rare filter, before anything was found: how far back it looked, and a way to stop. */
export function SearchBegun(props: Searching): ReactElement {
  const { search } = props;
  return (
    <div aria-busy={!search.isStopped}>
      <EmptyState
        icon="search"
        title={search.isStopped ? "The search was stopped" : "Searching the log …"}
        text={`Nothing newer than ${absoluteTime(search.to).local} matches.`}
      >
        <Steering {...props} />
      </EmptyState>
    </div>
  );
}

/** The same below rows that were found. */
export function SearchGoesOn(props: Searching): ReactElement {
  return (
    <div>
      <p>Nothing else newer than {absoluteTime(props.search.to).local} matches.</p>
      <Steering {...props} />
    </div>
  );
}

function Steering({ search, filter }: Searching): ReactElement {
  const { server } = useSession();
  const [beganMs] = useState(() => Date.now());
  const { fromMs, toMs } = spanOf(filter, { nowMs: beganMs, keptDays: server.log_retention_days });
  return (
    <div className={classes["searching"]}>
      <VisuallyHidden role="status">{search.isStopped ? "Stopped" : "Searching the log"}</VisuallyHidden>
      {search.isStopped ? null : (
        <progress aria-label="Searched of the log" max={1} value={(toMs - Date.parse(search.to)) / (toMs - fromMs)} />
      )}
      <Button size="xs" variant="default" onClick={search.isStopped ? search.goOn : search.stop}>
        {search.isStopped ? "Go on" : "Stop"}
      </Button>
    </div>
  );
}
