import type { Column, TableSheet } from "../model/document.ts";
import { columnsRead, nodesOf } from "../model/expression.ts";
import { decimalFormat, percentFormat } from "../model/number-formats.ts";
import { additiveName } from "../model/read-column-kind.ts";

/** A computed column is of the kind of what it is computed from: money minus money is money, money through money a percentage. */
export function adoptKind(sheet: TableSheet, column: Column): void {
  const { formula } = column;
  if (formula === null) return;
  const source = sheet.columns.find((other) => other !== column && readsColumn(column, other.id));
  if (isShare(sheet, column)) {
    column.kind = "percent";
    column.format = percentFormat;
    column.additive = false;
    return;
  }
  const money = sheet.columns.find(
    (other) => other !== column && other.kind === "currency" && readsColumn(column, other.id),
  );
  const kindSource = money ?? source;
  if (
    kindSource === undefined ||
    kindSource.kind === "date" ||
    kindSource.kind === "time" ||
    kindSource.kind === "text"
  )
    return;
  column.kind = kindSource.kind === "percent" && money === undefined ? "percent" : kindSource.kind;
  column.format = kindSource.format;
  if (
    column.kind === "integer" &&
    ((formula.node === "across" && formula.aggregate === "AVERAGE") || dividesOrScales(formula))
  ) {
    column.kind = "decimal";
    column.format = decimalFormat;
  }
  const averages = formula.node === "across" && formula.aggregate !== "SUM";
  column.additive =
    additiveName(column.name, column.kind) &&
    !averages &&
    ![...nodesOf(formula)].some((node) => node.node === "running");
}

/** Money through money, or what is called a rate. */
function isShare(sheet: TableSheet, column: Column): boolean {
  const { formula } = column;
  if (formula === null || formula.node !== "binary" || formula.operator !== "/" || formula.right.node === "number")
    return false;
  if (/%|\b(?:rate|margin|share|ratio|achievement|percent\w*)\b/i.test(column.name)) return true;
  const kinds = columnsRead(formula).map((id) => sheet.columns.find((other) => other.id === id)?.kind);
  return kinds.length > 0 && kinds.every((kind) => kind === "currency");
}

const readsColumn = (column: Column, id: number): boolean =>
  column.formula !== null && columnsRead(column.formula).includes(id);
const dividesOrScales = (formula: object): boolean =>
  /"operator":"\/"|"percent":true|\.\d/.test(JSON.stringify(formula));
