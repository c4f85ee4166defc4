import { exceededLimit } from "../limits.ts";
import { serialOf, serialOfMs } from "../model/dates.ts";
import type { Column, TableSheet, Value } from "../model/document.ts";
import { findColumn } from "../request/find-column.ts";
import { splitList, unquoted } from "../request/lists.ts";
import { countOf, countPattern } from "../request/numbers.ts";
import { continueValues } from "../values/continue-values.ts";
import type { MadeColumn } from "../values/made-column.ts";
import { columnsOf, done, type EditInput, type EditResult, refused } from "./edit.ts";

const verb = "(?:add|append|insert|generate|create|include|give me|make|need|put in)";
const moreRows = new RegExp(
  `^${verb}\\s+(?:(?:me|us|another|the|some|in)\\s+){0,6}${countPattern}\\s+(?:(?:more|new|additional|extra|further|sample|random|other|of|data)\\s+){0,6}([a-z][a-z-]*(?: (?:items|rows|entries|members|lines))?)\\b(.*)$`,
  "is",
);
const someRows = new RegExp(
  `^${verb}\\s+(?:(?:a few|some|several)\\s+)(?:(?:more|new|additional|extra)\\s+){0,6}(?:rows|entries|records|lines|items)\\s*$`,
  "i",
);
const extendTo = new RegExp(
  `^(?:extend|increase|expand|grow|make|bring|fill)\\s+(?:it|the (?:table|list|sheet|rows|number of rows|data|report))?\\s*(?:up\\s+)?(?:to\\s+(?:have\\s+)?)?${countPattern}\\s+(?:rows|entries|records|lines|items)(?:\\s+(?:long|in total|total))?\\s*$`,
  "i",
);
const oneRow = new RegExp(
  `^${verb}\\s+(?:a|an|another|one)\\s+(?:(?:new|more|single|extra)\\s+){0,6}(?:row|entry|record|line|item|(?:person|employee|customer|client|student|product|task|order|expense|contact|supplier|project|invoice|guest|member|player|event|ticket|asset|deal|lead)(?=\\s*(?::|with|called|named|for)))\\b\\s*(?:(?:called|named|with|for|where|containing|:|of)\\s*){0,6}(.*)$`,
  "is",
);
const anotherOne = new RegExp(`^${verb}\\s+(?:another|one more)\\s+([a-z]+)\\s*$`, "i");

/** "add 5 more rows", "extend to 50 rows", "add a row with name Bob and age 5", "add a row: Bob, 5". */
export function addRows(input: EditInput): EditResult | null {
  const { clause, sheet } = input;
  const extended = extendTo.exec(clause);
  if (extended !== null) {
    const wanted = countOf(extended[1] ?? "");
    return wanted > sheet.rowCount
      ? more(input, wanted - sheet.rowCount)
      : refused(`Sheet '${sheet.name}' has ${sheet.rowCount} rows already.`);
  }
  const single = oneRow.exec(clause);
  if (single !== null && !/^(?:totals?|sums?|averages?|number|of totals)\b/i.test(single[1] ?? ""))
    return (single[1] ?? "").trim() === "" ? more(input, 1) : given(input, (single[1] ?? "").trim());
  if (someRows.test(clause)) return more(input, 5);
  if (anotherOne.test(clause) && !/\b(?:column|sheet|tab|total|average)\b/i.test(clause)) return more(input, 1);
  const match = moreRows.exec(clause);
  if (
    match === null ||
    /\b(?:columns?|sheets?|tabs?|percent|worksheets?|vat|tax)\b/i.test(match[2] ?? "") ||
    /^\s*%/.test(match[3] ?? "")
  )
    return null;
  const tail = (match[3] ?? "").trim();
  if (
    tail !== "" &&
    !/^(?:at the (?:end|bottom)|to (?:it|the (?:table|list|sheet))|more|below|please|with (?:sample |random |realistic |dummy )?(?:data|values))$/i.test(
      tail,
    )
  )
    return refused(`It does not understand '${tail}' in '${clause}'.`);
  return more(input, countOf(match[1] ?? ""));
}

function more(input: EditInput, count: number): EditResult {
  const { sheet } = input;
  if (count < 1) return refused("The number of rows to add must be at least 1.");
  const exceeded = tooMany(input, count);
  if (exceeded !== null) return refused(exceeded);
  const today = serialOfMs(input.nowMs);
  const peers: MadeColumn[] = [];
  const made = sheet.columns.map((column) => {
    const values = continueValues(sheet, column, count, today, peers);
    peers.push({ name: column.name, kind: column.kind, values });
    return { column, values };
  });
  for (const { column, values } of made) column.cells.push(...values.map((value) => ({ value, look: null })));
  sheet.rowCount += count;
  return done(
    `added ${count} ${count === 1 ? "row" : "rows"} of sample values to sheet '${sheet.name}', which now has ${sheet.rowCount}`,
  );
}

function tooMany(input: EditInput, count: number): string | null {
  return exceededLimit(
    input.document.sheets.flatMap((one) =>
      one.shape === "table"
        ? [{ name: one.name, columns: one.columns.length, rows: one.rowCount + (one === input.sheet ? count : 0) }]
        : [],
    ),
  );
}

