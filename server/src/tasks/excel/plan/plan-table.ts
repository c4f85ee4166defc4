import { headerLookOf } from "../file/looks.ts";
import { exceededLimit } from "../limits.ts";
import { serialOfMs } from "../model/dates.ts";
import { type Column, takeId, type TableSheet, type Value, type WorkbookDocument } from "../model/document.ts";
import { findColumn } from "../request/find-column.ts";
import type { TableWish } from "../request/table-wish.ts";
import { generalSubject } from "../subjects/find-subject.ts";
import type { MadeColumn } from "../values/made-column.ts";
import { makeValues } from "../values/make-values.ts";
import type { Period } from "../values/period.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { decideFormulas } from "./decide-formulas.ts";
import { addFooter, addInvoiceFooters } from "./footers.ts";
import { planColumns } from "./plan-columns.ts";
import { applyFormats, asShown, limitValues, negate, scaledTo, summedColumn } from "./shape-values.ts";
import { sortKeys, sortRows } from "./sort-rows.ts";

export type TablePlanned =
  | {
      outcome: "planned";
      sheet: TableSheet;
      /** The names of the columns whose values are invented. */
      samples: string[];
      /** Those among them whose names say nothing about their values. */
      unknown: string[];
      /** The request's words for a time that no column shows; null when one does. */
      untimed: string | null;
    }
  | { outcome: "refused"; message: string };

interface Input {
  wish: TableWish;
  name: string;
  nowMs: number;
}

/** Makes the sheet that a wish describes, with its values, and puts it into the document. */
export function planTable(document: WorkbookDocument, { wish, name, nowMs }: Input): TablePlanned {
  const refused = (message: string): TablePlanned => ({
    outcome: "refused",
    message: `${message.slice(0, 1).toUpperCase()}${message.slice(1)}${/[.…]$/.test(message) ? "" : "."}`,
  });
  const subject = wish.subject ?? generalSubject;
  const planned = planColumns(wish, subject);
  if (planned.outcome === "refused") return planned;
  const plans = planned.columns;
  const rows = rowsOf(wish, plans, subject.rows);
  if (rows < 1) return refused("A table needs at least 1 row.");
  const exceeded = exceededLimit([
    ...document.sheets.map((sheet) =>
      sheet.shape === "table"
        ? { name: sheet.name, columns: sheet.columns.length, rows: sheet.rowCount }
        : { name: sheet.name, columns: 0, rows: 0 },
    ),
    { name, columns: plans.length, rows },
  ]);
  if (exceeded !== null) return refused(exceeded);
  const sheet: TableSheet = {
    shape: "table",
    id: takeId(document),
    name,
    columns: plans.map((plan) => emptyColumn(document, plan, wish)),
    rowCount: rows,
    footers: [],
    frozenRows: 1,
    frozenColumns: 0,
    filter: true,
  };
  const decided = decideFormulas(sheet, plans, wish.tax?.rate ?? null);
  if (decided.outcome === "refused") return refused(decided.message);
  const summed = summedColumn(sheet, wish);
  const problem =
    (typeof summed === "string" ? summed : null) ?? applyFormats(sheet, plans, wish) ?? limitValues(sheet, plans, wish);
  if (problem !== null) return refused(problem);
  fillColumns(sheet, { wish, plans, today: serialOfMs(nowMs), summed: typeof summed === "string" ? null : summed });
  const unsigned = negate(sheet, plans, wish);
  if (unsigned !== null) return refused(unsigned);
  document.sheets.push(sheet);
  const failed = finish(document, sheet, { ...wish, footers: [...wish.footers, ...decided.footers] });
  if (failed !== null) return refused(failed);
  const isSample = (column: Column, index: number): boolean => column.formula === null && plans[index]?.given !== true;
  const samples = wish.blank ? [] : sheet.columns.filter(isSample);
  const isUnknown = (column: Column): boolean => plans[sheet.columns.indexOf(column)]?.maker.make === "numbered";
  const names = (columns: readonly Column[]): string[] => columns.map((column) => column.name);
  return {
    outcome: "planned",
    sheet,
    samples: names(samples),
    unknown: names(samples.filter(isUnknown)),
    untimed: isTimed(plans) ? null : wish.periodWords,
  };
}

