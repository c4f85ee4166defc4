import { useComputedColorScheme } from "@mantine/core";
import { type ReactElement, useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import classes from "./chart.module.css";

export interface Line {
  label: string;
  /** A colour of the design, such as `--ok-strong`. */
  color: string;
  as: "bars" | "line";
  scale: "y" | "percent";
  dashed?: boolean;
  /** The bars of this line stand on those of the next: what is shown as its value is the difference. */
  onTopOfNext?: boolean;
  format: (value: number) => string;
  /** What the legend says of the whole span, while nothing is pointed at. */
  inAll: string;
}

const heightPx = 220;

/** Values over time. The canvas says nothing to a reader aloud: `summary` is what it shows, in words. */
export function Chart(props: {
  summary: string;
  at: readonly number[];
  lines: readonly Line[];
  values: readonly (readonly (number | null)[])[];
}): ReactElement {
  const { summary, at, lines, values } = props;
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const chart = new uPlot(
      options(lines, element.clientWidth),
      [[...at], ...values.map((column) => [...column])],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: heightPx }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
    // Colours are read from the page, so that another scheme draws anew.
  }, [at, lines, values, scheme]);
  return <div ref={box} className={classes["chart"]} role="img" aria-label={summary} />;
}

function options(lines: readonly Line[], width: number): uPlot.Options {
  const styles = getComputedStyle(document.documentElement);
  const color = (name: string): string => styles.getPropertyValue(name).trim();
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: color("--ink-soft"), font, ticks: { show: false } };
  const grid = { stroke: color("--line"), width: 1 };
  const main = lines.find((line) => line.scale === "y");
  const hasPercent = lines.some((line) => line.scale === "percent");
  return {
    width,
    height: heightPx,
    // The last mark of the time axis needs half its width.
    padding: [12, hasPercent ? 4 : 22, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    legend: { live: true },
    scales: {
      // A slot is drawn from its beginning on: the last needs room, too.
      x: { range: (chart, first, last) => [first, last + ((chart.data[0][1] ?? 0) - (chart.data[0][0] ?? 0))] },
      y: { range: (_chart, _least, most) => [0, Math.max(most ?? 0, 1) * 1.1] },
      percent: { range: [0, 105] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: hourMarks },
      { ...axis, grid, size: 58, values: (_chart, marks) => marks.map((mark) => main?.format(mark) ?? "") },
      ...(hasPercent
        ? [
            {
              ...axis,
              side: 1 as const,
              scale: "percent",
              grid: { show: false },
              size: 48,
              splits: () => [0, 50, 100],
              values: (_chart: uPlot, marks: number[]) => marks.map((mark) => `${mark} %`),
            },
          ]
        : []),
    ],
    series: [
      { value: (_chart, at) => (at === null ? "whole span" : momentFormat.format(at * 1000)), label: "Time" },
      ...lines.map((line) => seriesOptions(line, color(line.color))),
    ],
  };
}

const momentFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const hourFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** Days where the marks are days apart, times of day otherwise. */
function hourMarks(_chart: uPlot, marks: number[]): string[] {
  const apart = (marks[1] ?? 0) - (marks[0] ?? 0);
  return marks.map((mark) => (apart >= 86_400 ? dayFormat : hourFormat).format(mark * 1000));
}

function seriesOptions(line: Line, stroke: string): uPlot.Series {
  const value: uPlot.Series.Value = (chart, shown, series, index) => {
    if (index === null) return line.inAll;
    if (shown === null) return "–";
    return line.format(line.onTopOfNext ? shown - (chart.data[series + 1]?.[index] ?? 0) : shown);
  };
  const shared = { label: line.label, scale: line.scale, value, stroke };
  if (line.as === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.78, 34], align: 1 });
    return { ...shared, fill: stroke, width: 0, points: { show: false }, ...(paths === undefined ? {} : { paths }) };
  }
  // A point of its own where its neighbours are empty: a line alone would not show it.
  return {
    ...shared,
    width: 2,
    spanGaps: false,
    points: { size: 5, fill: stroke },
    ...(line.dashed ? { dash: [5, 4] } : {}),
  };
}
