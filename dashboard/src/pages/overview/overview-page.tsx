import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useSearchParams } from "wouter";
import { call } from "../../api/client.ts";
import { useSession } from "../../api/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { DestinationsByHealth } from "./destinations-by-health.tsx";
import { DeliveriesChart, LatencyChart } from "./charts.tsx";
import { OverviewTiles } from "./overview-tiles.tsx";
import classes from "./overview-page.module.css";
import { type SpanName, spans } from "./series.ts";

const statsEveryMs = 10_000;

/** How sending fares: what ended and how, how long it took, what waits, and who fails. */
export function OverviewPage(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const { server } = useSession();
  const names = (Object.keys(spans) as SpanName[]).filter(
    (name) => spans[name].ms <= server.log_retention_days * spans["24h"].ms,
  );
  const span = names.find((name) => name === search.get("span")) ?? "24h";
  const found = useQuery({
    queryKey: ["getStats", span],
    queryFn: async ({ signal }) => {
      const since = new Date(Date.now() - spans[span].ms).toISOString();
      return call("getStats", { query: { since }, signal });
    },
    refetchInterval: statsEveryMs,
  });
  const stats = found.data;
  return (
    <>
      <PageHeader title="Overview" text="What was sent, how long it took, and what needs you.">
        <SegmentedControl
          aria-label="Span of time"
          withItemsBorders={false}
          data={names.map((name) => ({ value: name, label: spans[name].label }))}
          value={span}
          onChange={(name) => setSearch(name === "24h" ? {} : { span: name }, { replace: true })}
        />
      </PageHeader>
      <OverviewTiles stats={stats} spanLabel={spans[span].label} />
      {found.error !== null && stats === undefined ? (
        <Panel>
          <ErrorState what="the figures" error={found.error} retry={() => void found.refetch()} />
        </Panel>
      ) : (
        <div className={classes["charts"]}>
          <Panel title="Deliveries that ended">
            {stats === undefined ? (
              <LoadingRows what="the chart" rows={1} heightPx={248} />
            ) : (
              <DeliveriesChart stats={stats} />
            )}
          </Panel>
          <Panel title="Latency of attempts">
            {stats === undefined ? (
              <LoadingRows what="the chart" rows={1} heightPx={248} />
            ) : (
              <LatencyChart stats={stats} />
            )}
          </Panel>
        </div>
      )}
      <DestinationsByHealth />
    </>
  );
}
