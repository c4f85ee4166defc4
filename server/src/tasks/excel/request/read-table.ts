import { findSubject, type Mention, subjectById } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { arrangeColumns } from "./arrange-columns.ts";
import { readAlways } from "./leftover.ts";
import { columnWish } from "./column-wish.ts";
import { keyOf } from "./find-column.ts";
import type { PastedTable } from "./pasted-table.ts";
import { readChoices } from "./read-choices.ts";
import { readColumns } from "./read-columns.ts";
import { readDays, readRowEach } from "./read-days.ts";
import { readBlank, readFormats, readHeaderColour } from "./read-formats.ts";
import { readLimits, readNegatives, readOnlyState, readSumTo } from "./read-limits.ts";
import { readLiterals } from "./read-literals.ts";
import { readCurrency, readDiscount, readLooseRate, readTax } from "./read-money.ts";
import { readPeriod, readRolling } from "./read-period.ts";
import { readRows } from "./read-rows.ts";
import { readBy, readSeries } from "./read-series.ts";
import { readSort } from "./read-sort.ts";
import { readStatedFormulas } from "./read-stated-formulas.ts";
import { readAttribute, readLeadingWords, readPurpose } from "./read-topic.ts";
import { readOrderedFooters, readTotals } from "./read-totals.ts";
import { type Reading, take, takeMatch, takeMatches, takenSince } from "./reading.ts";
import { readNegations } from "./unsupported.ts";
import type { Step } from "../values/period.ts";
import type { TableWish } from "./table-wish.ts";

export interface TableRead {
  wish: TableWish;
  /** "Q3 2025" */
  label: string | null;
  /** What the text asks for that cannot be meant. */
  problem: string | null;
}

/** Reads one table out of the text. The order matters: what is narrow goes first, so that the lists of columns do not swallow it. */
export function readTable(
  reading: Reading,
  outer: Subject | null,
  pasted: PastedTable | null,
  nowMs: number,
): TableRead {
  const header = readHeaderColour(reading);
  const formats = readFormats(reading);
  const blank = readBlank(reading);
  readNegations(reading);
  readAlways(reading);
  const ahead = subjectAheadOfLists(reading);
  const guess = ahead?.subject ?? outer;
  const totals = readTotals(reading);
  const ordered = readOrderedFooters(reading);
  const negatives = readNegatives(reading);
  const states = readOnlyState(reading);
  const sort = readSort(reading);
  const limits = readLimits(reading);
  const sumTo = readSumTo(reading);
  // An invoice takes its rates below the rows, unless net and gross are columns.
  const below = guess?.invoice === true && !/\b(?:net|gross)\b/i.test(reading.original);
  const tax = below ? readTax(reading) : null;
  const discount = below ? readDiscount(reading) : null;
  const stated = readStatedFormulas(reading);
  const currency = readCurrency(reading);
  const rowEach = readRowEach(reading);
  const beforeDays = reading.rest;
  const days = readDays(reading, nowMs) ?? readRolling(reading, nowMs);
  const dayWords = takenSince(reading, beforeDays);
  const literals = pasted === null ? readLiterals(reading, guess) : null;
  const early = ahead ?? findSubject(reading.rest);
  const series = readSeries(reading, early?.subject ?? outer);
  const rows = readRows(reading, guess);
  const choices = [...readChoices(reading, guess), ...states, ...rows.each];
  const laidOut = layoutFor(
    guess,
    [...rows.distinct, ...choices].map((one) => one.noun),
    reading,
  );
  if (laidOut !== null) takeMatch(reading, hoursPerDay);
  const columns = readColumns(reading, laidOut ?? guess);
  // A subject that is named only beside the lists counts when they were read: "with columns Customer, Order" are no orders.
  const mention = ahead ?? (series !== null ? early : outer === null ? findSubject(reading.rest) : null);
  const subject = laidOut ?? mention?.subject ?? outer;
  const by = readBy(reading, subject);
  const unit =
    rowEach ??
    (by.some((one) => one.name === "Month") ? "month" : by.some((one) => one.name === "Quarter") ? "quarter" : null);
  const beforePeriod = reading.rest;
  const period = days ?? readPeriod(reading, nowMs, unit);
  const periodWords = dayWords === "" ? takenSince(reading, beforePeriod) : dayWords;
  const loose = columns.problem === null ? readLooseRate(reading) : null;
  const attribute =
    mention !== null
      ? takeMention(reading, mention)
      : subject === null && columns.columns !== null
        ? readLeadingWords(reading)
        : null;
  const known = subject !== null || columns.columns !== null || pasted !== null || literals !== null;
  const purpose = known ? readPurpose(reading) : null;
  // "the top 10 customers by revenue" are in that order.
  const ranked = sort.length === 0 && by.length > 0 && /\b(?:top|best|highest)\b/i.test(reading.original);
  // "price and cost for 6 products" has a row for each product where the list is the whole table.
  const [perName] = rows.rows === null && rows.distinct.length === 1 ? rows.distinct : [];
  const counted = rows.noun ?? perName?.noun ?? null;
  const yearly = period.unit !== null && period.rows !== null ? timeColumns[period.unit] : undefined;
  const arranged = arrangeColumns({
    listed: columns,
    rate: loose === null ? null : columnWish(loose),
    stated,
    subject,
    counted: choices.length > 0 ? null : counted,
    identified: choices.length > 0,
    by: ranked ? [] : by,
    timeColumn: yearly ?? null,
  });
  // "employee vacation tracker" has employees in a column; nobody has to be told that the planner knows none.
  const there = new Set((arranged.columns ?? []).map((one) => keyOf(one.name)));
  const isThere = (words: string): boolean => words.split(" ").every((word) => there.has(keyOf(word)));
  const each = laidOut !== null || arranged.columns !== null ? perName?.count : undefined;
  return {
    wish: {
      name: null,
      subject,
      columns: arranged.columns,
      columnCount: columns.columnCount,
      leadColumns: ranked ? [] : by,
      extraColumns: [
        ...arranged.extras,
        ...(ranked ? by : []),
        ...(literals?.quantities === true ? [lineTotal(subject)] : []),
      ],
      rows: laidOut !== null ? (rows.distinct[0]?.count ?? rows.rows) : (rows.rows ?? each ?? null),
      periodRows: laidOut === null && (days === null || rowEach === "day" || rows.rows === null) ? period.rows : null,
      rowNoun: rows.noun ?? (rowEach === null ? null : `${rowEach}s`),
      rowsPerDay: rows.rowsPerDay,
      footers: [...totals.footers, ...ordered, ...arranged.footers, ...(literals?.footers ?? [])],
      plain: totals.plain,
      sort: ranked ? by.slice(-1).map((one) => ({ column: one.name, descending: true })) : sort,
      currency: typeof currency === "string" ? currency : "USD",
      tax,
      discount,
      period: period.period,
      periodWords: period.period === null || periodWords === "" ? null : periodWords.replace(leadingWords, ""),
      unit: period.unit,
      series,
      distinct: each === undefined && laidOut === null ? rows.distinct : [],
      choices,
      limits,
      negatives,
      sumTo,
      formats,
      blank,
      headerColour: header?.colour ?? null,
      purpose,
      attribute:
        [attribute, ...rows.attributes].filter((words) => words !== null && !isThere(words)).join(", ") || null,
      pasted: pasted ?? literals?.table ?? null,
    },
    label: period.label,
    problem:
      typeof currency === "string"
        ? (rows.conflict ?? columns.problem ?? literalConflict(literals?.table, rows.rows))
        : currency.problem,
  };
}

