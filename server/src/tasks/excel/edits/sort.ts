import { readSort } from "../request/read-sort.ts";
import { readingOf, withoutTaken } from "../request/reading.ts";
import { sortKeys, sortRows } from "../plan/sort-rows.ts";
import { columnsOf, done, type EditInput, type EditResult, refused } from "./edit.ts";

/** "sort by revenue descending", "order by date, newest first, then by region". */
export function sort(input: EditInput): EditResult | null {
  const { sheet, document } = input;
  const reading = readingOf(input.clause);
  const wishes = readSort(reading);
  if (wishes.length === 0 || /^(?:add|insert|rename|delete|remove|create)\b/i.test(input.clause)) return null;
  const rest = withoutTaken(reading.rest);
  if (/[\p{L}\p{N}]/u.test(rest)) return refused(`It does not understand '${rest}' in '${input.clause}'.`);
  const keys = sortKeys(sheet, wishes);
  if (typeof keys === "string")
    return refused(`${keys.slice(0, 1).toUpperCase()}${keys.slice(1)}. ${columnsOf(sheet)}`);
  const running = sheet.columns.find(
    (column) => column.formula !== null && JSON.stringify(column.formula).includes('"running"'),
  );
  if (running !== undefined && keys.some((key) => key.column === running))
    return refused(`Column '${running.name}' adds up row by row, so it cannot decide the order of the rows.`);
  sortRows(document, sheet, keys);
  return done(
    `sorted sheet '${sheet.name}' by ${keys.map((key) => `'${key.column.name}' ${key.descending ? "descending" : "ascending"}`).join(", then ")}`,
  );
}
