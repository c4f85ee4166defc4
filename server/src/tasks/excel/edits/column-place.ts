import type { TableSheet } from "../model/document.ts";
import { findColumn } from "../request/find-column.ts";
import { unquoted } from "../request/lists.ts";
import { columnsOf } from "./edit.ts";

/** Takes "after Region", "before the price column", "at the start". */
export function positionOf(
  sheet: TableSheet,
  clause: string,
): { clause: string; at: number | null; problem: string | null } {
  const start = /,?\s*\b(?:at the (?:beginning|start|front|left)|as (?:the )?first column|on the (?:far )?left)\b/i;
  if (start.test(clause)) return { clause: clause.replace(start, ""), at: 0, problem: null };
  const end = /,?\s*\b(?:at the (?:end|right)|as (?:the )?last column|on the (?:far )?right)\b/i;
  if (end.test(clause)) return { clause: clause.replace(end, ""), at: null, problem: null };
  const match =
    /,?\s*\b(?:(?:right |directly |just )?(after|behind|before|in front of|next to|(?:to the )?(?:left|right) of))\s+(?:the\s+)?("[^"]+"|'[^']+'|[^,=()]+?)(?:\s+column)?(?=$|\s*=|\s*\()/i.exec(
      clause,
    );
  if (match === null) return { clause, at: null, problem: null };
  const found = findColumn(sheet.columns, unquoted(match[2] ?? ""));
  const rest = clause.slice(0, match.index) + clause.slice(match.index + match[0].length);
  if (found.outcome !== "found")
    return {
      clause: rest,
      at: null,
      problem: `There is no column '${unquoted(match[2] ?? "")}' to place it by. ${columnsOf(sheet)}`,
    };
  const index = sheet.columns.indexOf(found.column);
  return { clause: rest, at: /before|front|left/i.test(match[1] ?? "") ? index : index + 1, problem: null };
}
