import { columnById, type TableSheet, type WorkbookDocument } from "./document.ts";
import type { Aggregate, Expression } from "./expression.ts";

const aggregates: Readonly<Record<Aggregate, string>> = {
  SUM: "sum",
  AVERAGE: "average",
  MIN: "smallest",
  MAX: "largest",
  COUNT: "count",
  COUNTA: "count",
};

/** A formula by the names of its columns, for a person to see what was computed: "Units * Unit price". */
export function formulaInWords(document: WorkbookDocument, sheet: TableSheet, expression: Expression): string {
  const name = (id: number, on: TableSheet = sheet): string => columnById(on, id)?.name ?? "?";
  const words = (one: Expression): string => formulaInWords(document, sheet, one);
  switch (expression.node) {
    case "number":
      return expression.percent
        ? `${Number((expression.value * 100).toPrecision(12))}%`
        : String(Number(expression.value.toPrecision(12)));
    case "cell":
      return name(expression.column);
    case "column": {
      const other = document.sheets.find((one) => one.id === expression.sheet);
      const on = other?.shape === "table" ? other : sheet;
      return `${aggregates[expression.aggregate]} of all ${name(expression.column, on)}`;
    }
    case "running":
      return `${name(expression.column)} so far`;
    case "across":
      return `${aggregates[expression.aggregate]} of ${listOf(expression.columns.map((id) => name(id)))}`;
    case "footer":
      return sheet.footers.find((footer) => footer.id === expression.footer)?.label ?? "?";
    case "negate":
      return `-${bracketed(expression.of, words)}`;
    case "positive":
      return `${words(expression.of)} where above 0`;
    case "today":
      return "today";
    case "years":
      return `full years from ${words(expression.from)} to today`;
    case "rank":
      return `place by ${name(expression.column)}`;
    case "binary": {
      const weak = expression.operator === "*" || expression.operator === "/";
      const side = (one: Expression, right: boolean): string =>
        one.node === "binary" && ((weak && /[-+]/.test(one.operator)) || (right && expression.operator !== "+"))
          ? `(${words(one)})`
          : words(one);
      return `${side(expression.left, false)} ${expression.operator} ${side(expression.right, true)}`;
    }
  }
}

function bracketed(expression: Expression, words: (one: Expression) => string): string {
  return expression.node === "binary" ? `(${words(expression)})` : words(expression);
}

/** "Q1, Q2 and Q3"; a long list by its ends. */
function listOf(names: readonly string[]): string {
  if (names.length > 6) return `${names[0]} to ${names.at(-1)}`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
