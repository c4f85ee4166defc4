import type { CellStyle } from "hucre/xlsx";

// The one place between the planner and the library that writes and reads .xlsx (docs/decisions/0004-workbook-writer.md).
// Everything outside this folder knows only these shapes.

/** How a cell looks: plain data. The planner builds a few (looks.ts) and otherwise hands back what was read. */
export type Look = CellStyle;

export interface FileCell {
  /** The value, or a formula's last result (null when unknown). Dates are serial numbers with a date format. */
  value: string | number | boolean | null;
  /** Without the equals sign; null for a constant. A text never becomes a formula. */
  formula: string | null;
  look: Look | null;
}

export interface FileSheet {
  name: string;
  /** Dense to the last used cell of each row. */
  rows: FileCell[][];
  /** In characters, by column; null is the default width. */
  widths: (number | null)[];
  frozenRows: number;
  frozenColumns: number;
  /** The filter's range, as A1:D13. */
  filter: string | null;
}

export interface FileWorkbook {
  title: string;
  createdMs: number;
  sheets: FileSheet[];
}

export type ReadResult =
  | {
      outcome: "read";
      workbook: FileWorkbook;
      /** What the file holds beside cells and would lose by being written again, as "an image on sheet 'Sales'". */
      beyondCells: string[];
    }
  | { outcome: "too_large"; bytes: number }
  | { outcome: "not_a_workbook" };
