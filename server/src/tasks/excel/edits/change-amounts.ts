import { type Column, isNumeric, type TableSheet } from "../model/document.ts";
import { findColumn } from "../request/find-column.ts";
import { columnsOf, done, type EditInput, type EditResult, quotedList, refused } from "./edit.ts";
import { rowsMeant } from "./rows-meant.ts";

const amount = "(?:by\\s+)?(?:an?\\s+)?([$€£]?\\d[\\d,]*(?:\\.\\d+)?)\\s*(%|percent)?";
const give = new RegExp(
  `^(?:give|grant|award)\\s+(.+?)\\s+${amount}\\s*(?:pay\\s+|salary\\s+|wage\\s+)?(raise|rise|increase|cut)(?:\\s+(?:in|on|of)\\s+(.+))?$`,
  "i",
);
const change = new RegExp(
  `^(increase|raise|lift|grow|reduce|lower|cut|decrease)\\s+(?:(?:all|every|the|each|of)\\s+)*(.+?)(?:\\s+(?:column|values?))?\\s+by\\s+${amount}$`,
  "i",
);
const everyone =
  /^(?:everyone|everybody|all|all of them|them all|them|each|all (?:the )?(?:employees|staff|people|rows|workers)|(?:the )?(?:staff|employees))$/i;

/** "give everyone a 5% raise", "increase all prices by 10%", "reduce the budget by 100": typed-in numbers, in place. */
export function changeAmounts(input: EditInput): EditResult | null {
  const given = give.exec(input.clause);
  if (given !== null) return raise(input, given);
  const match = change.exec(input.clause);
  if (match === null) return null;
  const [, verb = "", phrase = "", number = "", sign] = match;
  const column = numberColumn(input.sheet, phrase);
  if (typeof column === "string") return refused(column);
  const rows = column.cells.map((_, row) => row);
  return apply(input, column, rows, { down: /^(?:reduce|lower|cut|decrease)/i.test(verb), number, sign });
}

function raise(input: EditInput, match: RegExpExecArray): EditResult {
  const [, who = "", number = "", sign, word = "", phrase] = match;
  const column = numberColumn(input.sheet, phrase ?? "salary");
  if (typeof column === "string") return refused(column);
  const meant = everyone.test(who.trim())
    ? { outcome: "found" as const, rows: column.cells.map((_, row) => row) }
    : rowsMeant(input.sheet, who);
  if (meant.outcome !== "found")
    return refused(`It is not clear who '${who}' is: no single column of sheet '${input.sheet.name}' has that value.`);
  return apply(input, column, meant.rows, { down: /cut/i.test(word), number, sign });
}

function numberColumn(sheet: TableSheet, phrase: string): Column | string {
  const found = findColumn(sheet.columns, phrase);
  if (found.outcome === "ambiguous")
    return `'${phrase}' could mean ${quotedList(found.names).replaceAll("' and '", "' or '")}.`;
  if (found.outcome === "missing") return `There is no column '${phrase}'. ${columnsOf(sheet)}`;
  const { column } = found;
  if (column.formula !== null) return `Column '${column.name}' is computed; change what it is computed from.`;
  return isNumeric(column.kind) ? column : `Column '${column.name}' holds no numbers.`;
}

interface Change {
  down: boolean;
  number: string;
  sign: string | undefined;
}

function apply(input: EditInput, column: Column, rows: readonly number[], { down, number, sign }: Change): EditResult {
  const by = Number(number.replace(/[^\d.]/g, "")) * (down ? -1 : 1);
  const decimals = column.kind === "integer" || !/0\.0/.test(column.format) ? 0 : 2;
  let changed = 0;
  for (const row of rows) {
    const cell = column.cells[row];
    if (typeof cell?.value !== "number") continue;
    const value = sign === undefined ? cell.value + by : cell.value * (1 + by / 100);
    cell.value = Number(value.toFixed(column.kind === "percent" ? 4 : decimals));
    changed++;
  }
  if (changed === 0) return refused(`Column '${column.name}' has no numbers in those rows.`);
  const size = `${number}${sign === undefined ? "" : "%"}`;
  return done(
    `${down ? "lowered" : "raised"} '${column.name}' by ${size} in ${changed} ${changed === 1 ? "row" : "rows"} of sheet '${input.sheet.name}'`,
  );
}
