import { type Column, isNumeric, type TableSheet } from "../model/document.ts";
import { columnsRead } from "../model/expression.ts";
import { findColumn, keyOf } from "../request/find-column.ts";
import type { FooterWish } from "../request/footer-wish.ts";
import { formulaFromWords } from "../request/formula-words.ts";
import { adoptKind } from "./adopt-kind.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { canBeDerived, derive, missingSources } from "./derived/derive.ts";
import { orderedTimesPrice } from "./derived/table-view.ts";

export type FormulasDecided = { outcome: "decided"; footers: FooterWish[] } | { outcome: "refused"; message: string };

/**
 * Gives every column its formula: the one that the request says, or the one that its name means beside the others. A name that
 * means a calculation without anything to compute it from becomes a row below the table where the words allow that, and a
 * refusal otherwise. `plans` and the sheet's columns go along with each other.
 */
export function decideFormulas(sheet: TableSheet, plans: ColumnPlan[], taxRate: number | null): FormulasDecided {
  const footers: FooterWish[] = [];
  const open = plans.slice();
  for (let plan = open.shift(); plan !== undefined; plan = open.shift()) {
    const column = sheet.columns[plans.indexOf(plan)];
    if (column === undefined) continue;
    const below = belowAnother(sheet, column, plan);
    const problem = below === null ? decideFormula(sheet, column, plan, taxRate) : { message: "", orBelow: below };
    if (problem === null) continue;
    const named = problem.orBelow?.columns ?? [];
    const isThere = named.every(
      (name) =>
        findColumn(
          sheet.columns.filter((one) => one !== column),
          name,
        ).outcome === "found",
    );
    if (problem.orBelow === null || !isThere) return { outcome: "refused", message: problem.message };
    // "average" without columns to average in a row is the average of the column.
    footers.push(problem.orBelow);
    plans.splice(plans.indexOf(plan), 1);
    sheet.columns.splice(sheet.columns.indexOf(column), 1);
    open.push(...withoutFormulasOn(sheet, plans, column.id));
  }
  const circle = sheet.columns.find((column) => readsItself(sheet, column));
  return circle === undefined
    ? { outcome: "decided", footers }
    : {
        outcome: "refused",
        message: `Column '${circle.name}' would be computed from itself. Write its formula, as in '${circle.name} = …'.`,
      };
}

/** Takes back the formulas that read a column which is gone, to be decided again without it. */
function withoutFormulasOn(sheet: TableSheet, plans: readonly ColumnPlan[], id: number): ColumnPlan[] {
  return plans.filter((_, index) => {
    const column = sheet.columns[index];
    if (column === undefined || column.formula === null || !columnsRead(column.formula).includes(id)) return false;
    column.formula = null;
    return true;
  });
}

/** "hours, total hours": the sum of a column that is there is a row below it, unless a row has something to add up. */
function belowAnother(sheet: TableSheet, column: Column, plan: ColumnPlan): FooterWish | null {
  const name = plan.orBelow?.columns?.[0];
  const summed = sheet.columns.find(
    (other) => other !== column && name !== undefined && keyOf(other.name) === keyOf(name),
  );
  if (plan.orBelow === null || summed === undefined || !isNumeric(summed.kind)) return null;
  const counts =
    plan.orBelow.aggregate !== "SUM" ||
    (summed.additive && orderedTimesPrice(viewOf(sheet.columns, column, null)) === null);
  return counts ? plan.orBelow : null;
}

/** Gives one column of the sheet its formula, where it has one; why that cannot be, or null. */
export function decideFormula(
  sheet: TableSheet,
  column: Column,
  plan: ColumnPlan,
  taxRate: number | null,
): FormulaProblem | null {
  if (isGiven(plan)) return null;
  const problem =
    plan.formula === null ? deriveFormula(sheet, column, plan, taxRate) : sayFormula(sheet, column, plan, taxRate);
  if (problem === null && column.formula !== null && !plan.kindWished) adoptKind(sheet, column);
  return problem;
}

const isGiven = (plan: ColumnPlan): boolean => plan.given || plan.turns !== null || plan.fill !== null;

export interface FormulaProblem {
  message: string;
  orBelow: FooterWish | null;
}

function deriveFormula(
  sheet: TableSheet,
  column: Column,
  plan: ColumnPlan,
  taxRate: number | null,
): FormulaProblem | null {
  const derived = derive(viewOf(sheet.columns, column, taxRate));
  if (derived.outcome === "formula") column.formula = derived.formula;
  if (derived.outcome !== "missing") return null;
  return { message: missingSources(column.name, derived.needs), orBelow: plan.orBelow };
}

/** The formula in the request's words; words that name columns alone say what the calculation is about. */
function sayFormula(
  sheet: TableSheet,
  column: Column,
  plan: ColumnPlan,
  taxRate: number | null,
): FormulaProblem | null {
  const words = plan.formula ?? "";
  const others = sheet.columns.filter((other) => other !== column);
  const about = words.split(/\s*,\s*|\s+and\s+/).map((word) => findColumn(others, word.replace(/^the\s+/i, "")));
  if (canBeDerived(column.name) && about.every((found) => found.outcome === "found")) {
    const sources = about.map((found) => found.column);
    const derived = derive({ others: sources, before: sources, target: column, taxRate });
    if (derived.outcome === "formula") {
      column.formula = derived.formula;
      return null;
    }
    if (derived.outcome === "missing") return { message: missingSources(column.name, derived.needs), orBelow: null };
  }
  const read = formulaFromWords(others, words);
  if (read.outcome === "unknown") return { message: `Column '${column.name}': ${read.message}`, orBelow: null };
  column.formula = read.formula;
  return null;
}

/** What a rule sees; the column itself is not part of it. */
function viewOf(columns: readonly Column[], target: Column, taxRate: number | null): Parameters<typeof derive>[0] {
  const at = columns.indexOf(target);
  return {
    others: columns.filter((column) => column !== target),
    before: at < 0 ? columns : columns.slice(0, at),
    target,
    taxRate,
  };
}

/** Whether following the formulas from a column leads back to it. */
function readsItself(sheet: TableSheet, column: Column): boolean {
  const seen = new Set<number>();
  const open = column.formula === null ? [] : columnsRead(column.formula);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === column.id) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    const formula = sheet.columns.find((other) => other.id === id)?.formula ?? null;
    if (formula !== null) open.push(...columnsRead(formula));
  }
  return false;
}
