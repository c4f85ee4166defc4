import type { HeaderColour } from "../file/looks.ts";
import type { Currency } from "../model/number-formats.ts";
import type { Subject } from "../subjects/subject.ts";
import type { Period, Step } from "../values/period.ts";
import type { ColumnWish } from "./column-wish.ts";
import type { FooterWish } from "./footer-wish.ts";
import type { PastedTable } from "./pasted-table.ts";

export interface SortWish {
  column: string;
  descending: boolean;
}

/** "VAT 19%": what it is called and the rate, 0.19. */
export interface RateWish {
  name: string;
  rate: number;
}

/** 0.075 as 7.5%. */
export function percentText(rate: number): string {
  return `${Number((rate * 100).toPrecision(6))}%`;
}

/** "regions North and South": the values of a column. */
export interface ChoiceWish {
  noun: string;
  values: string[];
}

/** "salary between 40,000 and 50,000"; strict bounds are not themselves allowed. */
export interface LimitWish {
  column: string;
  min: number | null;
  max: number | null;
  strict: boolean;
}

/** "amounts are negative for refunds" */
export interface NegativeWish {
  column: string;
  word: string;
}

export interface FormatWish {
  /** "dd.mm.yyyy" */
  date: string | null;
  wholeAmounts: boolean;
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
  /** Rows that share a day; null gives each row its own. */
  rowsPerDay: number | null;
  footers: FooterWish[];
  /** "without totals" */
  plain: boolean;
  sort: SortWish[];
  currency: Currency;
  tax: RateWish | null;
  /** Off the whole, where a table ends as an invoice does. */
  discount: RateWish | null;
  period: Period | null;
  /** The request's words for the period: "March 2026". */
  periodWords: string | null;
  /** "monthly", "by quarter" */
  unit: Step | null;
  /** "3 exams": the columns that stand for them. */
  series: string[] | null;
  /** "5 customers" beside "30 orders": at most so many different values. */
  distinct: { noun: string; count: number }[];
  choices: ChoiceWish[];
  limits: LimitWish[];
  negatives: NegativeWish | null;
  /** What the main column of amounts comes to. */
  sumTo: number | null;
  formats: FormatWish;
  /** Whether the cells are to be left empty: "a blank timesheet". */
  blank: boolean;
  headerColour: HeaderColour | null;
  /** What the table is for and the planner's values know nothing of: "a coffee shop", "restaurant". */
  purpose: string | null;
  attribute: string | null;
  pasted: PastedTable | null;
}
