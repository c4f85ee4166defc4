import type { Aggregate } from "../model/expression.ts";
import type { Currency } from "../model/number-formats.ts";
import type { Subject } from "../subjects/subject.ts";
import type { Period, Step } from "../values/period.ts";
import type { ColumnWish } from "./column-wish.ts";
import type { PastedTable } from "./pasted-table.ts";

/** A row below the table: which aggregate, of which columns (null: of all that it means something for). */
export interface FooterWish {
  aggregate: Aggregate;
  columns: string[] | null;
}

export interface SortWish {
  column: string;
  descending: boolean;
}

/** "VAT 19%": what it is called and the rate, 0.19. */
export interface TaxWish {
  name: string;
  rate: number;
}

/** 0.075 as 7.5%. */
export function percentText(rate: number): string {
  return `${Number((rate * 100).toPrecision(6))}%`;
}

/** What one table should be, as far as the request says; null where it leaves the choice. */
export interface TableWish {
  name: string | null;
  subject: Subject | null;
  /** The whole list of columns. */
  columns: ColumnWish[] | null;
  /** How many columns it should have, where only a number is said. */
  columnCount: number | null;
  /** Columns that must be among them: "by region" before the others, "plus a notes column" behind. */
  leadColumns: ColumnWish[];
  extraColumns: ColumnWish[];
  rows: number | null;
  /** Rows that the time counts ("January to June"), for a table that has a column of time. */
  periodRows: number | null;
  /** What was counted, as "months"; null for rows. */
  rowNoun: string | null;
  footers: FooterWish[];
  /** "without totals" */
  plain: boolean;
  sort: SortWish[];
  currency: Currency;
  tax: TaxWish | null;
  period: Period | null;
  /** "monthly", "by quarter" */
  unit: Step | null;
  /** "3 exams": the columns that stand for them. */
  series: string[] | null;
  /** "5 customers" beside "30 orders": at most so many different values. */
  distinct: { noun: string; count: number }[];
  /** "regions North and South": the values of a column. */
  choices: { noun: string; values: string[] }[];
  pasted: PastedTable | null;
}
