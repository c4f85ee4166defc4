import type { Column, Kind, TableSheet } from "../model/document.ts";
import { columnsRead, type Expression, nodesOf } from "../model/expression.ts";
import { decimalFormat, defaultFormat, integerFormat, percentFormat } from "../model/number-formats.ts";
import { additiveName } from "../model/read-column-kind.ts";

/** A computed column is of the kind of what it is computed from: money minus money is money, money through money a percentage. */
export function adoptKind(sheet: TableSheet, column: Column): void {
  const { formula } = column;
  if (formula === null) return;
  const sources = columnsRead(formula)
    .map((id) => sheet.columns.find((other) => other.id === id))
    .filter((other) => other !== undefined)
    .filter((other) => other !== column);
  const nodes = [...nodesOf(formula)];
  const set = (kind: Kind, format: string): void => {
    column.kind = kind;
    column.format = format;
    column.additive = additiveName(column.name, kind) && !averages(formula) && !nodes.some(isOfItsPlace);
  };
  if (nodes.some((node) => node.node === "years" || node.node === "rank")) return set("integer", integerFormat);
  if (isShare(column, formula, sources)) return set("percent", percentFormat);
  // The difference of two days is a number of days, that of two times of day becomes hours when it is multiplied.
  if (sources.some((source) => source.kind === "date") && formula.node !== "cell") return set("integer", integerFormat);
  if (sources.some((source) => source.kind === "time") && formula.node !== "cell")
    return formula.node === "binary" && formula.operator === "*"
      ? set("decimal", decimalFormat)
      : set("time", defaultFormat("time", "USD"));
  const money = sources.find((source) => source.kind === "currency");
  const source = money ?? sources.find((one) => one.kind === "decimal") ?? sources[0];
  if (source === undefined || source.kind === "text" || source.kind === "boolean") return;
  const whole = source.kind === "integer" && !averages(formula) && !dividesOrScales(nodes);
  if (source.kind === "integer") return whole ? set("integer", source.format) : set("decimal", decimalFormat);
  set(source.kind, source.format);
}

const averages = (formula: Expression): boolean => formula.node === "across" && formula.aggregate !== "SUM";

/** A running sum or a rank says something about its place; their sum says nothing. */
const isOfItsPlace = (node: Expression): boolean => node.node === "running" || node.node === "rank";

const dividesOrScales = (nodes: readonly Expression[]): boolean =>
  nodes.some(
    (node) =>
      (node.node === "binary" && node.operator === "/") ||
      (node.node === "number" && (node.percent || !Number.isInteger(node.value))),
  );

/** Money through money, or what is called a rate. */
function isShare(column: Column, formula: Expression, sources: readonly Column[]): boolean {
  if (formula.node !== "binary" || formula.operator !== "/" || formula.right.node === "number") return false;
  if (
    /%|^percent|\b(?:rate|margin|share|ratio|achievement|attainment|growth|percent\w*|ctr|mark-?up)\b/i.test(
      column.name,
    )
  )
    return true;
  return sources.length > 0 && sources.every((source) => source.kind === "currency");
}
