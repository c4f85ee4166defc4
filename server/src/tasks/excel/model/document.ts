import type { FileSheet, Look } from "../file/workbook-file.ts";
import type { Expression } from "./expression.ts";

/** What a cell holds. Dates and times are Excel's serial numbers (days since 1899-12-30, UTC); their column's kind says so. */
export type Value = string | number | boolean | null;

export type Kind = "text" | "integer" | "decimal" | "currency" | "percent" | "date" | "time" | "boolean";

export interface BodyCell {
  value: Value;
  /** A look of its own; null takes the column's. */
  look: Look | null;
}

export interface Column {
  id: number;
  name: string;
  kind: Kind;
  /** Number format of the body. */
  format: string;
  /** Whether a sum of it means something: revenue does, a unit price does not. */
  additive: boolean;
  /** The same formula in every row; its cells then hold the computed values. */
  formula: Expression | null;
  cells: BodyCell[];
  /** In characters; null fits it to the content. */
  width: number | null;
  headerLook: Look | null;
  bodyLook: Look | null;
}

/** A row below the body: a label and formulas. */
export interface Footer {
  id: number;
  label: string;
  labelColumn: number;
  formulas: Map<number, Expression>;
  /** By column; a column without one takes the planner's own. */
  looks: Map<number, Look>;
}

/** A sheet that is one table: a header row, body rows of typed columns, footers. What the edits work on. */
export interface TableSheet {
  shape: "table";
  id: number;
  name: string;
  columns: Column[];
  rowCount: number;
  footers: Footer[];
  frozenRows: number;
  frozenColumns: number;
  filter: boolean;
}

/** A sheet of another making that is no plain table: written back cell by cell as it was read, and not edited. */
export interface KeptSheet {
  shape: "kept";
  id: number;
  name: string;
  why: string;
  file: FileSheet;
}

export type Sheet = TableSheet | KeptSheet;

export interface WorkbookDocument {
  title: string;
  /** The day on which formulas such as TODAY() are computed, as a serial number. */
  today: number;
  sheets: Sheet[];
  /** The next id for a sheet, column or footer; ids are unique in the document. */
  nextId: number;
}

export function takeId(document: WorkbookDocument): number {
  return document.nextId++;
}

export function columnById(sheet: TableSheet, id: number): Column | null {
  return sheet.columns.find((column) => column.id === id) ?? null;
}

export function isNumeric(kind: Kind): boolean {
  return kind === "integer" || kind === "decimal" || kind === "currency" || kind === "percent";
}

/** Every formula of a sheet with the column or footer that carries it. */
export function* formulasOf(sheet: TableSheet): Generator<{ owner: string; formula: Expression }> {
  for (const column of sheet.columns)
    if (column.formula !== null) yield { owner: `column '${column.name}'`, formula: column.formula };
  for (const footer of sheet.footers)
    for (const formula of footer.formulas.values()) yield { owner: `row '${footer.label}'`, formula };
}

/** Footers labelled in the first column stay so when another column becomes the first. */
export function keepLabelsFirst(sheet: TableSheet, formerFirst: Column | undefined): void {
  const first = sheet.columns[0];
  if (first === undefined || formerFirst === undefined) return;
  for (const footer of sheet.footers) {
    if (footer.labelColumn === formerFirst.id && !footer.formulas.has(first.id)) footer.labelColumn = first.id;
  }
}
