import type { Stats } from "@overten/contract";
import { type ReactElement, useMemo } from "react";
import { duration } from "../../parts/relative-time.ts";
import { percent } from "../webhooks/webhook-health.ts";
import classes from "./chart.module.css";
import { Chart, type Line } from "./chart.tsx";
import { type Series, seriesOf, type Totals, totalsOf } from "./series.ts";

const count = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = (value: number): string => (Number.isInteger(value) ? count.format(value) : "");

function outcomeLines({ succeeded, failed, successRate }: Totals): Line[] {
  const bars = { as: "bars", scale: "y", format: whole } as const;
  return [
    { label: "Failed", color: "--bad-strong", ...bars, onTopOfNext: true, inAll: count.format(failed) },
    { label: "Succeeded", color: "--ok-strong", ...bars, inAll: count.format(succeeded) },
    {
      label: "Success rate",
      color: "--accent",
      as: "line",
      scale: "percent",
      dashed: true,
      format: (value) => percent(value / 100),
      inAll: successRate === null ? "–" : percent(successRate),
    },
  ];
}

function latencyLines(series: Series): Line[] {
  const line = { as: "line", scale: "y", format: duration } as const;
  const upTo = (values: readonly (number | null)[]): string => `up to ${duration(highest(values))}`;
  return [
    { label: "p50", color: "--ok-strong", ...line, inAll: upTo(series.p50Ms) },
    { label: "p95", color: "--wait-strong", ...line, inAll: upTo(series.p95Ms) },
    { label: "p99", color: "--bad-strong", ...line, dashed: true, inAll: upTo(series.p99Ms) },
  ];
}

function highest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/** In place of a chart of nothing, at its height. */
function Nothing(props: { text: string }): ReactElement {
  return <p className={classes["nothing"]}>{props.text}</p>;
}

/** Succeeded before failed, and the share of the former. */
export function DeliveriesChart(props: { stats: Stats }): ReactElement {
  const { stats } = props;
  const series = useMemo(() => seriesOf(stats), [stats]);
  const values = useMemo(() => [series.ended, series.succeeded, series.successPercent], [series]);
  const totals = useMemo(() => totalsOf(stats), [stats]);
  const lines = useMemo(() => outcomeLines(totals), [totals]);
  const { succeeded, failed } = totals;
  if (succeeded + failed === 0) return <Nothing text="No delivery ended in this span." />;
  return (
    <Chart
      summary={`Deliveries over time: ${succeeded} succeeded and ${failed} failed in this span.`}
      at={series.at}
      lines={lines}
      values={values}
    />
  );
}

/** How long receivers took to answer. */
export function LatencyChart(props: { stats: Stats }): ReactElement {
  const { stats } = props;
  const series = useMemo(() => seriesOf(stats), [stats]);
  const values = useMemo(() => [series.p50Ms, series.p95Ms, series.p99Ms], [series]);
  const lines = useMemo(() => latencyLines(series), [series]);
  if (series.p99Ms.every((value) => value === null)) return <Nothing text="Nothing was tried in this span." />;
  return (
    <Chart
      summary={`Latency over time as p50, p95 and p99. The highest p99 is ${duration(highest(series.p99Ms))}.`}
      at={series.at}
      lines={lines}
      values={values}
    />
  );
}
