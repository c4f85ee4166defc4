import { exceededLimit } from "../limits.ts";
import { serialOfMs } from "../model/dates.ts";
import {
  type Column,
  keepLabelsFirst,
  takeId,
  type TableSheet,
  type Value,
  type WorkbookDocument,
} from "../model/document.ts";
import { aggregateOf } from "../model/expression.ts";
import { type ColumnPlan, planOne } from "../plan/column-plan.ts";
import { decideFormula } from "../plan/decide-formulas.ts";
import type { ColumnWish } from "../request/column-wish.ts";
import { findSubject } from "../subjects/find-subject.ts";
import { makeValues } from "../values/make-values.ts";
import { currencyOf } from "./currency-of.ts";

export interface NewColumn {
  wish: ColumnWish;
  /** Where it goes; null puts it at the end. */
  at: number | null;
  nowMs: number;
}

export interface AddedColumn {
  column: Column;
  /** Where its values come from. */
  holds: "computed" | "samples" | "given" | "nothing";
}

/** Adds a column to a table; why that cannot be, or the column. */
export function addColumn(document: WorkbookDocument, sheet: TableSheet, input: NewColumn): AddedColumn | string {
  const { wish } = input;
  if (sheet.columns.some((column) => column.name.toLowerCase() === wish.name.toLowerCase()))
    return `Sheet '${sheet.name}' has a column '${wish.name}' already.`;
  const exceeded = exceededLimit(
    document.sheets.flatMap((one) =>
      one.shape === "table"
        ? [{ name: one.name, columns: one.columns.length + (one === sheet ? 1 : 0), rows: one.rowCount }]
        : [],
    ),
  );
  if (exceeded !== null) return exceeded;
  const plan = planOne(wish, findSubject(sheet.name)?.subject ?? null, currencyOf(sheet, document));
  const column: Column = {
    id: takeId(document),
    name: wish.name,
    kind: plan.kind,
    format: plan.format,
    additive: plan.additive,
    formula: null,
    cells: blank(sheet.rowCount).map((value) => ({ value, look: null })),
    width: null,
    headerLook: sheet.columns.at(-1)?.headerLook ?? null,
    bodyLook: null,
  };
  const first = sheet.columns[0];
  const at = input.at ?? sheet.columns.length;
  sheet.columns.splice(at, 0, column);
  const problem = decideFormula(sheet, column, plan, null);
  if (problem !== null) {
    sheet.columns.splice(at, 1);
    return problem.message;
  }
  keepLabelsFirst(sheet, first);
  // A name that says nothing has no plausible values: the column stays empty for the person to fill.
  const unknown = plan.maker.make === "numbered";
  const holds =
    column.formula !== null
      ? "computed"
      : plan.fill !== null && plan.fill.value !== null
        ? "given"
        : plan.fill !== null || unknown
          ? "nothing"
          : "samples";
  if (plan.fill !== null)
    column.cells = blank(sheet.rowCount).map(() => ({ value: plan.fill?.value ?? null, look: null }));
  else if (holds === "samples")
    column.cells = sampleValues(sheet, column, plan, input.nowMs).map((value) => ({ value, look: null }));
  // A row that totals the others totals this one too.
  if (column.additive) {
    for (const footer of sheet.footers) {
      const sums = [...footer.formulas.values()].every(
        (formula) => formula.node === "column" && formula.aggregate === "SUM",
      );
      if (sums && footer.formulas.size > 0) footer.formulas.set(column.id, aggregateOf("SUM", column.id));
    }
  }
  return { column, holds };
}

const blank = (count: number): Value[] => Array.from({ length: count }, () => null);

function sampleValues(sheet: TableSheet, column: Column, plan: ColumnPlan, nowMs: number): Value[] {
  const today = serialOfMs(nowMs);
  return makeValues({
    seed: `${sheet.name}/${column.name}`,
    name: column.name,
    maker: plan.maker,
    count: sheet.rowCount,
    offset: 0,
    period: { start: today - 90, end: today - 1, step: null },
    today,
    distinct: null,
    rowsOfOneTime: 1,
    peers: sheet.columns
      .filter((one) => one !== column)
      .map((one) => ({
        name: one.name,
        kind: one.kind,
        values: one.cells.map((cell) => cell.value),
      })),
  });
}