/** Whether a column's values, or the headers of a week, are of the request's time. */
const isTimed = (plans: readonly ColumnPlan[]): boolean =>
  plans.some(
    (plan) =>
      ["day", "month", "quarter", "year"].includes(plan.maker.make) || /^[A-Z][a-z]{2} \d+ [A-Z]/.test(plan.name),
  );

function emptyColumn(document: WorkbookDocument, plan: ColumnPlan, wish: TableWish): Column {
  return {
    id: takeId(document),
    name: plan.name,
    kind: plan.kind,
    format: plan.format,
    additive: plan.additive,
    formula: null,
    cells: [],
    width: null,
    headerLook: wish.headerColour === null ? null : headerLookOf(wish.headerColour),
    bodyLook: null,
  };
}

function rowsOf(wish: TableWish, plans: readonly ColumnPlan[], usual: number): number {
  if (wish.pasted !== null) return wish.pasted.rows.length;
  const combinations = plans.reduce((product, plan) => product * (plan.turns?.length ?? 1), 1);
  const timed = plans.some((plan) => ["day", "month", "quarter", "year"].includes(plan.maker.make));
  const spans = timed ? wish.periodRows : null;
  return wish.rows ?? (combinations > 1 || spans !== null ? Math.min(combinations * (spans ?? 1), 1_000) : usual);
}

function fillColumns(
  sheet: TableSheet,
  input: { wish: TableWish; plans: readonly ColumnPlan[]; today: number; summed: Column | null },
): void {
  const { wish, plans, today, summed } = input;
  const rows = sheet.rowCount;
  const period = periodOf(wish, today);
  const peers: MadeColumn[] = [];
  let each = plans.reduce((product, plan) => product * (plan.turns?.length ?? 1), 1);
  // Each month has a row for each of the listed values.
  const rowsOfOneTime = wish.rowsPerDay ?? (wish.rows === null && wish.periodRows !== null ? each : 1);
  for (const [index, plan] of plans.entries()) {
    const column = sheet.columns[index];
    if (column === undefined) continue;
    if (plan.turns !== null) each = Math.max(1, each / plan.turns.length);
    const maker = plan.turns === null ? plan.maker : { make: "turns" as const, values: plan.turns, each };
    const own = ownValues(wish, plan, index, rows);
    const made =
      own ??
      (column.formula === null
        ? asShown(
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
            }),
            column.kind === "currency" ? column.format : "0.00",
          )
        : Array.from({ length: rows }, () => null));
    const values = column === summed && wish.sumTo !== null ? scaledTo(made, wish.sumTo) : made;
    peers.push({ name: plan.name, kind: plan.kind, values });
    column.cells = values.map((value) => ({ value, look: null }));
  }
}

/** The values that the request brings along for a column; null when it brings none. */
function ownValues(wish: TableWish, plan: ColumnPlan, index: number, rows: number): Value[] | null {
  if (wish.pasted !== null && index < wish.pasted.headers.length)
    return wish.pasted.rows.map((row) => row[index] ?? null);
  const { fill } = plan;
  if (wish.blank && !plan.given) return Array.from({ length: rows }, () => null);
  return fill === null ? null : Array.from({ length: rows }, () => fill.value);
}

/** The time the rows are about: the request's, else the last or the next three months. */
function periodOf(wish: TableWish, today: number): Period {
  const step =
    wish.rowNoun === "days" || wish.rowsPerDay !== null
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

function finish(document: WorkbookDocument, sheet: TableSheet, wish: TableWish): string | null {
  const subject = wish.subject ?? generalSubject;
  const own = wish.columns !== null || wish.pasted !== null;
  const invoice = subject.invoice === true && !wish.plain;
  if (invoice && !addInvoiceFooters(document, sheet, wish) && (wish.tax !== null || wish.discount !== null))
    return `There is no column of amounts to take the ${(wish.tax ?? wish.discount)?.name} of; add one, as 'Line total'.`;
  for (const footer of wish.footers) {
    if (invoice && footer.aggregate === "SUM" && sheet.footers.length > 0) continue;
    const problem = addFooter(document, sheet, footer);
    if (problem !== null) return problem;
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
  if (typeof keys === "string") return keys;
  sortRows(document, sheet, keys);
  return null;
}

function firstNamed(sheet: TableSheet, phrase: string): string {
  const found = findColumn(sheet.columns, phrase);
  return found.outcome === "ambiguous" ? (found.names[0] ?? phrase) : phrase;
}
