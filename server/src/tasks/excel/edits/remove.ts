import { type Column, formulasOf, type Sheet, type TableSheet, type Value } from "../model/document.ts";
import { columnsRead, nodesOf } from "../model/expression.ts";
import { firstBodyRow, lastBodyRow } from "../model/layout.ts";
import { evaluateDocument } from "../model/evaluate.ts";
import { findColumn } from "../request/find-column.ts";
import { splitList, unquoted } from "../request/lists.ts";
import { countOf, countPattern } from "../request/numbers.ts";
import { typedFor } from "./add-rows.ts";
import { columnsOf, done, type EditInput, type EditResult, quotedList, refused } from "./edit.ts";
import { namedInKeptFormulas } from "./rename.ts";
import { rowsMeant } from "./rows-meant.ts";

const verb = /^(?:delete|remove|drop|get rid of|take out|erase)\s+(?:the\s+|all\s+|this\s+){0,6}/i;
const edge = new RegExp(
  `^(first|last|top|bottom)\\s+(?:${countPattern}\\s+)?(?:rows?|entries|entry|lines?|records?|items?)$`,
  "i",
);
const byNumber = /^rows?\s+(\d+)(?:\s*(?:-|to|through|until|and)\s*(?:row\s+)?(\d+))?$/i;
const where =
  /^(?:rows|entries|records|lines|items)\s+(?:where|with|whose|that have|in which|if)\s+(?:the\s+)?(.+?)\s*(<=|>=|<>|!=|=|<|>|\bis not\b|\bis (?:less|lower|smaller) than\b|\bis (?:more|greater|higher|larger) than\b|\bis (?:below|under)\b|\bis (?:above|over)\b|\bis\b|\bequals\b|\bof\b|\bbelow\b|\babove\b|\bunder\b|\bover\b)\s*(.+)$/i;
const footer =
  /^(?:(grand |column )?(total|totals|average|averages|sum|sums|minimum|maximum|subtotal|count|vat|tax)(?: rows?| lines?)?)$/i;

/** "delete the notes column", "remove rows 3 to 5", "remove the last 2 rows", "remove rows where status is Done", "delete sheet X". */
export function remove(input: EditInput): EditResult | null {
  if (!verb.test(input.clause)) return null;
  const what = input.clause.replace(verb, "").trim();
  const sheet = /^(?:(?:work)?(?:sheet|tab)\s+(?:called\s+|named\s+)?(.+)|(.+?)\s+(?:work)?(?:sheet|tab))$/i.exec(what);
  if (sheet !== null) return removeSheet(input, unquoted(sheet[1] ?? sheet[2] ?? ""));
  if (/^(?:rows|data|everything|entries|contents?)$/i.test(what))
    return refused(`A table needs at least one row; sheet '${input.sheet.name}' has ${input.sheet.rowCount}.`);
  const end = edge.exec(what);
  if (end !== null) return removeRows(input, edgeRows(input.sheet, end));
  const numbered = byNumber.exec(what);
  if (numbered !== null) return removeRows(input, numberedRows(input.sheet, numbered));
  const condition = where.exec(what);
  if (condition !== null) return removeRows(input, rowsWhere(input, condition));
  const bottom = footer.exec(what);
  const isColumn = /\bcolumns?\b/i.test(what) || findColumn(input.sheet.columns, what).outcome === "found";
  if (bottom !== null && (/\b(?:rows?|lines?)\b/i.test(what) || !isColumn))
    return removeFooters(input, (bottom[2] ?? "").toLowerCase());
  return removeColumns(input, what);
}

function removeColumns(input: EditInput, what: string): EditResult {
  const { sheet } = input;
  const gone: Column[] = [];
  for (const item of splitList(what.replace(/^columns?\s+(?:called\s+|named\s+)?/i, "").replace(/\s+columns?$/i, ""))) {
    const found = findColumn(sheet.columns, unquoted(item.replace(/^the\s+|\s+column$/gi, "")));
    if (found.outcome === "ambiguous")
      return refused(`'${item}' could mean ${found.names.map((name) => `'${name}'`).join(" or ")}.`);
    if (found.outcome === "missing") return removeMeant(input, what, item);
    gone.push(found.column);
  }
  if (gone.length >= sheet.columns.length) return refused(`A table needs at least one column. ${columnsOf(sheet)}`);
  const ids = new Set(gone.map((column) => column.id));
  for (const other of sheet.columns) {
    if (ids.has(other.id) || other.formula === null) continue;
    const needed = gone.find((column) => other.formula !== null && columnsRead(other.formula).includes(column.id));
    if (needed !== undefined)
      return refused(
        `Column '${other.name}' is computed from '${needed.name}'; remove '${other.name}' too, or keep both.`,
      );
  }
  const reader = readerElsewhere(input, (node) => node.node === "column" && ids.has(node.column));
  if (reader !== null) return refused(`${reader} is computed from it.`);
  sheet.columns = sheet.columns.filter((column) => !ids.has(column.id));
  const rest = sheet.columns;
  for (const one of sheet.footers) {
    for (const id of ids) one.formulas.delete(id);
    if (ids.has(one.labelColumn)) one.labelColumn = rest.find((column) => !one.formulas.has(column.id))?.id ?? -1;
  }
  sheet.footers = sheet.footers.filter((one) => one.formulas.size > 0 && one.labelColumn >= 0);
  return done(
    `removed column${gone.length === 1 ? "" : "s"} ${quotedList(gone.map((column) => column.name))} from sheet '${sheet.name}'`,
  );
}

