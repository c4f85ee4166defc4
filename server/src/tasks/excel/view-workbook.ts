import { readWorkbookFile } from "./file/read-xlsx.ts";
import type { FileCell, FileSheet } from "./file/workbook-file.ts";
import { shownText } from "./file/shown-text.ts";
import { letters } from "./model/layout.ts";
import { kindOfFormat } from "./model/number-formats.ts";

/** What the edit page shows of a sheet at most. */
const shownRows = 200;
const shownColumns = 50;

export interface SheetView {
  name: string;
  /** The first row's texts, and on which side their values stand. */
  columns: { letter: string; name: string; align: "left" | "right" }[];
  /** The rows below the first one as formatted text; a formula by its last value, or by its text where none is known. */
  rows: string[][];
  /** All rows below the first one, also those that are not shown. */
  totalRows: number;
  totalColumns: number;
}

export interface WorkbookView {
  sheets: SheetView[];
  /** Why the workbook is not shown; null when it is. */
  problem: string | null;
}

/** A workbook of any making as tables of text, bounded. */
export async function viewWorkbook(file: Uint8Array): Promise<WorkbookView> {
  const read = await readWorkbookFile(file);
  if (read.outcome === "too_large")
    return { sheets: [], problem: "This workbook is too large to be shown here. Download it instead." };
  if (read.outcome === "not_a_workbook")
    return { sheets: [], problem: "This file cannot be shown as a table. Download it instead." };
  return { sheets: read.workbook.sheets.map(viewSheet), problem: null };
}

function viewSheet(sheet: FileSheet): SheetView {
  const [header = [], ...body] = sheet.rows;
  const width = sheet.rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const columns = Array.from({ length: Math.min(width, shownColumns) }, (_, index) => ({
    letter: letters(index),
    name: text(header[index]),
    align: isRight(body.find((row) => row[index] !== undefined && row[index].value !== null)?.[index])
      ? ("right" as const)
      : ("left" as const),
  }));
  return {
    name: sheet.name,
    columns,
    rows: body.slice(0, shownRows).map((row) => columns.map((_, index) => text(row[index]))),
    totalRows: body.length,
    totalColumns: width,
  };
}

function text(cell: FileCell | undefined): string {
  if (cell === undefined) return "";
  return cell.value === null && cell.formula !== null ? `=${cell.formula}` : shownText(cell);
}

function isRight(cell: FileCell | undefined): boolean {
  return typeof cell?.value === "number" && kindOfFormat(cell.look?.numFmt ?? "General") !== "date";
}
