import type { Column } from "../model/document.ts";
import { firstBodyRow, indexOfLetters, lastBodyRow } from "../model/layout.ts";
import { findColumn } from "../request/find-column.ts";
import { unquoted } from "../request/lists.ts";
import { typedFor } from "./add-rows.ts";
import { columnsOf, done, type EditInput, type EditResult, refused } from "./edit.ts";

const byAddress =
  /^(?:set|change|update|put)\s+(?:the\s+)?(?:value\s+(?:of|in)\s+)?(?:cell\s+)?([A-Z]{1,2})([1-9]\d{0,4})\s+(?:to|=|as)\s+(.+)$/i;
const byRow = /^(?:set|change|update)\s+(?:the\s+)?(.+?)\s+(?:of|for)\s+("[^"]+"|'[^']+'|.+?)\s+(?:to|=)\s+(.+)$/i;

/** "set B2 to 5", "change the price of Desk lamp to 12.50". */
export function setCell(input: EditInput): EditResult | null {
  const address = byAddress.exec(input.clause);
  if (address !== null) return atAddress(input, address);
  const match = byRow.exec(input.clause);
  if (match === null || /^(?:name|header|title)$/i.test(match[1] ?? "")) return null;
  const { sheet } = input;
  const found = findColumn(sheet.columns, unquoted(match[1] ?? ""));
  if (found.outcome !== "found") return null;
  const wanted = unquoted(match[2] ?? "").toLowerCase();
  const rows = sheet.columns.flatMap((column) =>
    column.cells.flatMap((cell, row) =>
      typeof cell.value === "string" && cell.value.toLowerCase() === wanted ? [row] : [],
    ),
  );
  const [row] = rows;
  if (row === undefined) return refused(`No row of sheet '${sheet.name}' has '${unquoted(match[2] ?? "")}'.`);
  if (new Set(rows).size > 1)
    return refused(
      `${new Set(rows).size} rows of sheet '${sheet.name}' have '${unquoted(match[2] ?? "")}'; name the cell, as in 'set B2 to 5'.`,
    );
  return put(input, found.column, row, match[3] ?? "");
}

function atAddress(input: EditInput, match: RegExpExecArray): EditResult {
  const { sheet } = input;
  const column = sheet.columns[indexOfLetters((match[1] ?? "").toUpperCase())];
  const row = Number(match[2]) - firstBodyRow;
  if (column === undefined || row < 0 || row >= sheet.rowCount)
    return refused(
      `Sheet '${sheet.name}' has values in rows ${firstBodyRow} to ${lastBodyRow(sheet)} of ${sheet.columns.length} columns; ${match[1]}${match[2]} is none of them.`,
    );
  return put(input, column, row, match[3] ?? "");
}

function put(input: EditInput, column: Column, row: number, text: string): EditResult {
  const { sheet } = input;
  if (column.formula !== null) return refused(`Column '${column.name}' is computed and takes no value of its own.`);
  const value = typedFor(column, unquoted(text));
  const cell = column.cells[row];
  if (value === undefined || cell === undefined)
    return refused(`'${unquoted(text)}' is no value for column '${column.name}' (${column.kind}). ${columnsOf(sheet)}`);
  cell.value = value;
  return done(
    `set '${column.name}' in row ${row + firstBodyRow} of sheet '${sheet.name}' to ${value === null ? "nothing" : unquoted(text)}`,
  );
}