const leadingWords = /^(?:(?:for|in|of|during|from|covering|over|the|by|per)\s+)+/i;
const timeColumns: Partial<Record<Step, string>> = {
  day: "Date",
  month: "Month",
  quarter: "Quarter",
  week: "Week",
  year: "Year",
};

function literalConflict(table: PastedTable | undefined, rows: number | null): string | null {
  return table === undefined || rows === null || rows === table.rows.length
    ? null
    : `The request asks for ${rows} rows and lists ${table.rows.length}.`;
}

function lineTotal(subject: Subject | null): ReturnType<typeof columnWish> & object {
  const name = subject?.invoice === true ? "Line total" : "Total";
  const wish = columnWish(name);
  if (wish === null) throw new Error(`'${name}' is a column's name.`);
  return wish;
}

const hoursPerDay =
  /,?\s*(?:\band\s+)?(?:the\s+)?\b(?:(?:working )?hours\s+(?:per|each|a|for each|for every|every|by)\s+(?:week|work(?:ing )?)?day|daily hours)\b/i;

/** "Timesheet for 5 employees" has a row for each of them; "timesheet with 20 entries" a row for each entry. */
function layoutFor(subject: Subject | null, counted: readonly string[], reading: Reading): Subject | null {
  const wide = subject?.wide;
  if (wide === undefined || !counted.some((noun) => wide.counted.includes(noun)) || wide.unless.test(reading.original))
    return null;
  return subjectById(wide.subject);
}

function subjectAheadOfLists(reading: Reading): Mention | null {
  const blank = (list: string): string => " ".repeat(list.length);
  return findSubject(
    reading.rest.replace(
      /(?:\bcolumns?\b|\bfields\b|\bheaders\b|\bwith\b|:)[^.;\n]*(?:\n\s*(?:[-*\u2022]|\d+[.)])\s[^\n]*)*/gi,
      blank,
    ),
  );
}

/** Takes the words for the subject, and those right before them that say of what kind it is: "wedding" of "wedding guest list". */
function takeMention(reading: Reading, mention: Mention): string | null {
  const chained = reading.rest.slice(mention.from, mention.at).trim();
  take(reading, mention.from, mention.at + mention.text.length);
  // Said twice it is the same: "transactions ledger".
  takeMatches(reading, mention.subject.words);
  const before = readAttribute(reading, mention.from);
  const told = [mention.subject.noun, ...mention.subject.columns].some((words) =>
    words.toLowerCase().startsWith(chained.toLowerCase()),
  );
  return [before, chained === "" || told ? null : chained].filter((words) => words !== null).join(" ") || null;
}
