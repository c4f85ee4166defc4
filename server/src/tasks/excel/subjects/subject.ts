import type { Kind } from "../model/document.ts";
import type { Maker } from "../values/maker.ts";

/** What the planner knows about one kind of table. */
export interface Subject {
  id: string;
  /** How the summary calls it: "a 12-row sales report". */
  noun: string;
  /** What names it in a request. */
  words: RegExp;
  sheet: string;
  /** The usual columns. "Name = formula" carries its formula in the words of formula-words.ts. */
  columns: readonly string[];
  rows: number;
  /** What its rows are called: "25 people". */
  rowNouns: readonly string[];
  totals: boolean;
  /** Whether its dates lie before now or from now on. */
  time: "past" | "ahead";
  /** Values that the column's name alone would not give. */
  makers?: Readonly<Record<string, { kind: Kind; maker: Maker }>>;
  /** Columns that a request counts: "3 exams" makes Exam 1 to Exam 3. */
  series?: readonly string[];
  /** Subjects that a sheet's name means inside a workbook of this subject. */
  parts?: Readonly<Record<string, string>>;
  /** The column that a bare list of names is about: "sales for North and South". */
  names?: string;
  /** What a column holds whose name says nothing: marks in a gradebook. */
  unnamed?: { kind: Kind; maker: Maker };
  /** The subject that lays it out with a row for each of what was counted, unless the request speaks of what that one lacks. */
  wide?: { subject: string; counted: readonly string[]; unless: RegExp };
  /** Rows below the body: subtotal, tax and total. */
  invoice?: boolean;
}

/** "A, B, C" as a list. */
export const list = (names: string): readonly string[] => names.split(", ");
export const text = (maker: Maker): { kind: Kind; maker: Maker } => ({ kind: "text", maker });
export const date = (maker: Maker): { kind: Kind; maker: Maker } => ({ kind: "date", maker });
export const money = (maker: Maker): { kind: Kind; maker: Maker } => ({ kind: "currency", maker });
export const count = (maker: Maker): { kind: Kind; maker: Maker } => ({ kind: "integer", maker });
