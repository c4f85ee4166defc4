import { findColumn } from "../request/find-column.ts";
import { unquoted } from "../request/lists.ts";
import { columnsOf, done, type EditInput, type EditResult, refused } from "./edit.ts";

const form =
  /^(?:replace|swap)\s+(?:(?:all|every|each|the)\s+)*("[^"]+"|'[^']+'|.+?)\s+(?:with|by|for|to)\s+("[^"]*"|'[^']*'|.+?)(?:\s+in\s+(?:the\s+)?("[^"]+"|'[^']+'|.+?)\s+column)?$/i;

/** "replace Ben with Benjamin": whole words in texts, on the sheet or in one column. */
export function changeText(input: EditInput): EditResult | null {
  const match = form.exec(input.clause);
  if (match === null) return null;
  const { sheet } = input;
  const [old, wanted] = [unquoted(match[1] ?? ""), unquoted(match[2] ?? "")];
  const named = match[3] === undefined ? null : findColumn(sheet.columns, unquoted(match[3]));
  if (named !== null && named.outcome !== "found")
    return refused(`There is no column '${match[3]}'. ${columnsOf(sheet)}`);
  const word = new RegExp(`(?<![\\p{L}\\p{N}])${old.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "gu");
  let cells = 0;
  for (const column of named === null ? sheet.columns : [named.column]) {
    for (const cell of column.cells) {
      if (typeof cell.value !== "string") continue;
      const text = cell.value.replace(word, () => wanted);
      if (text === cell.value) continue;
      cell.value = text === "" ? null : text;
      cells++;
    }
  }
  return cells === 0
    ? refused(`No text of sheet '${sheet.name}' has '${old}' in it.`)
    : done(`replaced '${old}' with '${wanted}' in ${cells} ${cells === 1 ? "cell" : "cells"} of sheet '${sheet.name}'`);
}
