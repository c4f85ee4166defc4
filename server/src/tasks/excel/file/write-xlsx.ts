import { type Cell, type CellValue, type WriteSheet, writeXlsx } from "hucre/xlsx";
import { cleanText } from "../safe-text.ts";
import type { FileCell, FileSheet, FileWorkbook } from "./workbook-file.ts";

/** The workbook as the bytes of an .xlsx. The same workbook gives the same cells; only the creation time differs. */
export async function writeWorkbookFile(workbook: FileWorkbook): Promise<Uint8Array> {
  const created = new Date(workbook.createdMs);
  return await writeXlsx({
    sheets: workbook.sheets.map(toWriter),
    properties: { title: escaped(workbook.title), creator: "excel_agent_api", created, modified: created },
  });
}

function toWriter(sheet: FileSheet): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const rows: CellValue[][] = [];
  for (const [rowIndex, row] of sheet.rows.entries()) {
    const values: CellValue[] = [];
    for (const [columnIndex, cell] of row.entries()) {
      values.push(cell.formula === null ? plainValue(cell) : null);
      const detail = detailOf(cell);
      if (detail !== null) cells.set(`${rowIndex},${columnIndex}`, detail);
    }
    rows.push(values);
  }
  return {
    name: sheet.name,
    rows,
    cells,
    columns: sheet.widths.map((width) => (width === null ? {} : { width })),
    ...(sheet.frozenRows + sheet.frozenColumns > 0
      ? { freezePane: { rows: sheet.frozenRows, columns: sheet.frozenColumns } }
      : {}),
    ...(sheet.filter === null ? {} : { autoFilter: { range: sheet.filter } }),
  };
}

function plainValue(cell: FileCell): CellValue {
  return typeof cell.value === "string" ? escaped(cell.value) : cell.value;
}

/** Style and formula; null for a bare value, which needs no entry of its own. */
function detailOf(cell: FileCell): Partial<Cell> | null {
  if (cell.formula === null && cell.look === null) return null;
  return {
    ...(cell.look === null ? {} : { style: cell.look }),
    ...(cell.formula === null
      ? {}
      : { formula: cell.formula, ...(cell.value === null ? {} : { formulaResult: plainValue(cell) }) }),
  };
}

/** A text that looks like an escaped character (_x0041_) would be read as that character: its underscore is escaped (ECMA-376 part 1, 22.9.2.19). */
function escaped(text: string): string {
  return cleanText(text).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_");
}
