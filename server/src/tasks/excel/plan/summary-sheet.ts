import { type Column, takeId, type TableSheet, type WorkbookDocument } from "../model/document.ts";
import type { Expression } from "../model/expression.ts";
import { integerFormat } from "../model/number-formats.ts";

/** A sheet of that name sums up the others, unless the request gives it columns of its own. */
export function isSummaryName(name: string): boolean {
  return /^(summary|overview|totals?|overall|consolidated|master summary)$/i.test(name.trim());
}

/** Adds a sheet with one row: a total, by formula, for each column of the other sheets that has a meaningful one. Why not, or null. */
export function addSummarySheet(document: WorkbookDocument, name: string, at: number): string | null {
  const sources = document.sheets.filter((sheet) => sheet.shape === "table");
  const columns: Column[] = [];
  const add = (title: string, formula: Expression, kind: Column["kind"], format: string): void => {
    columns.push({
      id: takeId(document),
      name: title,
      kind,
      format,
      additive: false,
      formula,
      cells: [{ value: null, look: null }],
      width: null,
      headerLook: null,
      bodyLook: null,
    });
  };
  for (const source of sources) {
    const summed = source.columns.filter((column) => column.additive);
    for (const column of summed)
      add(
        `${source.name}: ${column.name}`,
        { node: "column", aggregate: "SUM", column: column.id, sheet: source.id },
        column.kind,
        column.format,
      );
    const [first] = source.columns;
    if (summed.length === 0 && first !== undefined)
      add(
        `${source.name}: rows`,
        { node: "column", aggregate: "COUNTA", column: first.id, sheet: source.id },
        "integer",
        integerFormat,
      );
  }
  if (columns.length === 0) return `There is no other sheet that '${name}' could sum up.`;
  const sheet: TableSheet = {
    shape: "table",
    id: takeId(document),
    name,
    columns,
    rowCount: 1,
    footers: [],
    frozenRows: 1,
    frozenColumns: 0,
    filter: false,
  };
  document.sheets.splice(at, 0, sheet);
  return null;
}
