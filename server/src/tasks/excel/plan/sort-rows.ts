import type { Column, TableSheet, Value, WorkbookDocument } from "../model/document.ts";
import { evaluateDocument } from "../model/evaluate.ts";
import { findColumn } from "../request/find-column.ts";
import type { SortWish } from "../request/table-wish.ts";

export interface SortKey {
  column: Column;
  descending: boolean;
}

/** The columns to sort by, or why that cannot be. */
export function sortKeys(sheet: TableSheet, wishes: readonly SortWish[]): SortKey[] | string {
  const keys: SortKey[] = [];
  for (const wish of wishes) {
    const found =
      wish.column === "" && sheet.columns[0] !== undefined
        ? { outcome: "found" as const, column: sheet.columns[0] }
        : findColumn(sheet.columns, wish.column);
    if (found.outcome === "ambiguous")
      return `'${wish.column}' could mean ${found.names.map((name) => `'${name}'`).join(" or ")}`;
    if (found.outcome === "missing") return `sheet '${sheet.name}' has no column '${wish.column}' to sort by`;
    keys.push({ column: found.column, descending: wish.descending });
  }
  return keys;
}

/** Sorts the body by the keys' values; equal rows keep their order, empty cells go last either way. */
export function sortRows(document: WorkbookDocument, sheet: TableSheet, keys: readonly SortKey[]): void {
  evaluateDocument(document);
  const order = Array.from({ length: sheet.rowCount }, (_, row) => row).toSorted((one, other) => {
    for (const { column, descending } of keys) {
      const result = compare(column.cells[one]?.value ?? null, column.cells[other]?.value ?? null, descending);
      if (result !== 0) return result;
    }
    return one - other;
  });
  for (const column of sheet.columns) {
    const before = column.cells;
    column.cells = order.map((row) => before[row] ?? { value: null, look: null });
  }
}

function compare(one: Value, other: Value, descending: boolean): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  const result =
    typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), "en", { numeric: true, sensitivity: "base" });
  return descending ? -result : result;
}
