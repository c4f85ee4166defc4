import { exceededLimit } from "../limits.ts";
import { serialOfMs } from "../model/dates.ts";
import { type Column, takeId, type TableSheet, type WorkbookDocument } from "../model/document.ts";
import { findColumn } from "../request/find-column.ts";
import { formulaFromWords } from "../request/formula-words.ts";
import type { TableWish } from "../request/table-wish.ts";
import { generalSubject } from "../subjects/find-subject.ts";
import { type MadeColumn, makeValues } from "../values/make-values.ts";
import type { Period } from "../values/period.ts";
import { adoptKind } from "./adopt-kind.ts";
import { type ColumnPlan, planColumns } from "./column-plan.ts";
import { addFooter, addInvoiceFooters } from "./footers.ts";
import { impliedFormula } from "./formula-rules.ts";
import { sortKeys, sortRows } from "./sort-rows.ts";

export type TablePlanned = { outcome: "planned"; sheet: TableSheet } | { outcome: "refused"; message: string };

interface Input {
  wish: TableWish;
  name: string;
  nowMs: number;
}

/** Makes the sheet that a wish describes, with its values, and puts it into the document. */
export function planTable(document: WorkbookDocument, { wish, name, nowMs }: Input): TablePlanned {
  const subject = wish.subject ?? generalSubject;
  const planned = planColumns(wish, subject);
  if (planned.outcome === "refused") return planned;
  const rows = rowsOf(wish, planned.columns, subject.rows);
  if (rows < 1) return { outcome: "refused", message: "A table needs at least 1 row." };
  const exceeded = exceededLimit([
    ...document.sheets.map((sheet) =>
      sheet.shape === "table"
        ? { name: sheet.name, columns: sheet.columns.length, rows: sheet.rowCount }
        : { name: sheet.name, columns: 0, rows: 0 },
    ),
    { name, columns: planned.columns.length, rows },
  ]);
  if (exceeded !== null) return { outcome: "refused", message: exceeded };
  const sheet: TableSheet = {
    shape: "table",
    id: takeId(document),
    name,
    columns: [],
    rowCount: rows,
    footers: [],
    frozenRows: 1,
    frozenColumns: 0,
    filter: true,
  };
  fillColumns(document, sheet, { wish, plans: planned.columns, rows, today: serialOfMs(nowMs) });
  const problem = addFormulas(sheet, planned.columns, wish);
  if (problem !== null) return { outcome: "refused", message: problem };
  document.sheets.push(sheet);
  const failed = finish(document, sheet, wish);
  return failed === null ? { outcome: "planned", sheet } : { outcome: "refused", message: failed };
}

function rowsOf(wish: TableWish, plans: readonly ColumnPlan[], usual: number): number {
  if (wish.pasted !== null) return wish.pasted.rows.length;
  const combinations = plans.reduce((product, plan) => product * (plan.turns?.length ?? 1), 1);
  const timed = plans.some((plan) => ["day", "month", "quarter", "year"].includes(plan.maker.make));
  const spans = timed ? wish.periodRows : null;
  return wish.rows ?? (combinations > 1 || spans !== null ? Math.min(combinations * (spans ?? 1), 1_000) : usual);
}

function fillColumns(
  document: WorkbookDocument,
  sheet: TableSheet,
  input: { wish: TableWish; plans: readonly ColumnPlan[]; rows: number; today: number },
): void {
  const { wish, plans, rows, today } = input;
  const period = periodOf(wish, today);
  const peers: MadeColumn[] = [];
  let each = plans.reduce((product, plan) => product * (plan.turns?.length ?? 1), 1);
  // Each month has a row for each of the listed values.
  const rowsOfOneTime = wish.rows === null && wish.periodRows !== null ? each : 1;
  for (const [index, plan] of plans.entries()) {
    if (plan.turns !== null) each = Math.max(1, each / plan.turns.length);
    const maker = plan.turns === null ? plan.maker : { make: "turns" as const, values: plan.turns, each };
    const pasted =
      wish.pasted !== null && index < wish.pasted.headers.length
        ? wish.pasted.rows.map((row) => row[index] ?? null)
        : null;
    const values =
      pasted ??
      makeValues({
        seed: `${sheet.name}/${plan.name}`,
        name: plan.name,
        maker,
        count: rows,
        offset: 0,
        period,
        today,
        distinct: distinctOf(wish, plans, index, rows),
        rowsOfOneTime,
        peers,
      });
    peers.push({ name: plan.name, kind: plan.kind, values });
    const column: Column = {
      id: takeId(document),
      name: plan.name,
      kind: plan.kind,
      format: plan.format,
      additive: plan.additive,
      formula: null,
      cells: values.map((value) => ({ value, look: null })),
      width: null,
      headerLook: null,
      bodyLook: null,
    };
    sheet.columns.push(column);
  }
}

