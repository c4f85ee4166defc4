import { maxSheets } from "../limits.ts";
import { serialOfMs } from "../model/dates.ts";
import type { WorkbookDocument } from "../model/document.ts";
import type { TableWish } from "../request/table-wish.ts";
import type { WorkbookWish } from "../request/read-request.ts";
import { sheetName } from "../sheet-names.ts";
import { generalSubject } from "../subjects/find-subject.ts";
import { addSummarySheet, isSummaryName } from "./summary-sheet.ts";
import { planTable } from "./plan-table.ts";

export type WorkbookPlanned =
  | {
      outcome: "planned";
      document: WorkbookDocument;
      /** By sheet, the columns whose values are invented. */
      samples: ReadonlyMap<number, readonly string[]>;
      /** The columns whose names say nothing about their values. */
      unknown: readonly string[];
      /** The request's words for times that no column shows. */
      untimed: readonly string[];
    }
  | { outcome: "refused"; message: string };

/** Makes the document that a request describes. */
export async function planWorkbook(
  wish: WorkbookWish,
  nowMs: number,
  onSheet: (index: number) => Promise<void>,
): Promise<WorkbookPlanned> {
  if (wish.sheets.length > maxSheets)
    return {
      outcome: "refused",
      message: `${wish.sheets.length} sheets are more than the limit of ${maxSheets} sheets in a workbook.`,
    };
  const document: WorkbookDocument = { title: titleOf(wish), today: serialOfMs(nowMs), sheets: [], nextId: 1 };
  const samples = new Map<number, readonly string[]>();
  const unknown: string[] = [];
  const untimed = new Set<string>();
  const summaries: { at: number; name: string }[] = [];
  for (const [index, table] of wish.sheets.entries()) {
    await onSheet(index);
    const name = sheetName(table.name ?? sheetOf(wish, table), [
      ...document.sheets.map((sheet) => sheet.name),
      ...summaries.map((one) => one.name),
    ]);
    if (
      wish.sheets.length > 1 &&
      table.name !== null &&
      isSummaryName(table.name) &&
      (table.columns === null || wish.sheets.every((other) => other.columns === table.columns))
    ) {
      summaries.push({ at: index, name });
      continue;
    }
    const planned = planTable(document, { wish: table, name, nowMs });
    if (planned.outcome === "refused") return planned;
    samples.set(planned.sheet.id, planned.samples);
    if (planned.untimed !== null) untimed.add(planned.untimed);
    for (const column of planned.unknown) if (!unknown.includes(column)) unknown.push(column);
  }
  for (const { at, name } of summaries) {
    const problem = addSummarySheet(document, name, at);
    if (problem !== null) return { outcome: "refused", message: problem };
  }
  return { outcome: "planned", document, samples, unknown, untimed: [...untimed] };
}

function sheetOf(wish: WorkbookWish, table: TableWish): string {
  if (table.subject !== null) return table.subject.sheet;
  return wish.title !== null && wish.sheets.length === 1 ? wish.title : generalSubject.sheet;
}

function titleOf(wish: WorkbookWish): string {
  if (wish.title !== null) return wish.title;
  const noun = wish.subject?.noun ?? wish.sheets[0]?.subject?.noun ?? (wish.sheets.length > 1 ? "workbook" : "table");
  const { attribute, purpose } = wish.sheets[0] ?? { attribute: null, purpose: null };
  const text = [wish.label, attribute, noun, purpose === null ? null : `for ${purpose}`]
    .filter((words) => words !== null)
    .join(" ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
