import { calendarOf } from "./dates.ts";
import { type Column, columnById, type TableSheet, type Value, type WorkbookDocument } from "./document.ts";
import type { Aggregate, Expression } from "./expression.ts";

// Computes what the formulas give, so that readers without a calculation engine see values too. null stands for what Excel
// shows as an error (a division by zero, text in a sum): the cell is then written without a cached value.

/** Puts the computed value into every cell of a formula column, and returns the footers' values by `footerId:columnId`. */
export function evaluateDocument(document: WorkbookDocument): Map<string, Value> {
  const progress: Progress = {
    document,
    columns: new Map(),
    aggregates: new Map(),
    runningSums: new Map(),
    footersUnderWay: new Set(),
  };
  for (const sheet of document.sheets) {
    if (sheet.shape === "table") for (const column of sheet.columns) fill(progress, sheet, column);
  }
  const footers = new Map<string, Value>();
  for (const sheet of document.sheets) {
    if (sheet.shape !== "table") continue;
    for (const footer of sheet.footers) {
      for (const column of footer.formulas.keys())
        footers.set(`${footer.id}:${column}`, footerValue(progress, sheet, footer.id, column));
    }
  }
  return footers;
}

/** What one evaluation has computed already: each column and each sum is computed once. */
interface Progress {
  document: WorkbookDocument;
  columns: Map<Column, "computing" | "done">;
  aggregates: Map<string, number | null>;
  runningSums: Map<Column, number[]>;
  footersUnderWay: Set<string>;
}

function footerValue(progress: Progress, sheet: TableSheet, footerId: number, columnId: number): number | null {
  const key = `${footerId}:${columnId}`;
  const formula = sheet.footers.find((footer) => footer.id === footerId)?.formulas.get(columnId);
  if (formula === undefined || progress.footersUnderWay.has(key)) return null;
  progress.footersUnderWay.add(key);
  const value = compute(progress, sheet, 0, formula);
  progress.footersUnderWay.delete(key);
  return value;
}

function fill(progress: Progress, sheet: TableSheet, column: Column): void {
  if (column.formula === null || progress.columns.has(column)) return;
  progress.columns.set(column, "computing");
  for (const [row, cell] of column.cells.entries()) cell.value = compute(progress, sheet, row, column.formula);
  progress.columns.set(column, "done");
}

function compute(progress: Progress, sheet: TableSheet, row: number, expression: Expression): number | null {
  switch (expression.node) {
    case "number":
      return expression.value;
    case "cell":
      return numberOf(columnOf(progress, sheet, expression.column)?.cells[row]?.value ?? null);
    case "column":
      return aggregateColumn(progress, sheet, expression);
    case "running":
      return running(progress, sheet, expression.column)[row] ?? null;
    case "across":
      return aggregate(
        expression.aggregate,
        expression.columns.map((id) => columnOf(progress, sheet, id)?.cells[row]?.value ?? null),
      );
    case "footer":
      return footerValue(progress, sheet, expression.footer, expression.column);
    case "negate": {
      const value = compute(progress, sheet, row, expression.of);
      return value === null ? null : -value;
    }
    case "positive": {
      const value = compute(progress, sheet, row, expression.of);
      return value === null ? null : Math.max(0, value);
    }
    case "today":
      return progress.document.today;
    case "years": {
      const from = compute(progress, sheet, row, expression.from);
      return from === null ? null : yearsBetween(from, progress.document.today);
    }
    case "rank":
      return rankOf(progress, sheet, expression.column, row);
    case "binary":
      return operate(
        expression.operator,
        compute(progress, sheet, row, expression.left),
        compute(progress, sheet, row, expression.right),
      );
  }
}

/** The column with its cells computed; null when it is part of a circle. */
function columnOf(progress: Progress, sheet: TableSheet, id: number): Column | null {
  const column = columnById(sheet, id);
  if (column === null) return null;
  fill(progress, sheet, column);
  return progress.columns.get(column) === "computing" ? null : column;
}

function aggregateColumn(
  progress: Progress,
  sheet: TableSheet,
  expression: Extract<Expression, { node: "column" }>,
): number | null {
  const other = progress.document.sheets.find((candidate) => candidate.id === expression.sheet);
  const owner = other?.shape === "table" ? other : sheet;
  const key = `${expression.aggregate}:${expression.column}`;
  const known = progress.aggregates.get(key);
  if (known !== undefined) return known;
  const column = columnOf(progress, owner, expression.column);
  const value =
    column === null
      ? null
      : aggregate(
          expression.aggregate,
          column.cells.map((cell) => cell.value),
        );
  progress.aggregates.set(key, value);
  return value;
}

function running(progress: Progress, sheet: TableSheet, id: number): number[] {
  const column = columnOf(progress, sheet, id);
  if (column === null) return [];
  const known = progress.runningSums.get(column);
  if (known !== undefined) return known;
  let sum = 0;
  const sums = column.cells.map((cell) => (sum = exact(sum + (typeof cell.value === "number" ? cell.value : 0))));
  progress.runningSums.set(column, sums);
  return sums;
}

/** One more than there are larger values; equal values share a place. */
function rankOf(progress: Progress, sheet: TableSheet, id: number, row: number): number | null {
  const cells = columnOf(progress, sheet, id)?.cells ?? [];
  const own = cells[row]?.value;
  if (typeof own !== "number") return null;
  return 1 + cells.filter(({ value }) => typeof value === "number" && value > own).length;
}

/** Excel's DATEDIF with "Y": birthdays that have been; an error when the date lies ahead. */
function yearsBetween(from: number, until: number): number | null {
  if (from > until) return null;
  const [start, end] = [calendarOf(from), calendarOf(until)];
  const had = end.month > start.month || (end.month === start.month && end.day >= start.day);
  return end.year - start.year - (had ? 0 : 1);
}

/** An empty cell counts as 0 in arithmetic, text as an error. */
function numberOf(value: Value): number | null {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : null;
}

function operate(operator: "+" | "-" | "*" | "/", left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  if (operator === "+") return exact(left + right);
  if (operator === "-") return exact(left - right);
  if (operator === "*") return exact(left * right);
  return right === 0 ? null : exact(left / right);
}

function aggregate(kind: Aggregate, values: readonly Value[]): number | null {
  if (kind === "COUNTA") return values.filter((value) => value !== null).length;
  const numbers = values.filter((value) => typeof value === "number");
  if (kind === "COUNT") return numbers.length;
  const sum = exact(numbers.reduce((total, value) => total + value, 0));
  if (kind === "SUM") return sum;
  if (kind === "AVERAGE") return numbers.length === 0 ? null : exact(sum / numbers.length);
  if (numbers.length === 0) return 0;
  return numbers.reduce((best, value) => (kind === "MIN" ? Math.min(best, value) : Math.max(best, value)));
}

/** Excel shows 15 significant digits: 0.1 + 0.2 is 0.3 there. */
function exact(value: number): number {
  return Number(value.toPrecision(15));
}
