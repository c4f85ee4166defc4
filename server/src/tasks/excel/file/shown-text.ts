import { formatValue } from "hucre";
import type { FileCell } from "./workbook-file.ts";

/** A cell's value as a spreadsheet shows it. */
export function shownText(cell: FileCell): string {
  if (cell.value === null) return "";
  if (typeof cell.value === "boolean") return cell.value ? "TRUE" : "FALSE";
  if (typeof cell.value === "string") return cell.value;
  return formatValue(cell.value, cell.look?.numFmt ?? "General");
}
