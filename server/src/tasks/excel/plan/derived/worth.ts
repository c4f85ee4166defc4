import type { Column } from "../../model/document.ts";
import { binary, cell, type Expression } from "../../model/expression.ts";
import { first, orderedTimesPrice, price, revenue, salary, type TableView } from "./table-view.ts";

// What one row is worth, what is taken off it and what is put on top: the base of discounts, taxes, commissions and totals.

const sums = [
  /^(sub-?total|net( (amount|price|total|pay|sales))?|net)$/i,
  /^((line|order|invoice|row|grand)[ -])?total( (price|cost|amount|value|sales|revenue|pay))?$/i,
  /^(line |invoice |order )?amount$/i,
];
const single = [...price, ...salary, /^(rent|value|budget|planned|cost|costs|fee)$/i];
const reduction = /\b(?:discounts?|rebates?|deductions?|coupons?|vouchers?)\b/i;
const addition =
  /\b(?:vat|tax|gst|mwst|shipping|delivery|freight|handling|tip|gratuity|service charge|surcharge|fees?|postage)\b/i;
export const taxName = /\b(?:vat|tax|gst|mwst)\b/i;

const isMoney = (column: Column): boolean => column.kind === "currency";
const isRate = (column: Column): boolean => column.kind === "percent" || /\brate\b/i.test(column.name);
const isReduction = (column: Column): boolean =>
  reduction.test(column.name) && !/\bafter\b|\bprice\b/i.test(column.name);
const isAddition = (column: Column): boolean =>
  addition.test(column.name) &&
  isMoney(column) &&
  !isRate(column) &&
  !/\b(?:date|incl|before|net|gross)\b/i.test(column.name);
const isAdjustment = (column: Column): boolean =>
  isReduction(column) ||
  isAddition(column) ||
  /\b(?:commission|bonus|raise|increase|markup|gross(?! (?:pay|salary|wage))|new|incl|after)\b/i.test(column.name);

/** What a row is worth before discounts and taxes; null when the table has no money. */
export function worth(view: TableView): Expression | null {
  const plain = (columns: readonly Column[]): Column[] =>
    columns.filter((column) => isMoney(column) && !isAdjustment(column));
  const before = plain(view.before);
  const named = first(before, sums) ?? first(before, revenue);
  if (named !== null) return cell(named.id);
  const product = orderedTimesPrice(view);
  if (product !== null) return product;
  const all = plain(view.others).filter((column) => !sums.slice(0, 2).some((pattern) => pattern.test(column.name)));
  const found = first(before, single) ?? before.at(-1) ?? first(all, [...revenue, ...single]) ?? all.at(-1);
  return found === undefined || found === null ? null : cell(found.id);
}

/** The worth less the discounts to the left: what a tax is taken of. */
export function worthAfterDiscounts(view: TableView): Expression | null {
  const base = worth(view);
  if (base === null) return null;
  return view.before.filter(isReduction).reduce((rest, column) => lessDiscount(rest, base, column), base);
}

/** A discount column holds a rate or an amount. */
function lessDiscount(rest: Expression, base: Expression, column: Column): Expression {
  return binary("-", rest, isRate(column) ? binary("*", base, cell(column.id)) : cell(column.id));
}

/** The worth with every discount, tax and fee to the left; null when there are none. */
export function worthWithAdjustments(view: TableView): Expression | null {
  const net = worthAfterDiscounts(view);
  const added = view.before.filter(isAddition);
  if (net === null || (added.length === 0 && !view.before.some(isReduction))) return null;
  return added.reduce((sum, column) => binary("+", sum, cell(column.id)), net);
}

export const hasDiscount = (view: TableView): boolean => view.others.some(isReduction);

/** The net with the taxes, wherever they stand. */
export function gross(view: TableView): Expression | null {
  const taxes = view.others.filter((column) => taxName.test(column.name) && isMoney(column) && !isRate(column));
  const net = worthAfterDiscounts(view);
  return net === null || taxes.length === 0
    ? null
    : taxes.reduce((sum, column) => binary("+", sum, cell(column.id)), net);
}
