import type { Stats } from "@overten/contract";
import type { ReactElement } from "react";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRead } from "../../api/queries.ts";
import { count } from "../../parts/numbers.ts";
import { duration } from "../../parts/relative-time.ts";
import { Tile, Tiles } from "../../parts/tiles.tsx";
import { When } from "../../parts/when.tsx";
import { percent } from "../webhooks/webhook-health.ts";
import { totalsOf } from "./series.ts";

const backlogEveryMs = 3000;

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
  const oldest = backlog.data?.oldest_created_at;
  return (
    <Tiles>
      <Tile label={`Success rate, ${spanLabel}`}>
        {totals === undefined ? null : totals.successRate === null ? "–" : percent(totals.successRate)}
      </Tile>
      <Tile label="Delivered">{totals === undefined ? null : count(totals.succeeded)}</Tile>
      <Tile label="Failed">{totals === undefined ? null : count(totals.failed)}</Tile>
      <Tile label="Highest p95">{worstP95 === undefined ? null : worstP95 === null ? "–" : duration(worstP95)}</Tile>
      <Tile
        label="Waiting now"
        note={
          oldest === undefined ? undefined : oldest === null ? (
            "nothing waits"
          ) : (
            <>
              oldest <When at={oldest} />
            </>
          )
        }
      >
        {backlog.data === undefined ? null : count(backlog.data.pending)}
      </Tile>
    </Tiles>
  );
}
