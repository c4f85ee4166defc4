import type { TableSheet, WorkbookDocument } from "./document.ts";
import type { Expression } from "./expression.ts";
import { firstBodyRow, footerRow, lastBodyRow, letterOf } from "./layout.ts";

interface Place {
  document: WorkbookDocument;
  sheet: TableSheet;
  /** The 1-based row that the formula stands in. */
  row: number;
}

/** The formula's text without the equals sign. Throws when it names a column that is gone: the edits refuse before that. */
export function renderFormula(place: Place, expression: Expression): string {
  switch (expression.node) {
    case "number":
      return expression.percent ? `${trimmed(expression.value * 100)}%` : trimmed(expression.value);
    case "cell":
      return `${letter(place.sheet, expression.column)}${place.row}`;
    case "column":
      return renderColumn(place, expression);
    case "running": {
      const column = letter(place.sheet, expression.column);
      return `SUM(${column}$${firstBodyRow}:${column}${place.row})`;
    }
    case "across":
      return `${expression.aggregate}(${acrossCells(place, expression.columns)})`;
    case "footer":
      return `${letter(place.sheet, expression.column)}${present(footerRow(place.sheet, expression.footer))}`;
    case "negate":
      return `-${operand(place, expression.of, 3)}`;
    case "positive":
      return `MAX(0,${renderFormula(place, expression.of)})`;
    case "today":
      return "TODAY()";
    case "years":
      return `DATEDIF(${renderFormula(place, expression.from)},TODAY(),"Y")`;
    case "rank": {
      const column = letter(place.sheet, expression.column);
      return `RANK(${column}${place.row},${column}$${firstBodyRow}:${column}$${lastBodyRow(place.sheet)})`;
    }
    case "binary": {
      const rank = rankOf(expression);
      // a - (b + c) and a / (b * c) need their brackets: the right side binds one tighter.
      return `${operand(place, expression.left, rank)}${expression.operator}${operand(place, expression.right, rank + 1)}`;
    }
  }
}

function renderColumn(place: Place, expression: Extract<Expression, { node: "column" }>): string {
  const other = expression.sheet === null ? null : place.document.sheets.find((sheet) => sheet.id === expression.sheet);
  const sheet = other?.shape === "table" ? other : place.sheet;
  const column = letter(sheet, expression.column);
  // Inside the body the range stands still while the formula is copied down.
  const fixed = sheet === place.sheet && place.row <= lastBodyRow(sheet) ? "$" : "";
  const prefix = sheet === place.sheet ? "" : `${quotedName(sheet.name)}!`;
  return `${expression.aggregate}(${prefix}${column}${fixed}${firstBodyRow}:${column}${fixed}${lastBodyRow(sheet)})`;
}

/** A range where the columns stand side by side, otherwise a list. */
function acrossCells(place: Place, columns: readonly number[]): string {
  const indexes = columns.map((id) => place.sheet.columns.findIndex((column) => column.id === id));
  const sideBySide =
    indexes.length > 1 && indexes.every((index, n) => index >= 0 && (n === 0 || index === (indexes[n - 1] ?? 0) + 1));
  const cells = columns.map((id) => `${letter(place.sheet, id)}${place.row}`);
  return sideBySide ? `${cells.at(0)}:${cells.at(-1)}` : cells.join(",");
}

function operand(place: Place, expression: Expression, rank: number): string {
  const text = renderFormula(place, expression);
  return rankOf(expression) < rank ? `(${text})` : text;
}

function rankOf(expression: Expression): number {
  if (expression.node === "number") return expression.value < 0 ? 0 : 4;
  if (expression.node === "negate") return 3;
  if (expression.node !== "binary") return 4;
  return expression.operator === "+" || expression.operator === "-" ? 1 : 2;
}

/** Any name in quotes, which Excel always accepts. */
function quotedName(sheetName: string): string {
  return /^[A-Za-z_][A-Za-z_]*$/.test(sheetName) ? sheetName : `'${sheetName.replaceAll("'", "''")}'`;
}

function letter(sheet: TableSheet, columnId: number): string {
  return present(letterOf(sheet, columnId));
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error("A formula names a column or footer that its sheet does not have.");
  return value;
}

/** Floating point noise (0.07 * 100 = 7.000000000000001) does not belong in a formula. */
function trimmed(value: number): string {
  return String(Number(value.toPrecision(12)));
}
