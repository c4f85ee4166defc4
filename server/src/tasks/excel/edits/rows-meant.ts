import type { TableSheet } from "../model/document.ts";
import { unquoted } from "../request/lists.ts";

export type RowsMeant =
  | { outcome: "found"; rows: number[]; value: string }
  /** The value stands in more than one column. */
  | { outcome: "ambiguous"; columns: string[]; value: string }
  | { outcome: "missing"; value: string };

const before =
  /^(?:(?:everyone|everybody|everything|anyone|all|every|each|any|the|those|people|rows?|entries|records|lines|items|employees|orders|customers|ones?|(?:who|that|which) (?:is|are|works?|belongs?)|in|from|at|of|for|with)\s+)+/i;
const behind =
  /\s+(?:department|region|team|category|group|city|country|branch|rows?|entries|records|lines|items|employees|people|staff|orders|customers|tasks|expenses|projects|products|ones?)$/i;

/** The rows that a phrase means by a value that stands in them: "everyone in Finance", "the Finance rows", "Bob Miller". */
export function rowsMeant(sheet: TableSheet, phrase: string): RowsMeant {
  const text = phrase.trim();
  const shorter = text.replace(before, "");
  for (const candidate of [text, shorter, shorter.replace(behind, "")].map(unquoted)) {
    const wanted = candidate.toLowerCase();
    const holding = sheet.columns.filter((column) => column.cells.some((cell) => isText(cell.value, wanted)));
    const [column, other] = holding;
    if (column === undefined) continue;
    if (other !== undefined) return { outcome: "ambiguous", columns: holding.map((one) => one.name), value: candidate };
    const rows = column.cells.flatMap((cell, row) => (isText(cell.value, wanted) ? [row] : []));
    return { outcome: "found", rows, value: candidate };
  }
  return byColumn(sheet, shorter) ?? { outcome: "missing", value: unquoted(shorter) };
}

/** "region North": the name of a column and a value of it. */
function byColumn(sheet: TableSheet, phrase: string): RowsMeant | null {
  for (const column of sheet.columns) {
    if (!phrase.toLowerCase().startsWith(`${column.name.toLowerCase()} `)) continue;
    const value = unquoted(phrase.slice(column.name.length).replace(/^\s*(?:is|=|:)?\s*/i, ""));
    const rows = column.cells.flatMap((cell, row) => (isText(cell.value, value.toLowerCase()) ? [row] : []));
    if (rows.length > 0) return { outcome: "found", rows, value };
  }
  return null;
}

const isText = (value: unknown, wanted: string): boolean => typeof value === "string" && value.toLowerCase() === wanted;
