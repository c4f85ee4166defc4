import type { Column, TableSheet, Value } from "../model/document.ts";
import { isNumeric } from "../model/document.ts";
import { findColumn, singular } from "../request/find-column.ts";
import type { LimitWish, TableWish } from "../request/table-wish.ts";
import type { Maker, Range } from "../values/maker.ts";
import type { ColumnPlan } from "./column-plan.ts";

// What the request says about the values of sample columns: bounds, a sum, signs, whole amounts. Each returns why it cannot be.

/** Narrows the makers of the columns that the request limits. */
export function limitValues(sheet: TableSheet, plans: readonly ColumnPlan[], wish: TableWish): string | null {
  for (const limit of wish.limits) {
    const column = limitedColumn(sheet, limit, wish);
    if (typeof column === "string") return column;
    const plan = plans[sheet.columns.indexOf(column)];
    if (plan === undefined || column.formula !== null || plan.given)
      return `The values of column '${column.name}' are ${plan?.given === true ? "the request's own" : "computed"}, so they cannot be kept ${boundsInWords(limit)}.`;
    plan.maker = within(plan.maker, limit);
  }
  return null;
}

function limitedColumn(sheet: TableSheet, limit: LimitWish, wish: TableWish): Column | string {
  const numeric = sheet.columns.filter((column) => isNumeric(column.kind));
  const found = findColumn(numeric, limit.column);
  if (found.outcome === "found") return found.column;
  // "only products over 100 dollars": of what a row is about only money can be meant.
  const money = numeric.filter((column) => column.kind === "currency" && column.formula === null);
  const noun = singular(limit.column.toLowerCase());
  const rows =
    (wish.subject?.rowNouns ?? []).some((one) => singular(one) === noun) ||
    /^(?:one|item|row|entry|value|amount)$/.test(noun);
  const [only, more] = money;
  if (found.outcome === "missing" && rows && only !== undefined && more === undefined) return only;
  return `It is not clear which column is to be ${boundsInWords(limit)}: '${limit.column}'. ${numeric.length === 0 ? "The table has no number columns" : `The number columns are ${numeric.map((column) => `'${column.name}'`).join(", ")}`}.`;
}

function boundsInWords({ min, max, strict }: LimitWish): string {
  if (min !== null && max !== null) return `between ${min} and ${max}`;
  return min === null ? `${strict ? "below" : "at most"} ${max}` : `${strict ? "above" : "at least"} ${min}`;
}

function within(maker: Maker, limit: LimitWish): Range {
  const range: Range =
    maker.make === "near"
      ? maker.otherwise
      : maker.make === "whole" || maker.make === "amount"
        ? maker
        : { make: "amount", min: 0, max: 100, step: 1 };
  const edge = limit.strict ? range.step : 0;
  const min = limit.min === null ? Math.min(range.min, (limit.max ?? 0) / 4) : limit.min + edge;
  const max = limit.max === null ? Math.max(range.max, min * 2) : limit.max - edge;
  // A step that is wider than the span would leave one value.
  const step = max - min < range.step * 4 ? (range.make === "whole" ? 1 : 0.01) : range.step;
  return { ...range, min: limit.min === null ? Math.round(min / step) * step : min, max: Math.max(min, max), step };
}

/** The column that "20k total" speaks of: the first of these that is no calculation. */
const main = [
  /^(?:planned|budget(?:ed)?|estimated?(?: cost)?)$/i,
  /\bamount$/i,
  /\b(?:cost|price|value|salary|revenue|sales)\b/i,
];

export function summedColumn(sheet: TableSheet, wish: TableWish): Column | string | null {
  if (wish.sumTo === null) return null;
  const money = sheet.columns.filter(
    (column) => column.kind === "currency" && column.formula === null && column.additive,
  );
  for (const pattern of main) {
    const found = money.find((column) => pattern.test(column.name));
    if (found !== undefined) return found;
  }
  return money[0] ?? `There is no column of amounts that could come to ${wish.sumTo} in total.`;
}

/** The values in the same proportions, coming to the sum exactly. */
export function scaledTo(values: readonly Value[], sum: number): Value[] {
  const numbers = values.map((value) => (typeof value === "number" ? Math.abs(value) : 0));
  const whole = numbers.reduce((total, value) => total + value, 0);
  const step = sum / Math.max(1, values.length) >= 100 ? 10 : sum % 1 === 0 ? 1 : 0.01;
  const scaled = numbers.map((value) => Math.max(step, Math.round((value / whole) * (sum / step)) * step));
  const largest = scaled.indexOf(Math.max(...scaled));
  const rest = sum - scaled.reduce((total, value) => total + value, 0);
  return scaled.map((value, index) => Number((index === largest ? value + rest : value).toFixed(2)));
}

/** Turns the amounts of the rows of that type negative. Why not, or null. */
export function negate(sheet: TableSheet, plans: readonly ColumnPlan[], wish: TableWish): string | null {
  if (wish.negatives === null) return null;
  const { column: phrase, word } = wish.negatives;
  const money = sheet.columns.filter((column) => column.kind === "currency" && column.formula === null);
  const found = findColumn(money, phrase);
  const type = sheet.columns.find((column) => column.name === "Type");
  if (found.outcome !== "found" || type === undefined)
    return `There is no column '${phrase}' of typed-in amounts that could be negative for ${word}.`;
  const maker = plans[sheet.columns.indexOf(type)]?.maker;
  const [usual, negative] = maker?.make === "choices" ? maker.values : [];
  // Every fourth row from the second on: both kinds are there wherever there are two rows.
  for (const [row, cell] of type.cells.entries()) cell.value = (row % 4 === 1 ? negative : usual) ?? null;
  for (const [row, cell] of found.column.cells.entries())
    if (type.cells[row]?.value === negative && typeof cell.value === "number") cell.value = -cell.value;
  return null;
}

/** Dates in the wished form and amounts without decimals. Why not, or null. */
export function applyFormats(sheet: TableSheet, plans: readonly ColumnPlan[], wish: TableWish): string | null {
  const { date, wholeAmounts } = wish.formats;
  const dates = sheet.columns.filter((column, index) => column.kind === "date" && plans[index]?.maker.make !== "month");
  if (date !== null && dates.length === 0) return `There is no column of dates to be shown as ${date}.`;
  if (date !== null) for (const column of dates) column.format = date;
  if (!wholeAmounts) return null;
  const numbers = sheet.columns.filter((column) => column.kind === "currency" || column.kind === "decimal");
  if (numbers.length === 0) return "There is no column of amounts to be shown without decimals.";
  for (const column of numbers) column.format = column.format.replaceAll(".00", "");
  return null;
}

/** Whole numbers where the format shows no decimals, so that what is shown adds up. */
export function asShown(values: readonly Value[], format: string): Value[] {
  return values.map((value) => (typeof value === "number" && !format.includes(".0") ? Math.round(value) : value));
}
