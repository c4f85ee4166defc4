import type { Column, WorkbookDocument } from "../model/document.ts";
import { columnWish } from "../request/column-wish.ts";
import { findColumn } from "../request/find-column.ts";
import { unquoted } from "../request/lists.ts";
import { sheetName } from "../sheet-names.ts";
import { columnsOf, done, type EditInput, type EditResult, refused } from "./edit.ts";

const verb = "(?:rename|change|retitle|relabel)";
const to = "\\s+(?:to|into|as|=>|->)\\s+";
const sheetForms = [
  new RegExp(
    `^${verb}\\s+(?:the\\s+)?(?:name of\\s+)?(?:the\\s+)?(?:work)?(?:sheet|tab)(?:\\s+name)?(?:\\s+(?:called\\s+|named\\s+)?(.+?))?${to}(.+)$`,
    "i",
  ),
  new RegExp(`^${verb}\\s+(?:the\\s+)?(.+?)\\s+(?:work)?(?:sheet|tab)(?:\\s+name)?${to}(.+)$`, "i"),
  /^(?:call|name)\s+(?:the\s+)?(?:(.+?)\s+)?(?:work)?(?:sheet|tab)\s+(?:as\s+)?(.+)$/i,
];
const fileForm = new RegExp(
  `^(?:${verb}|name|call|save)\\s+(?:the\\s+|this\\s+|my\\s+)?(?:name of (?:the )?)?(?:file ?name|file|workbook|document|spread ?sheet|it)(?:\\s+name)?(?:${to}|\\s+)(.+)$`,
  "i",
);
const columnForm = new RegExp(
  `^(?:${verb})\\s+(?:the\\s+)?(?:name of\\s+)?(?:the\\s+)?(?:(?:columns?|header|heading|field)(?:\\s+(?:name|header|called|named))?\\s+)?(.+?)(?:\\s+(?:column|header|heading|field))?(?:\\s+name)?${to}(.+)$`,
  "i",
);
const callForm = /^(?:call)\s+(?:the\s+)?(?:column\s+)?(.+?)(?:\s+column)?\s+("[^"]+"|'[^']+'|[A-Z].*)$/;

/** "rename the sheet to Q3", "rename column Units to Quantity", "call the file Costs". */
export function rename(input: EditInput): EditResult | null {
  const { clause } = input;
  for (const form of sheetForms) {
    const match = form.exec(clause);
    if (match !== null)
      return renameSheet(input, match[1] === undefined ? null : unquoted(match[1]), newName(match[2] ?? ""));
  }
  const file = fileForm.exec(clause);
  if (file !== null) {
    const title = newName(file[1] ?? "").replace(/\.xlsx$/i, "");
    if (title === "") return refused("The request does not say the new name.");
    input.document.title = title;
    return done(`renamed the workbook to '${title}'`);
  }
  const match = columnForm.exec(clause) ?? callForm.exec(clause);
  return match === null ? null : renameColumn(input, unquoted(match[1] ?? ""), newName(match[2] ?? ""));
}

function newName(text: string): string {
  return unquoted(text.replace(/\s+instead$|[.!]+$/i, ""));
}

function renameSheet(input: EditInput, old: string | null, wished: string): EditResult {
  const { document } = input;
  const named =
    old === null || /^(?:first|current|this|the)$/i.test(old)
      ? input.sheet
      : document.sheets.find((sheet) => sheet.name.toLowerCase() === old.toLowerCase());
  if (named === undefined)
    return refused(
      `There is no sheet '${old}'. The sheets are ${document.sheets.map((sheet) => `'${sheet.name}'`).join(", ")}.`,
    );
  if (old === null && document.sheets.length > 1)
    return refused(`The workbook has ${document.sheets.length} sheets; say which one to rename.`);
  const others = document.sheets.filter((sheet) => sheet !== named).map((sheet) => sheet.name);
  if (others.some((name) => name.toLowerCase() === wished.toLowerCase()))
    return refused(`There is a sheet '${wished}' already.`);
  if (namedInKeptFormulas(document, named.name))
    return refused(`Formulas that the planner cannot follow name sheet '${named.name}'.`);
  const before = named.name;
  named.name = sheetName(wished, others);
  return done(`renamed sheet '${before}' to '${named.name}'`);
}

/** Sheets kept as they are have formulas as text; renaming a sheet that they name would break them. */
export function namedInKeptFormulas(document: WorkbookDocument, name: string): boolean {
  return document.sheets.some(
    (sheet) =>
      sheet.shape === "kept" &&
      sheet.file.rows.some((row) => row.some((cell) => cell.formula?.includes(name) === true)),
  );
}

function renameColumn(input: EditInput, old: string, wished: string): EditResult {
  const { sheet } = input;
  const found = findColumn(sheet.columns, old);
  if (found.outcome === "missing") {
    const other = input.document.sheets.find((one) => one.name.toLowerCase() === old.toLowerCase());
    if (other !== undefined) return renameSheet(input, other.name, wished);
    return refused(`There is no column '${old}'. ${columnsOf(sheet)}`);
  }
  if (found.outcome === "ambiguous")
    return refused(`'${old}' could mean ${found.names.map((name) => `'${name}'`).join(" or ")}.`);
  const name = columnWish(wished)?.name ?? "";
  if (name === "") return refused("The request does not say the new name.");
  const taken = (column: Column): boolean =>
    column !== found.column && column.name.toLowerCase() === name.toLowerCase();
  if (sheet.columns.some(taken)) return refused(`Sheet '${sheet.name}' has a column '${name}' already.`);
  const before = found.column.name;
  found.column.name = name;
  return done(`renamed column '${before}' to '${name}' on sheet '${sheet.name}'`);
}
