import { canBeDerived } from "../plan/derived/derive.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { type ColumnWish, columnWish, plainColumn } from "./column-wish.ts";
import { keyOf } from "./find-column.ts";
import type { FooterWish } from "./footer-wish.ts";
import type { ColumnsRead } from "./read-columns.ts";
import type { StatedFormula } from "./read-stated-formulas.ts";
import { isOfTime, isOther, withIdentity, withTime } from "./row-identity.ts";

interface Input {
  listed: ColumnsRead;
  /** A rate that stands outside every list: "10% commission on sales". */
  rate: ColumnWish | null;
  stated: readonly StatedFormula[];
  subject: Subject | null;
  /** What was counted: "employees". */
  counted: string | null;
  /** Whether the request says what the rows are in another way: "for North and South". */
  identified: boolean;
  /** Columns that "by region" puts before the others. */
  by: readonly ColumnWish[];
  /** "Month" where rows are the months of a year. */
  timeColumn: string | null;
}

export interface ColumnsArranged {
  /** The table's whole list; null leaves it to the subject. */
  columns: ColumnWish[] | null;
  extras: ColumnWish[];
  footers: FooterWish[];
}

/** Decides whether the listed columns are the table's, or come to the subject's usual ones. */
export function arrangeColumns({
  listed,
  rate,
  stated,
  subject,
  counted,
  identified,
  by,
  timeColumn,
}: Input): ColumnsArranged {
  const named = listed.columns;
  const replaces = named !== null && (listed.explicit || replacesUsual(named, subject) || isOther(counted, subject));
  // "total hours" beside a usual column Hours is a row below the table.
  const summed = replaces || named === null ? [] : named.filter((one) => totalsUsual(one, subject));
  const anonymous = named !== null && named.every((one) => isOfTime(one.name));
  const own =
    named === null || (listed.explicit && !anonymous) || !replaces || by.length > 0 || identified
      ? named
      : withTime(withIdentity(named, subject, counted, timeColumn), timeColumn);
  const columns = replaces
    ? subject?.invoice === true && !listed.explicit && own !== null
      ? asInvoice(own)
      : own
    : null;
  const extras = [...(replaces ? [] : (own ?? []).filter((one) => !summed.includes(one))), ...listed.extraColumns];
  const all = [...(columns ?? []), ...extras];
  const missed = stated.filter(({ column, formula }) => !setFormula(all, column, formula));
  if (rate !== null && !mergeRate(all, rate)) extras.push(rate);
  return {
    columns,
    extras: [...extras, ...missed.flatMap(({ column, formula }) => columnWish(`${column} = ${formula}`) ?? [])],
    footers: [...listed.footers, ...summed.flatMap((one) => one.orBelow ?? [])],
  };
}

const usualNames = (subject: Subject): string[] => subject.columns.map((text) => keyOf(text.split(" = ")[0] ?? ""));

/** What a column adds to others: it is computed from them, empty, or the same in every row. */
const addsOnly = (one: ColumnWish): boolean =>
  one.fill !== null ||
  one.formula !== null ||
  (canBeDerived(one.name) && [undefined, "percent"].includes(ruleFor(one.name)?.kind)) ||
  /^rank/i.test(one.name) ||
  /%/.test(one.name) ||
  one.orBelow !== null;

/** "with name and salary" are the columns; "a sales report with profit" is the usual one and a column more. */
function replacesUsual(columns: readonly ColumnWish[], subject: Subject | null): boolean {
  if (subject === null) return true;
  if (columns.every(addsOnly)) return false;
  if (columns.length > 2 && subject.series === undefined) return true;
  const usual = new Set(usualNames(subject));
  // "estimated and actual cost" of a budget are its planned and actual amounts under other names.
  const renames =
    usual.has("actual") && columns.every((one) => /^(?:actual|planned|estimated?|budgeted|expected)\b/i.test(one.name));
  return (
    renames || columns.length > 2 || columns.some((one) => usual.has(keyOf(one.name)) || /\bname\b/i.test(one.name))
  );
}

function totalsUsual(one: ColumnWish, subject: Subject | null): boolean {
  const usual = subject === null ? [] : usualNames(subject);
  const of = one.orBelow?.columns?.[0];
  return of !== undefined && !usual.includes(keyOf(one.name)) && usual.includes(keyOf(of));
}

/** An invoice says what is paid for and what it comes to, whatever else it lists. */
function asInvoice(columns: readonly ColumnWish[]): ColumnWish[] {
  const named = columns.some((one) => ruleFor(one.name)?.kind === "text" || one.kind === "text");
  const total = columns.findIndex((one) => /\b(?:total|amount|sum)\b/i.test(one.name));
  return [
    ...(named ? [] : [plainColumn("Description")]),
    // "a total" of an invoice is its last row; a column of totals is there in any case.
    ...columns.map((one, index) => (index === total && /^total$/i.test(one.name) ? plainColumn("Line total") : one)),
    ...(total >= 0 ? [] : [plainColumn("Line total")]),
  ];
}

/** Gives a listed column the formula that a sentence states for it; false when no column is meant. */
function setFormula(columns: readonly ColumnWish[], name: string, formula: string): boolean {
  const key = keyOf(name);
  const found =
    columns.find((one) => keyOf(one.name) === key) ??
    columns.find((one) => ` ${keyOf(one.name)} `.startsWith(` ${key} `));
  if (found !== undefined) found.formula = formula;
  return found !== undefined;
}

/** "10% commission on sales … show commission": the listed column is that rate. False when none is. */
function mergeRate(columns: readonly ColumnWish[], rate: ColumnWish): boolean {
  const noun = keyOf(rate.name.replace(/\s*[\d.]+\s?%$/, ""));
  const found = columns.find((one) => keyOf(one.name) === noun && one.formula === null);
  if (found === undefined) return false;
  if (rate.formula === null) found.name = rate.name;
  else found.formula = rate.formula;
  found.kind = "currency";
  return true;
}
