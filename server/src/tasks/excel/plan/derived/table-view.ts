import { type Column, isNumeric } from "../../model/document.ts";
import { binary, cell, type Expression } from "../../model/expression.ts";

// What a rule sees of the table that a computed column stands in, and the words by which it finds the columns it is about.

export interface TableView {
  /** Every column but the one to be computed. */
  others: readonly Column[];
  /** Those to its left. */
  before: readonly Column[];
  target: Column;
  /** The tax that the request names, 0.19; null when it names none. */
  taxRate: number | null;
}

const quantity = [
  /^(quantity|qty|units?( sold)?|pieces|pcs|nights|hours( worked)?|items sold|tickets sold|licen[cs]es|seats|number of .*|copies|boxes|lit(?:er|re)s?|gallons|kwh|km|kilomet(?:er|re)s|miles|kg)$/i,
  /^(total hours|quantity|qty|units?)\b/i,
  /^(stock|on hand|in stock|stock level|count|days|hours|sold|amount sold)\b/i,
];
export const price = [
  /^(unit (price|cost)|hourly (rate|wage|pay)|daily rate|nightly rate|price per .*|cost per .*|rate per .*|(unit|list|sale|selling|retail|average) price|price each|unit rate)\b/i,
  /^price\b/i,
  /^rate\b/i,
  /^(cost|fee)\b/i,
];
export const revenue = [/^(total )?(revenue|sales|income|turnover|earnings|sales amount|net sales|deal value)\b/i];
export const costs = [/^(total )?(costs?|expenses?|cogs|spend(ing)?|cost of goods( sold)?|outgoings)$/i];
/** What one piece costs, beside what one piece is sold for. */
export const unitCosts = [/^unit cost$|^(purchase|cost|buying|wholesale) (price|cost)$/i, /^costs?$/i];
export const unitPrices = [/^(selling |sale |sales |unit |list |retail )?price$/i];
export const planned = [
  /^(planned|budget(ed)?|plan|expected|allocated|estimated?)( (amount|cost|costs|spend|budget|hours))?$/i,
  /^(sales |revenue )?(target|forecast|goal|quota|pledged)( (amount|cost|spend|hours|revenue|sales))?$/i,
];
export const actual = [
  /^(actual|spent|achieved|used|result|received|collected|raised)( (amount|cost|spend|hours|costs|sales|revenue))?$/i,
];
export const salary = [/^(base |current |annual |monthly |gross )?(salary|wages?|pay)$/i];

/** The first column that fits the earliest pattern: "Unit price" is a better price than "Cost". */
export function first(columns: readonly Column[], patterns: readonly RegExp[]): Column | null {
  for (const pattern of patterns) {
    const found = columns.find(
      (column) => column.kind !== "text" && column.kind !== "boolean" && pattern.test(column.name),
    );
    if (found !== undefined) return found;
  }
  return null;
}

export function between(
  view: TableView,
  operator: "+" | "-" | "*" | "/",
  left: readonly RegExp[],
  right: readonly RegExp[],
): Expression | null {
  const [one, other] = [first(view.others, left), first(view.others, right)];
  return one === null || other === null || one === other ? null : binary(operator, cell(one.id), cell(other.id));
}

/** Number columns that measure something: no ids, years, ages, ranks. */
export function measures(columns: readonly Column[]): Column[] {
  return columns.filter(
    (column) =>
      isNumeric(column.kind) &&
      column.kind !== "percent" &&
      column.format !== "0" &&
      !/^(#|no\.?|nr\.?|id|age|year|week|rank|position|zip|rating)$/i.test(column.name),
  );
}

/** Whether nothing else in the table is measured: a total of nothing is a value of its own. */
export const alone = (view: TableView): boolean => measures(view.others).length === 0;

export const quantityTimesPrice = (view: TableView): Expression | null => between(view, "*", quantity, price);

/** What was sold or ordered, not what lies in stock. */
export const orderedTimesPrice = (view: TableView): Expression | null =>
  between(view, "*", quantity.slice(0, 2), price);

const series =
  /^(?:q[1-4]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b.*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*|(?:19|20)\d\d|.*\s#?\d+)$/i;

/** The number columns before the target that belong together: weekdays, quarters, exams, or what is of one kind. */
export function alike(view: TableView): Column[] {
  const before = measures(view.before).filter((column) => column.formula === null);
  const run: Column[] = [];
  for (const column of before.toReversed()) {
    if (!series.test(column.name)) break;
    run.unshift(column);
  }
  if (run.length > 1) return run;
  const kind = before.at(-1)?.kind;
  return before.filter((column) => column.kind === kind);
}

/** The two columns that a difference or a growth compares, the earlier first; null when there are not exactly two. */
export function pair(view: TableView): [Column, Column] | null {
  const [one, other, more] = alike(view);
  if (one === undefined || other === undefined || more !== undefined) return null;
  const age = (column: Column): number => {
    const year = /\b(?:19|20)\d\d\b/.exec(column.name)?.[0];
    if (year !== undefined) return Number(year);
    if (/\b(?:last|previous|prior|old|before|start|opening|initial)\b/i.test(column.name)) return 0;
    return /\b(?:this|current|new|after|end|closing|now|final)\b/i.test(column.name) ? 2 : 1;
  };
  return age(other) < age(one) ? [other, one] : [one, other];
}
