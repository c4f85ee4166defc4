import { useMediaQuery } from "@mantine/hooks";
import { type Attempt, verdictOf } from "@overten/contract";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { duration } from "../../parts/relative-time.ts";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { When } from "../../parts/when.tsx";
import { focusedRow, useShortcut } from "../../shell/shortcuts.tsx";
import type { AttemptLog } from "./attempt-log.ts";
import classes from "./attempt-rows.module.css";
import { plannedInAll } from "./log-filter.ts";
import { NextRetry } from "./next-retry.tsx";

/** As in attempt-rows.module.css: rows of one height scroll without being measured. */
const rowPx = { wide: 60, narrow: 112 };
const columns = ["Result", "Event, run and task", "Destination", "Attempt", "Latency", "When"];
/** Also so far beyond the edge, so that `j` and `k` find the next row. */
const overscanRows = 8;
const loadAheadRows = 40;

/** The rows of the log; only what is near the window is in the page. */
export function AttemptRows(props: {
  log: AttemptLog;
  scheduleSteps: number;
  onResend: (deliveryId: string) => void;
}): ReactElement {
  const { log, scheduleSteps, onResend } = props;
  const { rows } = log;
  const isNarrow = useMediaQuery("(width < 1100px)", false, { getInitialValueInEffect: false });
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const heightPx = isNarrow ? rowPx.narrow : rowPx.wide;
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => heightPx,
    getItemKey: (at) => rows[at]?.attempt_id ?? at,
    overscan: overscanRows,
    scrollMargin: top,
  });
  useLayoutEffect(() => {
    const rect = body.current?.getBoundingClientRect();
    if (rect !== undefined) setTop(rect.top + window.scrollY);
  }, [isNarrow, rows.length]);
  useEffect(() => virtual.measure(), [virtual, heightPx]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { loadMore } = log;
  useEffect(() => {
    if (last >= rows.length - loadAheadRows) loadMore();
  }, [last, rows.length, loadMore]);
  useShortcut("r", "Resend the delivery of the row", () => {
    const row = rows.find((attempt) => attempt.attempt_id === focusedRow());
    if (row !== undefined) onResend(row.delivery_id);
  });
  return (
    <div className={classes["table"]} role="table" aria-label="Attempts" aria-rowcount={log.hasMore ? -1 : rows.length}>
      <div role="rowgroup">
        <div className={classes["head"]} role="row">
          {columns.map((column) => (
            <span key={column} role="columnheader">
              {column}
            </span>
          ))}
        </div>
      </div>
      <div ref={body} className={classes["body"]} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const attempt = rows[index];
          return attempt === undefined ? null : (
            <div
              key={key}
              className={classes["row"]}
              role="row"
              aria-rowindex={index + 2}
              style={{ height: heightPx, transform: `translateY(${start - top}px)` }}
            >
              <KeptCells attempt={attempt} scheduleSteps={scheduleSteps} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Scrolling moves rows and draws new ones; those that stay are not drawn again. */
const KeptCells = memo(Cells);

function Cells(props: { attempt: Attempt; scheduleSteps: number }): ReactElement {
  const { attempt, scheduleSteps } = props;
  const next = attempt.remaining_schedule[0];
  return (
    <>
      <span role="cell" className={classes["result"]} data-outcome={attempt.outcome}>
        <span className={classes["answer"]}>
          <StatusBadge status={attempt.outcome} />
          {attempt.http_status ?? ""}
        </span>
        <span className={classes["why"]}>{verdictOf(attempt)?.title ?? "No answer"}</span>
      </span>
      <span role="cell" className={classes["what"]}>
        <span className={classes["line"]}>
          <Link
            className={classes["event"] ?? ""}
            href={`/deliveries/${attempt.delivery_id}?attempt=${attempt.attempt}`}
            data-row={attempt.attempt_id}
          >
            {attempt.event}
          </Link>{" "}
          <span className={classes["id"]}>{attempt.run_id}</span>
        </span>
        <span className={classes["soft"]}>{attempt.task_id}</span>
      </span>
      <span role="cell" className={classes["where"]}>
        {attempt.url.replace(/^https?:\/\//, "")}
      </span>
      <span role="cell" className={classes["number"]}>
        {attempt.attempt}/{plannedInAll(attempt, scheduleSteps)}
      </span>
      <span role="cell" className={classes["latency"]}>
        {duration(attempt.latency_ms)}
      </span>
      <span role="cell" className={classes["when"]}>
        <When at={attempt.started_at} />
        {next === undefined ? null : <NextRetry at={next} />}
      </span>
    </>
  );
}
