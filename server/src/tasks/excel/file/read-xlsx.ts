import { dateToSerial, readXlsx, type Cell, type CellValue, type Sheet, type Workbook } from "hucre";
import { maxReadBytes } from "../limits.ts";
import type { FileCell, FileSheet, ReadResult } from "./workbook-file.ts";
import { readZipDirectory } from "./zip-directory.ts";

/** Opens an .xlsx of any making. A file that is none, or too large to hold, is an expected outcome. */
export async function readWorkbookFile(file: Uint8Array): Promise<ReadResult> {
  const directory = readZipDirectory(file);
  if (directory === null) return { outcome: "not_a_workbook" };
  const bytes = directory.unpackedBytes;
  if (Math.max(bytes, file.length) > maxReadBytes) return { outcome: "too_large", bytes: Math.max(bytes, file.length) };
  let workbook: Workbook;
  try {
    workbook = await readXlsx(file, { readStyles: true });
  } catch {
    return { outcome: "not_a_workbook" };
  }
  return {
    outcome: "read",
    workbook: {
      title: workbook.properties?.title ?? "",
      createdMs: workbook.properties?.created?.getTime() ?? 0,
      sheets: workbook.sheets.map(fromReader),
    },
    beyondCells: [...beyondCellsOf(workbook), ...unknownParts(directory.names)],
  };
}

function fromReader(sheet: Sheet): FileSheet {
  const width = Math.max(0, ...sheet.rows.map((row) => row.length));
  return {
    name: sheet.name,
    rows: sheet.rows.map((row, rowIndex) =>
      row.map((value, columnIndex) => fileCell(value, sheet.cells?.get(`${rowIndex},${columnIndex}`))),
    ),
    widths: Array.from({ length: width }, (_, index) => sheet.columns?.[index]?.width ?? null),
    frozenRows: sheet.freezePane?.rows ?? 0,
    frozenColumns: sheet.freezePane?.columns ?? 0,
    filter: sheet.autoFilter?.range ?? null,
  };
}

function fileCell(value: CellValue, cell: Cell | undefined): FileCell {
  const formula = cell?.formula ?? null;
  const held = formula === null ? value : (cell?.formulaResult ?? null);
  return { value: held instanceof Date ? dateToSerial(held) : held, formula, look: cell?.style ?? null };
}

const knownParts =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/[^/]+|xl\/(?:workbook|styles|sharedStrings|calcChain|metadata)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/theme\/.+|xl\/worksheets\/(?:_rels\/)?sheet[^/]*|xl\/(?:drawings|charts|media|tables|comments|pivot|threadedComments|persons|slicer|timeline|externalLinks).*|.*\/)$/i;

/** Macros, embedded objects and whatever else the reader passes over; parts that are found by their content are not named twice. */
function unknownParts(names: readonly string[]): string[] {
  const unknown = names.filter((name) => !knownParts.test(name));
  if (unknown.some((name) => /vbaProject/i.test(name))) return ["macros"];
  return unknown.length === 0 ? [] : [`parts that it does not know (${unknown.slice(0, 3).join(", ")})`];
}

/** What the planner's model has no place for. */
function* beyondCellsOf(workbook: Workbook): Generator<string> {
  if ((workbook.namedRanges?.length ?? 0) > 0) yield "named ranges";
  if ((workbook.externalLinks?.length ?? 0) > 0) yield "links to other workbooks";
  for (const sheet of workbook.sheets) {
    for (const [what, present] of partsOf(sheet)) if (present) yield `${what} on sheet '${sheet.name}'`;
  }
}

function partsOf(sheet: Sheet): [string, boolean][] {
  const some = (list: { length: number } | undefined): boolean => (list?.length ?? 0) > 0;
  const cells = [...(sheet.cells?.values() ?? [])];
  return [
    ["merged cells", some(sheet.merges)],
    ["input rules", some(sheet.dataValidations)],
    ["conditional formatting", some(sheet.conditionalRules)],
    ["an image", some(sheet.images) || sheet.backgroundImage !== undefined],
    ["a chart", some(sheet.charts)],
    ["sparklines", some(sheet.sparklines)],
    ["a text box", some(sheet.textBoxes)],
    ["a pivot table", some(sheet.pivotTables)],
    ["a slicer", some(sheet.slicers) || some(sheet.timelines)],
    ["an Excel table", some(sheet.tables)],
    ["protection", sheet.protection !== undefined],
    ["comments", some(sheet.threadedComments) || cells.some((cell) => cell.comment !== undefined)],
    ["links", cells.some((cell) => cell.hyperlink !== undefined)],
    ["formatted text inside a cell", cells.some((cell) => cell.richText !== undefined)],
    ["an array formula", cells.some((cell) => cell.formulaType !== undefined || cell.formulaDynamic === true)],
    [
      "hidden rows or columns",
      some(sheet.columns?.filter((column) => column.hidden)) ||
        [...(sheet.rowDefs?.values() ?? [])].some((row) => row.hidden),
    ],
    ["a hidden sheet", sheet.hidden === true || sheet.veryHidden === true],
  ];
}
