import {
  currencyFormat,
  type Currency,
  dateFormat,
  decimalFormat,
  integerFormat,
  percentFormat,
} from "../model/number-formats.ts";
import { type Column, isNumeric, keepLabelsFirst, type Kind, type TableSheet } from "../model/document.ts";
import { findColumn } from "../request/find-column.ts";
import { unquoted } from "../request/lists.ts";
import { currencyNamed } from "../request/read-money.ts";
import { currencyOf } from "./currency-of.ts";
import { columnsOf, done, type EditInput, type EditResult, refused } from "./edit.ts";

const moveVerb = "(?:move|put|place|bring|shift|make|set)";
const columnWords = "(?:the\\s+)?(?:column\\s+)?(\"[^\"]+\"|'[^']+'|.+?)(?:\\s+column)?";
const moves: readonly RegExp[] = [
  new RegExp(
    `^${moveVerb}\\s+${columnWords}\\s+(?:(?:to|at|in|on|as|be|into)\\s+)?(?:(?:the|be)\\s+){0,3}(?:far\\s+|very\\s+)?(first|start|beginning|front|left|end|last|right)(?:\\s+(?:column|position|place|side))?$`,
    "i",
  ),
  new RegExp(
    `^${moveVerb}\\s+${columnWords}\\s+(?:to\\s+)?(?:be\\s+)?(?:right\\s+|directly\\s+|just\\s+)?(before|after|behind|in front of|(?:to the )?(?:left|right) of|next to)\\s+${columnWords}$`,
    "i",
  ),
];

/** "move the date column to the front", "put the phone column first", "move price after product". */
export function moveColumn(input: EditInput): EditResult | null {
  const match = moves.map((form) => form.exec(input.clause)).find((found) => found !== null);
  if (match === undefined) return null;
  const { sheet } = input;
  const found = findColumn(sheet.columns, unquoted(match[1] ?? ""));
  if (found.outcome === "ambiguous")
    return refused(`'${match[1]}' could mean ${found.names.map((name) => `'${name}'`).join(" or ")}.`);
  if (found.outcome !== "found") return refused(`There is no column '${match[1]}'. ${columnsOf(sheet)}`);
  const others = sheet.columns.filter((column) => column !== found.column);
  const place = (match[2] ?? "").toLowerCase();
  let at = /^(?:end|last|right)$/.test(place) ? others.length : 0;
  if (match[3] !== undefined) {
    const beside = findColumn(others, unquoted(match[3]));
    if (beside.outcome !== "found")
      return refused(`There is no column '${match[3]}' to place it by. ${columnsOf(sheet)}`);
    at = others.indexOf(beside.column) + (/before|front of|left of/.test(place) ? 0 : 1);
  }
  const first = sheet.columns[0];
  sheet.columns = [...others.slice(0, at), found.column, ...others.slice(at)];
  keepLabelsFirst(sheet, first);
  return done(`moved column '${found.column.name}' to position ${at + 1} on sheet '${sheet.name}'`);
}

const format =
  /^(?:format|show|display|set)\s+(?:the\s+)?(.+?)(?:\s+(?:column|values))?\s+(?:as|in|with|to)\s+(?:a\s+|an\s+)?(.+)$/i;

/** "format salary as currency", "show price in euros", "format the rate with 2 decimals". */
export function formatColumn(input: EditInput): EditResult | null {
  const match = format.exec(input.clause);
  if (match === null) return null;
  const { sheet } = input;
  const wanted = formatOf(match[2] ?? "", currencyOf(sheet, input.document));
  if (wanted === null) return null;
  const found = findColumn(sheet.columns, unquoted(match[1] ?? ""));
  if (found.outcome === "ambiguous")
    return refused(`'${match[1]}' could mean ${found.names.map((name) => `'${name}'`).join(" or ")}.`);
  if (found.outcome === "missing") return refused(`There is no column '${match[1]}'. ${columnsOf(sheet)}`);
  const { column } = found;
  if (wanted.kind === "date" ? column.kind !== "date" : !isNumeric(column.kind))
    return refused(`Column '${column.name}' holds no ${wanted.kind === "date" ? "dates" : "numbers"}.`);
  setFormat(sheet, column, wanted.kind, wanted.format);
  return done(`formatted column '${column.name}' as ${wanted.format} on sheet '${sheet.name}'`);
}

/** Gives a column and what stands below it another number format, leaving the rest of their looks. */
export function setFormat(sheet: TableSheet, column: Column, kind: Kind, format: string): void {
  column.kind = kind;
  column.format = format;
  column.bodyLook = { ...column.bodyLook, numFmt: format };
  for (const cell of column.cells) if (cell.look !== null) cell.look = { ...cell.look, numFmt: format };
  for (const footer of sheet.footers) {
    const look = footer.looks.get(column.id);
    if (look !== undefined && footer.formulas.has(column.id)) footer.looks.set(column.id, { ...look, numFmt: format });
  }
}

function formatOf(words: string, currency: Currency): { kind: Kind; format: string } | null {
  const text = words.trim().toLowerCase();
  const money = currencyNamed(text);
  if (money !== null) return { kind: "currency", format: currencyFormat(money) };
  if (/^(?:currency|money)(?: format)?$/.test(text)) return { kind: "currency", format: currencyFormat(currency) };
  if (/^(?:percent|percentages?|%)(?: format)?$/.test(text)) return { kind: "percent", format: percentFormat };
  if (/^(?:whole numbers?|integers?|no decimals?|0 decimals?)$/.test(text))
    return { kind: "integer", format: integerFormat };
  if (/^(?:dates?|iso dates?|yyyy-mm-dd)(?: format)?$/.test(text)) return { kind: "date", format: dateFormat };
  const decimals = /^(?:(?:numbers?|decimals?) with )?(\d|one|two|three)\s+decimals?(?: places)?$/.exec(text);
  if (decimals === null)
    return /^(?:numbers?|decimals?)(?: format)?$/.test(text) ? { kind: "decimal", format: decimalFormat } : null;
  const places = { one: 1, two: 2, three: 3 }[decimals[1] ?? ""] ?? Number(decimals[1]);
  return { kind: "decimal", format: places === 0 ? integerFormat : `#,##0.${"0".repeat(places)}` };
}
