import type { TableSheet, WorkbookDocument } from "../model/document.ts";
import { beyondPlanner, noTable, tooLong } from "../request/read-request.ts";
import { addColumns } from "./add-columns.ts";
import { addRows } from "./add-rows.ts";
import { addRequestedTable, addSheet } from "./add-sheet.ts";
import { addTotals } from "./add-totals.ts";
import { formatColumn, moveColumn } from "./arrange.ts";
import { type EditInput, type EditResult, refused } from "./edit.ts";
import { changeAmounts } from "./change-amounts.ts";
import { changeCurrency } from "./change-currency.ts";
import { changeRate } from "./change-rate.ts";
import { changeText } from "./change-text.ts";
import { headerLookEdit } from "./header-look.ts";
import { keepRows, remove } from "./remove.ts";
import { rename } from "./rename.ts";
import { scopeOf } from "./sheet-scope.ts";
import { setCell } from "./set-cell.ts";
import { sort } from "./sort.ts";
import { splitOrders } from "./split-orders.ts";

type Verb = (input: EditInput) => EditResult | null;

/** Each takes the orders it knows and leaves the others (null). The narrow ones come first. */
const verbs: readonly Verb[] = [
  undo,
  headerLookEdit,
  changeRate,
  changeCurrency,
  changeAmounts,
  changeText,
  moveColumn,
  setCell,
  rename,
  keepRows,
  remove,
  formatColumn,
  sort,
  addTotals,
  addRows,
  addColumns,
];

/** The planner has the run's latest document and no earlier one. */
function undo({ clause }: EditInput): EditResult | null {
  return /^(?:undo|revert|roll ?back|go back|take (?:it|that|this) back|restore)\b/i.test(clause)
    ? refused(
        "It cannot take a change back: it has the run's latest document alone. Ask for the opposite change, or start over.",
      )
    : null;
}

/** What a second turn may ask for, for a refusal that says what the planner can do. */
export const editsInWords =
  "add columns (computed ones too, as margin = revenue - cost or a discount of 10%), rows, totals, averages or sheets; rename columns, sheets or the file; sort; remove columns, sheets, or rows by number or value, or keep only some; set cells, replace texts, raise or lower numbers by a percentage, change a tax rate; move and format columns, change the currency or the header's colour";

export type EditsDone = { outcome: "edited"; said: string[] } | { outcome: "refused"; message: string };

/** Carries out every order of a request on the document, or none that counts: a refusal means that the document is not to be saved. */
export function editDocument(document: WorkbookDocument, prompt: string, nowMs: number): EditsDone {
  const impossible = tooLong(prompt) ?? beyondPlanner(prompt);
  if (impossible !== null) return { outcome: "refused", message: impossible };
  const orders = splitOrders(prompt);
  if (orders.length === 0) return { outcome: "refused", message: "The request asks for no change." };
  const said: string[] = [];
  for (const order of orders) {
    const result = carryOut(document, order, nowMs);
    if (result.outcome === "refused") return result;
    said.push(result.said);
  }
  return { outcome: "edited", said };
}

function carryOut(document: WorkbookDocument, order: string, nowMs: number): EditResult {
  const sheet = addSheet({ document, clause: order, nowMs });
  if (sheet !== null) return sheet;
  const isRename =
    /^(?:rename|change|call|name|save|retitle|relabel|delete|remove|drop)\b.*\b(?:to|into|as|call|name|sheet|tab|worksheet)\b/i.test(
      order,
    ) && !/\bcolumns?\b/i.test(order);
  const scope = isRename ? { ...scopeOf(document, ""), clause: order } : scopeOf(document, order);
  if (scope.problem !== null) return refused(scope.problem);
  const [first] = scope.sheets;
  if (first === undefined) return onKeptSheets(document, order, nowMs);
  if (scope.all) return onAll(document, scope.clause, scope.sheets, nowMs);
  let refusal: EditResult | null = null;
  for (const target of scope.sheets) {
    const result = tryVerbs({
      document,
      sheet: target,
      clause: scope.clause,
      nowMs,
      scoped: scope.sheets.length === 1,
    });
    if (result === null) break;
    if (result.outcome === "done") return result;
    // The first sheet that the order fits is meant; if it fits none, the first one's reason is told.
    refusal ??= result;
  }
  if (refusal !== null) return refusal;
  const table = /^(?:create|make|build|generate|prepare|set up|new|another)\b/i.test(order)
    ? addRequestedTable({ document, clause: order, nowMs })
    : null;
  return table === null || (table.outcome === "refused" && table.message === noTable)
    ? refused(`It does not understand '${order}'.`)
    : table;
}

function tryVerbs(input: EditInput): EditResult | null {
  for (const verb of verbs) {
    const result = verb(input);
    if (result !== null) return result;
  }
  return null;
}

function onAll(document: WorkbookDocument, clause: string, sheets: readonly TableSheet[], nowMs: number): EditResult {
  const said: string[] = [];
  for (const sheet of sheets) {
    const result = tryVerbs({ document, sheet, clause, nowMs, scoped: true });
    if (result === null) return refused(`It does not understand '${clause}'.`);
    if (result.outcome === "refused") return result;
    said.push(result.said);
  }
  return { outcome: "done", said: said.join("; ") };
}

/** No sheet is a plain table: the file can be renamed and sheets added, the rest is refused with the reason. */
function onKeptSheets(document: WorkbookDocument, order: string, nowMs: number): EditResult {
  if (/^(?:create|make|build|generate)\b/i.test(order)) return addRequestedTable({ document, clause: order, nowMs });
  const reasons = document.sheets
    .map((sheet) => (sheet.shape === "kept" ? `sheet '${sheet.name}': ${sheet.why}` : ""))
    .filter((reason) => reason !== "");
  return refused(
    `The planner edits plain tables (a header row above typed columns), and this document has none (${reasons.join("; ")}).`,
  );
}
