import { findSubject } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { readChoices } from "./read-choices.ts";
import { readBy, readColumns, readSeries } from "./read-columns.ts";
import { readCurrency, readTax } from "./read-money.ts";
import type { PastedTable } from "./pasted-table.ts";
import { readPeriod } from "./read-period.ts";
import { readRows } from "./read-rows.ts";
import { readSort } from "./read-sort.ts";
import { readTotals } from "./read-totals.ts";
import { type Reading, take, taken } from "./reading.ts";
import type { TableWish } from "./table-wish.ts";

export interface TableRead {
  wish: TableWish;
  /** "Q3 2025" */
  label: string | null;
  /** What the text asks for that cannot be meant. */
  problem: string | null;
}

/** Reads one table out of the text. The order matters: what is narrow goes first, so that the lists of columns do not swallow it. */
export function readTable(reading: Reading, outer: Subject | null, pasted: PastedTable | null, nowMs: number): TableRead {
  // The subject is looked up where no list of columns can distract: "columns Customer, Order" are no orders.
  const aheadOfLists = reading.rest.replace(/(?:\bcolumns?\b|\bfields\b|\bheaders\b|\bwith\b|:)[^.;\n]*/gi, (list) => " ".repeat(list.length));
  const mention = findSubject(aheadOfLists) ?? (outer === null ? findSubject(withoutColumns(reading.rest)) : null);
  const subject = mention?.subject ?? outer;
  if (mention !== null) take(reading, mention.at, mention.at + mention.text.length);
  const totals = readTotals(reading);
  const sort = readSort(reading);
  const tax = readTax(reading);
  const currency = readCurrency(reading);
  const series = readSeries(reading, subject);
  const rows = readRows(reading, subject);
  const choices = readChoices(reading);
  const columns = readColumns(reading, subject);
  const period = readPeriod(reading, nowMs);
  const by = readBy(reading, subject);
  return {
    wish: {
      name: null,
      subject,
      columns: columns.columns,
      columnCount: columns.columnCount,
      leadColumns: by,
      extraColumns: columns.extraColumns,
      rows: rows.rows ?? period.rows,
      rowNoun: rows.noun,
      footers: totals.footers,
      plain: totals.plain,
      sort,
      currency,
      tax,
      period: period.period,
      unit: period.unit,
      series,
      distinct: rows.distinct,
      choices,
      pasted,
    },
    label: period.label,
    problem: rows.conflict ?? columns.problem,
  };
}

function withoutColumns(text: string): string {
  return text.replace(/\b(?:columns?|fields|headers)\b[^.;\n]*/gi, (list) => taken.repeat(list.length));
}
