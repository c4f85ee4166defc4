import type { Stats } from "@overten/contract";
import { type ReactElement, useMemo } from "react";
import { duration } from "../../parts/relative-time.ts";
import { percent } from "../webhooks/webhook-health.ts";
import { Chart, type Line } from "./chart.tsx";
import { seriesOf, totalsOf } from "./series.ts";

const count = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = (value: number): string => (Number.isInteger(value) ? count.format(value) : "");

const outcomeLines: readonly Line[] = [
  { label: "Failed", color: "--bad-strong", as: "bars", scale: "y", onTopOfNext: true, format: whole },
  { label: "Succeeded", color: "--ok-strong", as: "bars", scale: "y", format: whole },
  {
    label: "Success rate",
    color: "--accent",
    as: "line",
    scale: "percent",
    dashed: true,
    format: (value) => percent(value / 100),
  },
];

const latencyLines: readonly Line[] = [
  { label: "p50", color: "--ok-strong", as: "line", scale: "y", format: duration },
  { label: "p95", color: "--wait-strong", as: "line", scale: "y", format: duration },
  { label: "p99", color: "--bad-strong", as: "line", scale: "y", dashed: true, format: duration },
];

/** Succeeded before failed, and the share of the former. */
export function DeliveriesChart(props: { stats: Stats }): ReactElement {
  const { stats } = props;
  const series = useMemo(() => seriesOf(stats), [stats]);
  const values = useMemo(() => [series.ended, series.succeeded, series.successPercent], [series]);
  const { succeeded, failed } = totalsOf(stats);
  return (
    <Chart
      summary={`Deliveries over time: ${succeeded} succeeded and ${failed} failed in this span.`}
      at={series.at}
      lines={outcomeLines}
      values={values}
    />
  );
}

/** How long receivers took to answer. */
export function LatencyChart(props: { stats: Stats }): ReactElement {
  const { stats } = props;
  const series = useMemo(() => seriesOf(stats), [stats]);
  const values = useMemo(() => [series.p50Ms, series.p95Ms, series.p99Ms], [series]);
  const worst = series.p99Ms.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  return (
    <Chart
      summary={
        worst === 0
          ? "Latency over time: no attempts in this span."
          : `Latency over time as p50, p95 and p99. The highest p99 is ${duration(worst)}.`
      }
      at={series.at}
      lines={latencyLines}
      values={values}
    />
  );
}