/** No column of that name: rows that have it as a value, as in "delete everyone in Finance". */
function removeMeant(input: EditInput, what: string, item: string): EditResult {
  const { sheet } = input;
  const meant = /\bcolumns?\b/i.test(what) ? null : rowsMeant(sheet, what);
  if (meant?.outcome === "found") return removeRows(input, meant.rows);
  if (meant?.outcome === "ambiguous")
    return refused(
      `'${meant.value}' stands in ${quotedList(meant.columns)}; say which, as in 'delete rows where ${meant.columns[0]} is ${meant.value}'.`,
    );
  return refused(
    meant === null || !/\s/.test(what)
      ? `There is no column '${item}'. ${columnsOf(sheet)}`
      : `There is no column '${item}', and no row of sheet '${sheet.name}' has the value '${meant.value}'. ${columnsOf(sheet)}`,
  );
}

const keep =
  /^(?:(?:keep|show|leave|list)\s+(?:only|just)|(?:only|just)\s+(?:keep|show|leave|list)|filter\s+(?:(?:it|them|the (?:rows|table|list))\s+)?(?:to|for|by|on))\s+(?:the\s+)?(.+)$/i;

/** "keep only Finance", "only show rows where status is Done": the other rows go. */
export function keepRows(input: EditInput): EditResult | null {
  const match = keep.exec(input.clause);
  if (match === null) return null;
  const { sheet } = input;
  const what = (match[1] ?? "").trim();
  const condition = where.exec(/^(?:rows|entries|records|lines|items)\b/i.test(what) ? what : `rows where ${what}`);
  const end = edge.exec(what);
  const meant = condition === null && end === null ? rowsMeant(sheet, what) : null;
  const rows =
    end !== null
      ? edgeRows(sheet, end)
      : condition !== null
        ? rowsWhere(input, condition)
        : meant?.outcome === "found"
          ? meant.rows
          : null;
  if (rows === null)
    return refused(
      meant?.outcome === "ambiguous"
        ? `'${meant.value}' stands in ${quotedList(meant.columns)}; say which, as in 'keep only rows where ${meant.columns[0]} is ${meant.value}'.`
        : `No row of sheet '${sheet.name}' has the value '${what}'. ${columnsOf(sheet)}`,
    );
  if (typeof rows === "string") return refused(rows);
  const kept = new Set(rows);
  const others = Array.from({ length: sheet.rowCount }, (_, row) => row).filter((row) => !kept.has(row));
  if (others.length === 0) return refused(`Every row of sheet '${sheet.name}' fits that already.`);
  return removeRows(input, others);
}

/** A formula of another sheet that reads what is to go. */
function readerElsewhere(
  input: EditInput,
  reads: (node: ReturnType<typeof nodesOf> extends Generator<infer Node> ? Node : never) => boolean,
): string | null {
  for (const other of input.document.sheets) {
    if (other === input.sheet || other.shape !== "table") continue;
    for (const { owner, formula } of formulasOf(other))
      for (const node of nodesOf(formula)) if (reads(node)) return `On sheet '${other.name}' ${owner}`;
  }
  return namedInKeptFormulas(input.document, input.sheet.name) ? "A sheet that the planner keeps as it is" : null;
}

