import type { Column, TableSheet } from "./document.ts";

const narrowest = 9;
const widest = 45;

/** A width, in characters, that shows the header (with its filter arrow) and the content of a column. */
export function columnWidth(sheet: TableSheet, column: Column): number {
  let longest = column.name.length + 4;
  for (const cell of column.cells) longest = Math.max(longest, shownLength(column, cell.value));
  for (const footer of sheet.footers) {
    if (footer.labelColumn === column.id) longest = Math.max(longest, footer.label.length + 2);
    // A sum has a few digits more than its parts.
    if (footer.formulas.has(column.id)) longest = Math.max(longest, 14);
  }
  return Math.min(widest, Math.max(narrowest, longest));
}

function shownLength(column: Column, value: string | number | boolean | null): number {
  if (value === null) return 0;
  if (typeof value === "string") return value.length + 1;
  if (typeof value === "boolean") return 7;
  if (column.kind === "date") return 12;
  if (column.kind === "time") return 8;
  const digits = Math.trunc(Math.abs(value)).toString().length;
  return digits + Math.floor(digits / 3) + (column.kind === "currency" ? 6 : 4);
}