/** The time the rows are about: the request's, else the last or the next three months. */
function periodOf(wish: TableWish, today: number): Period {
  const step =
    wish.rowNoun === "days"
      ? "day"
      : wish.rowNoun === "weeks"
        ? "week"
        : wish.rowNoun === "months"
          ? "month"
          : wish.rowNoun === "years"
            ? "year"
            : null;
  if (wish.period !== null) return { ...wish.period, step: wish.period.step ?? step };
  if ((wish.subject ?? generalSubject).time === "ahead") return { start: today + 1, end: today + 90, step };
  const months = wish.rowNoun === "months" ? (wish.rows ?? 12) : 0;
  // Months begin on their first day and end with the one before this.
  return months > 0
    ? { start: today - Math.round(months * 30.44), end: today - 1, step: "month" }
    : { start: today - 90, end: today - 1, step };
}

/** People repeat where rows are things that happen (a date stands before them); in a list of people they do not. */
function distinctOf(wish: TableWish, plans: readonly ColumnPlan[], index: number, rows: number): number | null {
  const plan = plans[index];
  const counted = wish.distinct.find(({ noun }) => plan !== undefined && plan.name.toLowerCase().includes(noun));
  if (counted !== undefined) return Math.max(1, counted.count);
  if (plan?.maker.make !== "person" && plan?.maker.make !== "company") return null;
  const happens = plans
    .slice(0, index)
    .some((before) => before.kind === "date" || before.maker.make === "pool" || before.maker.make === "sequence");
  return happens && !/^name$/i.test(plan.name) ? Math.max(2, Math.min(8, Math.ceil(rows / 2))) : null;
}

/** Formulas that the request or the subject says, and those that the names imply; why one cannot be, or null. */
function addFormulas(sheet: TableSheet, plans: readonly ColumnPlan[], wish: TableWish): string | null {
  for (const [index, plan] of plans.entries()) {
    const column = sheet.columns[index];
    if (column === undefined) continue;
    if (plan.formula !== null) {
      const read = formulaFromWords(
        sheet.columns.filter((other) => other !== column),
        plan.formula,
      );
      if (read.outcome === "unknown") return `Column '${plan.name}': ${read.message}`;
      column.formula = read.formula;
      adoptKind(sheet, column);
    } else if (
      plan.turns === null &&
      wish.pasted === null &&
      (plan.kind !== "text" || plan.maker.make === "numbered") &&
      plan.kind !== "date" &&
      plan.kind !== "boolean"
    ) {
      column.formula = impliedFormula({ columns: sheet.columns, target: column, taxRate: wish.tax?.rate ?? null });
      adoptKind(sheet, column);
    }
  }
  return null;
}

function finish(document: WorkbookDocument, sheet: TableSheet, wish: TableWish): string | null {
  const subject = wish.subject ?? generalSubject;
  const own = wish.columns !== null || wish.pasted !== null;
  const invoice = subject.invoice === true && !wish.plain && wish.pasted === null;
  if (invoice && !addInvoiceFooters(document, sheet, wish.tax) && wish.tax !== null)
    return `There is no column of amounts to take the ${wish.tax.name} of; add one, as 'Line total'.`;
  for (const footer of wish.footers) {
    if (invoice && footer.aggregate === "SUM" && sheet.footers.length > 0) continue;
    const problem = addFooter(document, sheet, footer);
    if (problem !== null) return `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}.`;
  }
  // A report of the planner's own making ends in its totals unless the request says how it ends.
  if (!invoice && !own && wish.footers.length === 0 && !wish.plain && subject.totals)
    addFooter(document, sheet, { aggregate: "SUM", columns: null });
  if (wish.sort.length === 0) return null;
  // Who did not name the columns cannot know which "cost" there is; the first one is meant.
  const keys = sortKeys(
    sheet,
    own ? wish.sort : wish.sort.map((one) => ({ ...one, column: firstNamed(sheet, one.column) })),
  );
  if (typeof keys === "string") return `${keys.slice(0, 1).toUpperCase()}${keys.slice(1)}.`;
  sortRows(document, sheet, keys);
  return null;
}

function firstNamed(sheet: TableSheet, phrase: string): string {
  const found = findColumn(sheet.columns, phrase);
  return found.outcome === "ambiguous" ? (found.names[0] ?? phrase) : phrase;
}
