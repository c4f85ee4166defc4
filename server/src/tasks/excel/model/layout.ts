import type { TableSheet } from "./document.ts";

// Where the parts of a table stand on its sheet: header in row 1, body from row 2, footers right below it.

export const firstBodyRow = 2;

export function lastBodyRow(sheet: TableSheet): number {
  return firstBodyRow + sheet.rowCount - 1;
}

/** The 1-based row of a footer; null when the sheet has none with that id. */
export function footerRow(sheet: TableSheet, footerId: number): number | null {
  const index = sheet.footers.findIndex((footer) => footer.id === footerId);
  return index < 0 ? null : lastBodyRow(sheet) + 1 + index;
}

/** A, B … Z, AA …; null for a column that the sheet does not have. */
export function letterOf(sheet: TableSheet, columnId: number): string | null {
  const index = sheet.columns.findIndex((column) => column.id === columnId);
  return index < 0 ? null : letters(index);
}

export function letters(index: number): string {
  let text = "";
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

/** The 0-based index of a column's letters. */
export function indexOfLetters(text: string): number {
  let index = 0;
  for (const letter of text) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