function edgeRows(sheet: TableSheet, match: RegExpExecArray): number[] | string {
  const count = match[2] === undefined ? 1 : countOf(match[2]);
  if (count > sheet.rowCount) return `Sheet '${sheet.name}' has only ${sheet.rowCount} rows.`;
  const first = /first|top/i.test(match[1] ?? "") ? 0 : sheet.rowCount - count;
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Rows by the numbers that a spreadsheet shows: the header is row 1. */
function numberedRows(sheet: TableSheet, match: RegExpExecArray): number[] | string {
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  if (from < firstBodyRow || to > lastBodyRow(sheet) || to < from)
    return `The rows of sheet '${sheet.name}' are ${firstBodyRow} to ${lastBodyRow(sheet)}, below the header in row 1.`;
  return Array.from({ length: to - from + 1 }, (_, index) => from - firstBodyRow + index);
}

/** The rows that fit a condition, or why it is none. */
function rowsWhere(input: EditInput, match: RegExpExecArray): number[] | string {
  const { sheet } = input;
  const found = findColumn(sheet.columns, unquoted(match[1] ?? ""));
  if (found.outcome !== "found") return `There is no column '${match[1]}'. ${columnsOf(sheet)}`;
  const wanted = typedFor(found.column, unquoted(match[3] ?? ""));
  if (wanted === undefined || wanted === null)
    return `'${match[3]}' is no value for column '${found.column.name}' (${found.column.kind}).`;
  evaluateDocument(input.document);
  const test = comparison(match[2] ?? "=");
  return found.column.cells.flatMap((cell, row) => (test(cell.value, wanted) ? [row] : []));
}

function comparison(words: string): (value: Value, wanted: string | number | boolean) => boolean {
  const equal = (value: Value, wanted: Value): boolean =>
    typeof value === "string" && typeof wanted === "string"
      ? value.toLowerCase() === wanted.toLowerCase()
      : value === wanted;
  if (/^(?:<>|!=|is not)$/i.test(words)) return (value, wanted) => !equal(value, wanted);
  if (/^(?:<|.*\b(?:less|lower|smaller|below|under)\b.*)$/i.test(words))
    return (value, wanted) => value !== null && value < wanted;
  if (/^(?:>|.*\b(?:more|greater|higher|larger|above|over)\b.*)$/i.test(words))
    return (value, wanted) => value !== null && value > wanted;
  if (words === "<=") return (value, wanted) => value !== null && value <= wanted;
  if (words === ">=") return (value, wanted) => value !== null && value >= wanted;
  return equal;
}

function removeRows(input: EditInput, rows: readonly number[] | string): EditResult {
  const { sheet } = input;
  if (typeof rows === "string") return refused(rows);
  if (rows.length === 0) return refused(`No row of sheet '${sheet.name}' fits that.`);
  if (rows.length >= sheet.rowCount)
    return refused(
      `That would remove all ${sheet.rowCount} rows of sheet '${sheet.name}'; a table needs at least one.`,
    );
  const gone = new Set(rows);
  for (const column of sheet.columns) column.cells = column.cells.filter((_, row) => !gone.has(row));
  sheet.rowCount -= gone.size;
  return done(
    `removed ${gone.size} ${gone.size === 1 ? "row" : "rows"} from sheet '${sheet.name}', which now has ${sheet.rowCount}`,
  );
}

function removeFooters(input: EditInput, word: string): EditResult {
  const { sheet } = input;
  const stem = word.replace(/s$/, "").replace(/^sum$/, "total");
  const gone = sheet.footers.filter((one) => one.label.toLowerCase().includes(stem));
  if (gone.length === 0) return refused(`Sheet '${sheet.name}' has no row '${word}'.`);
  const needed = sheet.footers.find(
    (one) =>
      !gone.includes(one) &&
      [...one.formulas.values()].some((formula) =>
        [...nodesOf(formula)].some((node) => node.node === "footer" && gone.some((other) => other.id === node.footer)),
      ),
  );
  if (needed !== undefined) return refused(`Row '${needed.label}' is computed from it.`);
  sheet.footers = sheet.footers.filter((one) => !gone.includes(one));
  return done(
    `removed the ${quotedList(gone.map((one) => one.label))} row${gone.length === 1 ? "" : "s"} from sheet '${sheet.name}'`,
  );
}

function removeSheet(input: EditInput, name: string): EditResult {
  const { document } = input;
  const gone: Sheet | undefined = document.sheets.find((sheet) => sheet.name.toLowerCase() === name.toLowerCase());
  if (gone === undefined)
    return refused(
      `There is no sheet '${name}'. The sheets are ${document.sheets.map((sheet) => `'${sheet.name}'`).join(", ")}.`,
    );
  if (document.sheets.length === 1) return refused("A workbook needs at least one sheet.");
  const names = document.sheets.some(
    (other) =>
      other !== gone &&
      other.shape === "table" &&
      [...formulasOf(other)].some(({ formula }) =>
        [...nodesOf(formula)].some((node) => node.node === "column" && node.sheet === gone.id),
      ),
  );
  if (
    names ||
    namedInKeptFormulas({ ...document, sheets: document.sheets.filter((sheet) => sheet !== gone) }, gone.name)
  )
    return refused(`Formulas on another sheet are computed from sheet '${gone.name}'.`);
  document.sheets.splice(document.sheets.indexOf(gone), 1);
  return done(`removed sheet '${gone.name}'`);
}
