import type { FileCell, FileSheet, FileWorkbook, Look } from "../file/workbook-file.ts";
import { type Column, type Footer, type Sheet, takeId, type TableSheet, type WorkbookDocument } from "./document.ts";
import { firstBodyRow } from "./layout.ts";
import { parseFormula } from "./parse-formula.ts";
import { additiveName, kindOfColumn } from "./read-column-kind.ts";

// What a run carries from turn to turn is the workbook itself: its cells, formulas and formats. A plan embedded in the file
// would be simpler to read back, but it is missing from what other agents made, and wrong as soon as anybody changed a cell
// without it. A sheet that is no plain table (a header row, columns, formulas the planner knows) is kept as it is.

const footerLabel =
  /^(grand |sub-?)?(totals?|sum|average|avg|mean|minimum|maximum|min|max|count|vat|(?:sales )?tax|gst|mwst|discount|rebate)\b/i;

/** The document behind a workbook. */
export function readDocument(file: FileWorkbook, today: number): WorkbookDocument {
  const document: WorkbookDocument = { title: file.title, today, sheets: [], nextId: 1 };
  const drafts = file.sheets.map((sheet) => ({ file: sheet, sheet: structureOf(document, sheet) }));
  document.sheets = drafts.map((draft) => draft.sheet);
  // Formulas name other sheets, so they are read once every sheet's structure is known; a sheet that falls out may take others with it.
  for (let again = true; again;) {
    again = false;
    for (const [index, draft] of drafts.entries()) {
      const sheet = document.sheets[index];
      if (sheet?.shape !== "table") continue;
      const why = readFormulas(document, sheet, draft.file);
      if (why === null) continue;
      document.sheets[index] = { shape: "kept", id: sheet.id, name: sheet.name, why, file: draft.file };
      again = true;
    }
  }
  return document;
}

function structureOf(document: WorkbookDocument, file: FileSheet): Sheet {
  const id = takeId(document);
  const kept = (why: string): Sheet => ({ shape: "kept", id, name: file.name, why, file });
  const header = file.rows[0] ?? [];
  if (
    header.length === 0 ||
    header.some((cell) => typeof cell.value !== "string" || cell.value.trim() === "" || cell.formula !== null)
  ) {
    return kept("its first row is not a row of column names");
  }
  const width = header.length;
  if (
    file.rows.some(
      (row) => row.length > width && row.slice(width).some((cell) => cell.value !== null || cell.formula !== null),
    )
  ) {
    return kept("it has cells beside the table");
  }
  const body = file.rows.slice(1);
  while (body.length > 0 && isEmpty(body.at(-1) ?? [])) body.pop();
  const footerRows: FileCell[][] = [];
  while (body.length > 1 && isFooter(body.at(-1) ?? [])) footerRows.unshift(body.pop() ?? []);
  if (body.length === 0) return kept("it has no rows");
  const columns = header.map((cell, index) => columnOf(document, cell, body, file, index));
  const sheet: TableSheet = {
    shape: "table",
    id,
    name: file.name,
    columns,
    rowCount: body.length,
    footers: footerRows.map((row) => footerOf(document, columns, row)),
    frozenRows: file.frozenRows,
    frozenColumns: file.frozenColumns,
    filter: file.filter !== null,
  };
  return sheet;
}

const isEmpty = (row: readonly FileCell[]): boolean =>
  row.every((cell) => cell.value === null && cell.formula === null);

/** A label such as Total and formulas, nothing typed in beside them: a typed-in total would go stale unseen. */
function isFooter(row: readonly FileCell[]): boolean {
  const label = row.find((cell) => typeof cell.value === "string" && cell.formula === null);
  if (typeof label?.value !== "string" || !footerLabel.test(label.value.trim())) return false;
  return (
    row.some((cell) => cell.formula !== null) &&
    row.every((cell) => cell === label || cell.formula !== null || cell.value === null)
  );
}

function columnOf(
  document: WorkbookDocument,
  header: FileCell,
  body: readonly FileCell[][],
  file: FileSheet,
  index: number,
): Column {
  const cells = body.map((row) => row[index] ?? { value: null, formula: null, look: null });
  const look = mostCommonLook(cells);
  const name = String(header.value).trim();
  const format = look?.numFmt ?? "General";
  const kind = kindOfColumn(
    cells.map((cell) => cell.value),
    format,
  );
  return {
    id: takeId(document),
    name,
    kind,
    format,
    additive: additiveName(name, kind),
    formula: null,
    cells: cells.map((cell) => ({ value: cell.value, look: sameLook(cell.look, look) ? null : cell.look })),
    width: file.widths[index] ?? null,
    headerLook: header.look ?? {},
    bodyLook: look ?? {},
  };
}

const sameLook = (one: Look | null, other: Look | null): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

function mostCommonLook(cells: readonly FileCell[]): Look | null {
  const counts = new Map<string, { look: Look | null; count: number }>();
  for (const cell of cells) {
    const key = JSON.stringify(cell.look);
    const entry = counts.get(key) ?? { look: cell.look, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  return [...counts.values()].reduce((best, entry) => (entry.count > best.count ? entry : best), {
    look: null as Look | null,
    count: 0,
  }).look;
}

function footerOf(document: WorkbookDocument, columns: readonly Column[], row: readonly FileCell[]): Footer {
  const labelIndex = row.findIndex((cell) => typeof cell.value === "string" && cell.formula === null);
  const looks = new Map<number, Look>();
  for (const [index, column] of columns.entries()) looks.set(column.id, row[index]?.look ?? {});
  return {
    id: takeId(document),
    label: String(row[labelIndex]?.value ?? "Total"),
    labelColumn: columns[labelIndex]?.id ?? 0,
    formulas: new Map(),
    looks,
  };
}

/** Fills in the formulas; why that is not possible, or null. */
function readFormulas(document: WorkbookDocument, sheet: TableSheet, file: FileSheet): string | null {
  for (const [index, column] of sheet.columns.entries()) {
    const formulas = column.cells.map((_, row) => file.rows[row + 1]?.[index]?.formula ?? null);
    if (formulas.every((formula) => formula === null)) continue;
    if (formulas.some((formula) => formula === null)) return `column '${column.name}' mixes formulas and typed values`;
    const read = formulas.map((formula, row) =>
      parseFormula({ document, sheet, row: firstBodyRow + row }, formula ?? ""),
    );
    const formula = read.at(-1);
    const text = JSON.stringify(formula);
    if (formula === undefined || formula === null || read.some((one) => JSON.stringify(one) !== text))
      return `the planner does not know the formulas of column '${column.name}'`;
    column.formula = formula;
  }
  for (const [index, footer] of sheet.footers.entries()) {
    const row = firstBodyRow + sheet.rowCount + index;
    for (const [columnIndex, column] of sheet.columns.entries()) {
      const formula = file.rows[row - 1]?.[columnIndex]?.formula ?? null;
      if (formula === null) continue;
      const read = parseFormula({ document, sheet, row }, formula);
      if (read === null) return `the planner does not know the formula below column '${column.name}'`;
      footer.formulas.set(column.id, read);
    }
  }
  return null;
}
