import { calendarOf, serialOf } from "../model/dates.ts";

export type Step = "day" | "week" | "month" | "quarter" | "year";

/** The days that a table is about, both included, as serial numbers. */
export interface Period {
  start: number;
  end: number;
  /** How far one row is from the next; null spreads the rows over the period. */
  step: Step | null;
}

/** The day of a row: every step one further, or spread evenly and ascending. */
export function dayOfRow(period: Period, row: number, rowCount: number): number {
  const { year, month, day } = calendarOf(period.start);
  switch (period.step) {
    case "day":
      return period.start + row;
    case "week":
      return period.start + row * 7;
    case "month":
      return serialOf(year, month + row, day);
    case "quarter":
      return serialOf(year, month + row * 3, day);
    case "year":
      return serialOf(year + row, month, day);
    case null:
      return period.start + Math.floor((row * (period.end - period.start + 1)) / Math.max(1, rowCount));
  }
}

/** The first day of the row's month, counted from the period's first month. */
export function monthOfRow(period: Period, row: number): number {
  const { year, month } = calendarOf(period.start);
  return serialOf(year, month + row, 1);
}
