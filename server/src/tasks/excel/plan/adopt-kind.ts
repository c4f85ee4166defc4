import type { Column, TableSheet } from "../model/document.ts";
import { columnsRead } from "../model/expression.ts";
import { decimalFormat, percentFormat } from "../model/number-formats.ts";

/** A computed column is of the kind of what it is computed from: money minus money is money, money through money a percentage. */
export function adoptKind(sheet: TableSheet, column: Column): void {
  const { formula } = column;
  if (formula === null) return;
  const source = sheet.columns.find((other) => other !== column && readsColumn(column, other.id));
  const ratio = formula.node === "binary" && formula.operator === "/" && formula.right.node !== "number";
  if (ratio) {
    column.kind = "percent";
    column.format = percentFormat;
    column.additive = false;
    return;
  }
  const money = sheet.columns.find((other) => other !== column && other.kind === "currency" && readsColumn(column, other.id));
  const kindSource = money ?? source;
  if (kindSource === undefined || kindSource.kind === "date" || kindSource.kind === "time" || kindSource.kind === "text") return;
  column.kind = kindSource.kind === "percent" && money === undefined ? "percent" : kindSource.kind;
  column.format = kindSource.format;
  if (column.kind === "integer" && (formula.node === "across" || dividesOrScales(formula))) {
    column.kind = "decimal";
    column.format = decimalFormat;
  }
  column.additive = column.kind !== "percent" && formula.node !== "running" && !(formula.node === "across" && formula.aggregate !== "SUM");
}

const readsColumn = (column: Column, id: number): boolean => column.formula !== null && columnsRead(column.formula).includes(id);
const dividesOrScales = (formula: object): boolean => /"operator":"\/"|"percent":true|\.\d/.test(JSON.stringify(formula));
