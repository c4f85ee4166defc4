import { bodyLook, footerLook, headerLook } from "../file/looks.ts";
import type { FileCell, FileSheet, FileWorkbook } from "../file/workbook-file.ts";
import { columnWidth } from "./column-width.ts";
import type { TableSheet, Value, WorkbookDocument } from "./document.ts";
import { evaluateDocument } from "./evaluate.ts";
import { lastBodyRow, letters } from "./layout.ts";
import { renderFormula } from "./render-formula.ts";

/** The document as cells: formulas with their computed values, header, formats, filter. `onSheet` runs before each sheet. */
export async function toFile(
  document: WorkbookDocument,
  nowMs: number,
  onSheet: (index: number) => Promise<void>,
): Promise<FileWorkbook> {
  const footerValues = evaluateDocument(document);
  const sheets: FileSheet[] = [];
  for (const [index, sheet] of document.sheets.entries()) {
    await onSheet(index);
    sheets.push(
      sheet.shape === "kept" ? { ...sheet.file, name: sheet.name } : tableFile(document, sheet, footerValues),
    );
  }
  return { title: document.title, createdMs: nowMs, sheets };
}

function tableFile(document: WorkbookDocument, sheet: TableSheet, footerValues: ReadonlyMap<string, Value>): FileSheet {
  const rows: FileCell[][] = [
    sheet.columns.map((column) => ({ value: column.name, formula: null, look: column.headerLook ?? headerLook })),
  ];
  const looks = sheet.columns.map((column) => column.bodyLook ?? bodyLook(column.format));
  for (let row = 0; row < sheet.rowCount; row++) {
    rows.push(
      sheet.columns.map((column, index) => ({
        value: column.cells[row]?.value ?? null,
        formula:
          column.formula === null ? null : renderFormula({ document, sheet, row: rows.length + 1 }, column.formula),
        look: column.cells[row]?.look ?? looks[index] ?? null,
      })),
    );
  }
  for (const footer of sheet.footers) {
    rows.push(
      sheet.columns.map((column) => {
        const formula = footer.formulas.get(column.id);
        const look = footer.looks.get(column.id) ?? footerLook(formula === undefined ? "General" : column.format);
        if (formula === undefined)
          return { value: column.id === footer.labelColumn ? footer.label : null, formula: null, look };
        return {
          value: footerValues.get(`${footer.id}:${column.id}`) ?? null,
          formula: renderFormula({ document, sheet, row: rows.length + 1 }, formula),
          look,
        };
      }),
    );
  }
  return {
    name: sheet.name,
    rows,
    widths: sheet.columns.map((column) => column.width ?? columnWidth(sheet, column)),
    frozenRows: sheet.frozenRows,
    frozenColumns: sheet.frozenColumns,
    filter:
      sheet.filter && sheet.columns.length > 0 ? `A1:${letters(sheet.columns.length - 1)}${lastBodyRow(sheet)}` : null,
  };
}
