import type { TableSheet, WorkbookDocument } from "./model/document.ts";
import { formulaInWords } from "./model/formula-in-words.ts";
import type { WorkbookPlanned } from "./plan/plan-workbook.ts";
import { isSummaryName } from "./plan/summary-sheet.ts";
import type { WorkbookWish } from "./request/read-request.ts";
import { subjects } from "./subjects/find-subject.ts";
import { categoriesFor } from "./subjects/purposes.ts";

// Every number here is counted from the document that was written, never taken from the request.

const number = new Intl.NumberFormat("en-US");
/** More sheets than this are counted, not listed. */
const listed = 6;

/** "Created a 12-row sales report with totals and 5 columns on sheet 'Sales'. Revenue = Units * Unit price. The values are samples." */
export function createdSummary(planned: Extract<WorkbookPlanned, { outcome: "planned" }>, wish: WorkbookWish): string {
  const { document } = planned;
  const tables = document.sheets.filter((sheet) => sheet.shape === "table");
  const rest = [
    ...formulasSaid(document, tables),
    wish.sheets.some((sheet) => sheet.blank) ? "The other cells are left empty." : samplesSaid(planned, tables),
    ...unknownSaid(planned.unknown, wish),
    ...untimedSaid(planned.untimed, wish),
    ...notesOn(wish),
  ].join(" ");
  const [only] = tables;
  if (only !== undefined && tables.length === 1) {
    const noun = nounOf(wish, document);
    return `Created ${article(only.rowCount)} ${number.format(only.rowCount)}-row ${noun} with ${contents(only)} on sheet '${only.name}'. ${rest}`;
  }
  const parts = tables
    .slice(0, listed)
    .map((sheet) => `'${sheet.name}' (${count(sheet.rowCount, "row")}, ${contents(sheet)})`);
  const more = tables.length > listed ? ` and ${tables.length - listed} more` : "";
  return `Created a workbook with ${count(tables.length, "sheet")}: ${parts.join(", ")}${more}. ${rest}`;
}

/** What the computed columns are, each formula once: "Revenue = Units * Unit price." */
function formulasSaid(document: WorkbookDocument, tables: readonly TableSheet[]): string[] {
  const formulas = tables.flatMap((sheet) =>
    sheet.columns.flatMap((column) =>
      // A sheet that sums up others says so in its headers.
      column.formula === null || (column.formula.node === "column" && column.formula.sheet !== null)
        ? []
        : [{ on: sheet.name, name: column.name, formula: formulaInWords(document, sheet, column.formula) }],
    ),
  );
  const isPlain = (one: { name: string; formula: string }): boolean =>
    formulas.every((other) => other.name !== one.name || other.formula === one.formula);
  const different = [
    ...new Set(formulas.map((one) => `${one.name}${isPlain(one) ? "" : ` on '${one.on}'`} = ${one.formula}`)),
  ];
  const more = different.length > listed ? `; and ${different.length - listed} more formulas` : "";
  return different.length === 0 ? [] : [`${different.slice(0, listed).join("; ")}${more}.`];
}

/** Which values are invented: all of them, those of some columns, or none. */
function samplesSaid(
  { samples }: Extract<WorkbookPlanned, { outcome: "planned" }>,
  tables: readonly TableSheet[],
): string {
  const typed = tables.flatMap((sheet) => sheet.columns.filter((column) => column.formula === null));
  const invented = tables.flatMap((sheet) => samples.get(sheet.id) ?? []);
  if (invented.length === 0)
    return typed.length === 0 ? "Every value is computed." : "The values are the request's own.";
  if (invented.length === typed.length) return "The values are samples.";
  const names = [...new Set(invented)];
  return `The values of ${names.length > listed ? `${names.length} columns` : namesOf(names)} are samples.`;
}

/** A time that the table has no column for is in the title at most. */
function untimedSaid(untimed: readonly string[], wish: WorkbookWish): string[] {
  if (untimed.length === 0) return [];
  const title = wish.label === null ? "" : "; it stands in the title alone";
  return [`No column shows ${namesOf(untimed.map((words) => `'${words}'`))}${title}.`];
}

/** Columns of unknown names hold numbered texts, unless they are all that was asked for: a table of 3 columns. */
function unknownSaid(unknown: readonly string[], wish: WorkbookWish): string[] {
  if (unknown.length === 0 || wish.sheets.every((sheet) => sheet.columns === null)) return [];
  const names = unknown.length > listed ? `${unknown.length} columns` : namesOf(unknown);
  return [`The planner knows no values for ${names} and numbers them.`];
}

const namesOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** What the request says and the values know nothing of. */
function notesOn(wish: WorkbookWish): string[] {
  const general = wish.sheets.some(
    (sheet) =>
      sheet.subject === null && sheet.columns === null && sheet.pasted === null && !isSummaryName(sheet.name ?? ""),
  );
  const { attribute, purpose } = wish.sheets[0] ?? { attribute: null, purpose: null };
  const known = wish.sheets.some(
    ({ subject }) => categoriesFor(subject?.id ?? "", `${attribute ?? ""} ${purpose ?? ""}`) !== null,
  );
  const topics = known ? [] : [attribute, purpose].filter((words) => words !== null);
  return [
    ...(general
      ? ["The request names no columns and no subject that the planner knows, so the columns are general ones."]
      : []),
    ...(topics.length === 0
      ? []
      : [
          `The planner knows nothing of ${namesOf(topics.map((words) => `'${words}'`))}, which stands in the title alone.`,
        ]),
  ];
}

/** What was done, and what the document now has. */
export function editedSummary(document: WorkbookDocument, said: readonly string[]): string {
  const text = said.join("; ");
  const sheets = document.sheets
    .slice(0, listed)
    .map((sheet) =>
      sheet.shape === "table"
        ? `'${sheet.name}' has ${count(sheet.rowCount, "row")}, ${contents(sheet)}`
        : `'${sheet.name}' is kept as it was`,
    );
  const now =
    document.sheets.length === 1
      ? `Sheet ${sheets.join("")}.`
      : `The workbook has ${count(document.sheets.length, "sheet")}: ${sheets.join("; ")}${document.sheets.length > listed ? ` and ${document.sheets.length - listed} more` : ""}.`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}. ${now.replace("is kept as it was", "is empty or kept as it was")}`;
}

/** "totals and 5 columns": the labels of the rows below the table, then the columns. */
function contents(sheet: TableSheet): string {
  const labels = sheet.footers.map((footer) => footer.label);
  const columns = count(sheet.columns.length, "column");
  if (labels.length === 0) return columns;
  const below = labels.every((label) => label === "Total")
    ? ["totals"]
    : labels
        .map((label) => `a ${/^[A-Z]{3}/.test(label) ? label : label.toLowerCase()} row`)
        .map((text) => text.replace(/^a (?=average)/, "an "));
  return `${[...below].join(", ")} and ${columns}`;
}

function nounOf(wish: WorkbookWish, document: WorkbookDocument): string {
  const subject = wish.sheets[0]?.subject;
  if (subject === null || subject === undefined) return "table";
  const known = subjects.some((one) => one.id === subject.id) ? subject.noun : "table";
  return wish.label !== null && document.title.startsWith(wish.label) ? `${wish.label} ${known}` : known;
}

function count(amount: number, noun: string): string {
  return `${number.format(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

/** "an 8-row", "an 11-row", "an 18-row", "an 80-row", "a 12-row", "an 8,000-row", "an 11,000-row". */
function article(amount: number): string {
  const spoken = number.format(amount).split(",")[0] ?? "";
  return /^(?:8|11$|18$)/.test(spoken) ? "an" : "a";
}