/** A row whose values the order names; columns it leaves out stay empty. */
function given(input: EditInput, text: string): EditResult {
  const { sheet } = input;
  const exceeded = tooMany(input, 1);
  if (exceeded !== null) return refused(exceeded);
  const values = byName(sheet, text) ?? byIdentity(sheet, text) ?? byPosition(sheet, text);
  if (typeof values === "string") return refused(values);
  for (const column of sheet.columns) {
    const value = values.get(column) ?? null;
    if (value !== null && column.formula !== null)
      return refused(`Column '${column.name}' is computed and takes no value of its own.`);
  }
  for (const column of sheet.columns) column.cells.push({ value: values.get(column) ?? null, look: null });
  sheet.rowCount++;
  return done(`added 1 row with the given values to sheet '${sheet.name}', which now has ${sheet.rowCount}`);
}

/** "Name = Bob, Age: 5 and city Rome"; null when the items do not begin with names of columns. */
function byName(sheet: TableSheet, text: string): Map<Column, Value> | string | null {
  const values = new Map<Column, Value>();
  for (const item of splitList(text)) {
    const named = namedValue(sheet, item.replace(/^(?:the|a|an|with|where)\s+/i, ""));
    if (named === null) return null;
    const value = typedFor(named.column, unquoted(named.text));
    if (value === undefined) return `'${item}' is no value for column '${named.column.name}' (${named.column.kind}).`;
    values.set(named.column, value);
  }
  return values.size === 0 ? null : values;
}

/** "unit price: 15", "price 15": the longest beginning that names a column, and what follows it. */
function namedValue(sheet: TableSheet, item: string): { column: Column; text: string } | null {
  const exact = sheet.columns
    .toSorted((one, other) => other.name.length - one.name.length)
    .find(
      (one) =>
        item.toLowerCase().startsWith(one.name.toLowerCase()) &&
        /^\s*(?:[:=]|is\b|of\b|\s)/i.test(item.slice(one.name.length)),
    );
  const valueOf = (rest: string): string => rest.replace(/^\s*(?:[:=]|is\b|of\b)?\s*/i, "");
  if (exact !== undefined) return { column: exact, text: valueOf(item.slice(exact.name.length)) };
  const words = [...item.matchAll(/[^\s:=]+/g)];
  for (const word of words.slice(0, -1).toReversed()) {
    const end = word.index + word[0].length;
    const found = findColumn(sheet.columns, item.slice(0, end));
    if (found.outcome === "found" && found.column.formula === null)
      return { column: found.column, text: valueOf(item.slice(end)) };
  }
  return null;
}

/** "Bob Miller with salary 50000", "Delivery, quantity 1, price 15": the first text column is what the row is about. */
function byIdentity(sheet: TableSheet, text: string): Map<Column, Value> | string | null {
  const match = /^(.+?)\s*(?:\bwith\b|\bhaving\b|:)\s*(.+)$/is.exec(text) ?? /^([^,]+?)\s*,\s*(.+)$/s.exec(text);
  const identity = sheet.columns.find((column) => column.kind === "text" && column.formula === null);
  const others = match === null ? null : byName(sheet, match[2] ?? "");
  if (match === null || identity === undefined || others === null || typeof others === "string") return others;
  return others.set(identity, unquoted(match[1] ?? ""));
}

function byPosition(sheet: TableSheet, text: string): Map<Column, Value> | string {
  const open = sheet.columns.filter((column) => column.formula === null);
  const items = text.split(/\s*[,|;\t]\s*/).map(unquoted);
  if (items.length !== open.length)
    return `'${text}' has ${items.length} ${items.length === 1 ? "value" : "values"}, and sheet '${sheet.name}' takes ${open.length}: ${open.map((column) => column.name).join(", ")}.`;
  const values = new Map<Column, Value>();
  for (const [index, column] of open.entries()) {
    const value = typedFor(column, items[index] ?? "");
    if (value === undefined)
      return `'${items[index]}' is no value for column '${column.name}' (${column.kind}). ${columnsOf(sheet)}`;
    values.set(column, value);
  }
  return values;
}

/** The text as a value of the column's kind; undefined when it is none. */
export function typedFor(column: Column, text: string): Value | undefined {
  const plain = text.trim();
  if (plain === "" || plain === "-") return null;
  if (column.kind === "text") return plain;
  if (column.kind === "boolean")
    return /^(?:yes|true|y|x)$/i.test(plain) ? true : /^(?:no|false|n)$/i.test(plain) ? false : undefined;
  if (column.kind === "date") {
    const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
    return date === null ? undefined : serialOf(Number(date[1]), Number(date[2]), Number(date[3]));
  }
  if (column.kind === "time") {
    const time = /^(\d{1,2}):(\d{2})$/.exec(plain);
    return time === null ? undefined : (Number(time[1]) * 60 + Number(time[2])) / 1_440;
  }
  const number = Number(plain.replace(/[$€£,\s]/g, "").replace(/%$/, ""));
  if (!Number.isFinite(number)) return undefined;
  return plain.endsWith("%") ? number / 100 : number;
}
