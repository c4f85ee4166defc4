import type { TableSheet, WorkbookDocument } from "../model/document.ts";

/** One order of a request, and the sheet it is tried on. */
export interface EditInput {
  document: WorkbookDocument;
  sheet: TableSheet;
  /** The order in words, without the words that name the sheet. */
  clause: string;
  nowMs: number;
  /** Whether the order names the sheet, rather than fitting it. */
  scoped: boolean;
}

/** `said` is for the summary and tells what was done, counted from the document. A refusal leaves the document as it was. */
export type EditResult = { outcome: "done"; said: string } | { outcome: "refused"; message: string };

export const done = (said: string): EditResult => ({ outcome: "done", said });
export const refused = (message: string): EditResult => ({ outcome: "refused", message });

/** 'A', 'A' and 'B', 'A', 'B' and 'C'. */
export function quotedList(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/** The columns of a sheet, for a message that says what there is. */
export function columnsOf(sheet: TableSheet): string {
  return `The columns of sheet '${sheet.name}' are ${quotedList(sheet.columns.map((column) => column.name))}.`;
}
