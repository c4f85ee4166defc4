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
import { aggregateOf, type Expression } from "../model/expression.ts";
import { planOne } from "../plan/column-plan.ts";
import { impliedFormula } from "../plan/formula-rules.ts";
import { adoptKind } from "../plan/adopt-kind.ts";
import type { ColumnWish } from "../request/column-wish.ts";
import { formulaFromWords } from "../request/formula-words.ts";
import { findSubject } from "../subjects/find-subject.ts";
import { makeValues } from "../values/make-values.ts";
import { currencyOf } from "./currency-of.ts";

export interface NewColumn {
  wish: ColumnWish;
  /** Known already, as for a tax; otherwise the wish's words or the name decide. */
  formula: Expression | null;
  /** The same value in every row; undefined makes sample values. */
  fill: Value | undefined;
  /** Where it goes; null puts it at the end. */
  at: number | null;
  nowMs: number;
}

/** Adds a column to a table; why that cannot be, or the column. */
export function addColumn(document: WorkbookDocument, sheet: TableSheet, input: NewColumn): Column | string {
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
  const words =
    wish.formula ??
    (/\b(?:running|cumulative) (?:total|sum) of\b|\bof (?:the )?total\b/i.test(wish.name) ? wish.name : null);
  const spoken = words === null ? null : formulaFromWords(sheet.columns, words);
  if (spoken?.outcome === "unknown") return `Column '${wish.name}': ${spoken.message}`;
  const column: Column = {
    id: takeId(document),
    name: wish.name,
    kind: plan.kind,
    format: plan.format,
    additive: plan.additive,
    formula: spoken?.formula ?? input.formula,
    cells: [],
    width: null,
    headerLook: sheet.columns.at(-1)?.headerLook ?? null,
    bodyLook: null,
  };
  const implied =
    column.formula === null &&
    input.fill === undefined &&
    wish.kind === null &&
    wish.choices === null &&
    plan.kind !== "text" &&
    plan.kind !== "boolean"
      ? impliedFormula({ columns: [...sheet.columns, column], target: column, taxRate: null })
      : null;
  column.formula ??= implied;
  // A name that says nothing has no plausible values: the column stays empty for the person to fill.
  const unknown = plan.maker.make === "numbered";
  const values =
    column.formula !== null
      ? blank(sheet.rowCount)
      : input.fill !== undefined
        ? blank(sheet.rowCount).fill(input.fill)
        : unknown
          ? blank(sheet.rowCount)
          : sampleValues(sheet, column, plan, input.nowMs);
  column.cells = values.map((value) => ({ value, look: null }));
  const first = sheet.columns[0];
  sheet.columns.splice(input.at ?? sheet.columns.length, 0, column);
  keepLabelsFirst(sheet, first);
  if (column.formula !== null && wish.kind === null) adoptKind(sheet, column);
  // A row that totals the others totals this one too.
  if (column.additive) {
    for (const footer of sheet.footers) {
      const sums = [...footer.formulas.values()].every(
        (formula) => formula.node === "column" && formula.aggregate === "SUM",
      );
      if (sums && footer.formulas.size > 0) footer.formulas.set(column.id, aggregateOf("SUM", column.id));
    }
  }
  return column;
}

const blank = (count: number): Value[] => Array.from({ length: count }, () => null);

function sampleValues(sheet: TableSheet, column: Column, plan: ReturnType<typeof planOne>, nowMs: number): Value[] {
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
    peers: sheet.columns.map((one) => ({
      name: one.name,
      kind: one.kind,
      values: one.cells.map((cell) => cell.value),
    })),
  });
}
