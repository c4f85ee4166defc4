import { Skeleton } from "@mantine/core";
import type { Stats } from "@overten/contract";
import type { ReactElement, ReactNode } from "react";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRead } from "../../api/queries.ts";
import { duration } from "../../parts/relative-time.ts";
import { When } from "../../parts/when.tsx";
import { percent } from "../webhooks/webhook-health.ts";
import classes from "./overview-page.module.css";
import { totalsOf } from "./series.ts";

const backlogEveryMs = 3000;
const count = new Intl.NumberFormat("en");

/** The figures above the charts; what waits is as things are now. */
export function OverviewTiles(props: { stats: Stats | undefined; spanLabel: string }): ReactElement {
  const { stats, spanLabel } = props;
  const backlog = useRead("getBacklog", {}, { everyMs: backlogEveryMs });
  useLiveAttempts(() => {
    if (!backlog.isFetching && backlog.isStale) void backlog.refetch();
  });
  const totals = stats === undefined ? undefined : totalsOf(stats);
  const worstP95 = stats?.points.reduce<number | null>(
    (most, point) => (point.latency_p95_ms === null ? most : Math.max(most ?? 0, point.latency_p95_ms)),
    null,
  );
  return (
    <dl className={classes["tiles"]}>
      <Tile label={`Success rate, ${spanLabel}`}>
        {totals === undefined ? null : totals.successRate === null ? "–" : percent(totals.successRate)}
      </Tile>
      <Tile label="Delivered">{totals === undefined ? null : count.format(totals.succeeded)}</Tile>
      <Tile label="Failed">{totals === undefined ? null : count.format(totals.failed)}</Tile>
      <Tile label="Highest p95">{worstP95 === undefined ? null : worstP95 === null ? "–" : duration(worstP95)}</Tile>
      <Tile label="Waiting now">
        {backlog.data === undefined ? null : (
          <>
            {count.format(backlog.data.pending)}{" "}
            <span className={classes["note"]}>
              {backlog.data.oldest_created_at === null ? (
                "nothing waits"
              ) : (
                <>
                  oldest <When at={backlog.data.oldest_created_at} />
                </>
              )}
            </span>
          </>
        )}
      </Tile>
    </dl>
  );
}

function Tile(props: { label: string; children: ReactNode }): ReactElement {
  return (
    <div className={classes["tile"]}>
      <dt>{props.label}</dt>
      <dd>{props.children ?? <Skeleton width={72} height={32} />}</dd>
    </div>
  );
}
