import { findSubject, type Mention } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { type ColumnWish, columnWish } from "./column-wish.ts";
import { readAlways } from "./leftover.ts";
import { keyOf } from "./find-column.ts";
import type { PastedTable } from "./pasted-table.ts";
import { readChoices } from "./read-choices.ts";
import { readBy, readColumns, readSeries } from "./read-columns.ts";
import { readCurrency, readTax } from "./read-money.ts";
import { readPeriod } from "./read-period.ts";
import { readRows } from "./read-rows.ts";
import { readSort } from "./read-sort.ts";
import { readTotals } from "./read-totals.ts";
import { type Reading, take } from "./reading.ts";
import type { FooterWish, TableWish } from "./table-wish.ts";

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
  readAlways(reading);
  const ahead = subjectAheadOfLists(reading);
  const guess = ahead?.subject ?? outer;
  const totals = readTotals(reading);
  const sort = readSort(reading);
  const tax = readTax(reading);
  const currency = readCurrency(reading);
  const early = ahead ?? findSubject(reading.rest);
  const series = readSeries(reading, early?.subject ?? outer);
  const rows = readRows(reading, guess);
  const choices = readChoices(reading);
  const columns = readColumns(reading, guess);
  // A subject that is named only beside the lists counts when they were read: "with columns Customer, Order" are no orders.
  const mention = ahead ?? (series !== null ? early : outer === null ? findSubject(reading.rest) : null);
  const subject = mention?.subject ?? outer;
  if (mention !== null) take(reading, mention.at, mention.at + mention.text.length);
  const by = readBy(reading, subject);
  const unit = by.some((one) => one.name === "Month")
    ? "month"
    : by.some((one) => one.name === "Quarter")
      ? "quarter"
      : null;
  const period = readPeriod(reading, nowMs, unit);
  // "the top 10 customers by revenue" are in that order.
  const ranked = sort.length === 0 && by.length > 0 && /\b(?:top|best|highest)\b/i.test(reading.original);
  // "student names and marks in …, with total and average" adds to the usual columns.
  const named = columns.columns;
  const replaces = columns.explicit || named === null || replacesUsual(named, subject);
  const anonymous =
    named !== null &&
    named.every((one) => /^(?:[A-Z][a-z]+day|[A-Z][a-z]+(?:ry|ch|il|ay|ne|ly|st|er)|Q[1-4])$/.test(one.name));
  const own = (columns.explicit && !anonymous) || !replaces ? named : withIdentity(named, subject, rows.noun);
  const summed = replaces ? [] : named.flatMap((one) => footerOf(one, subject));
  return {
    wish: {
      name: null,
      subject,
      columns:
        replaces && own !== null && subject?.invoice === true && !columns.explicit
          ? asInvoice(own)
          : replaces
            ? own
            : null,
      columnCount: columns.columnCount,
      leadColumns: ranked ? [] : by,
      extraColumns: [
        ...(replaces ? [] : (own ?? []).filter((one) => footerOf(one, subject).length === 0)),
        ...columns.extraColumns,
        ...(ranked ? by : []),
      ],
      rows: rows.rows,
      periodRows: period.rows,
      rowNoun: rows.noun,
      footers: [...totals.footers, ...summed],
      plain: totals.plain,
      sort: ranked ? by.slice(-1).map((one) => ({ column: one.name, descending: true })) : sort,
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

function subjectAheadOfLists(reading: Reading): Mention | null {
  const blank = (list: string): string => " ".repeat(list.length);
  return findSubject(
    reading.rest.replace(
      /(?:\bcolumns?\b|\bfields\b|\bheaders\b|\bwith\b|:)[^.;\n]*(?:\n\s*(?:[-*\u2022]|\d+[.)])\s[^\n]*)*/gi,
      blank,
    ),
  );
}

/** "with name and salary" are the columns; "a sales report with profit" is the usual one and a column more. */
function replacesUsual(columns: readonly ColumnWish[], subject: Subject | null): boolean {
  if (subject === null || (columns.length > 2 && subject.series === undefined)) return true;
  if (columns.every((one) => /^(?:total|average|sum|mean)\b/i.test(one.name))) return false;
  const usual = new Set(subject.columns.map((text) => keyOf(text.split(" = ")[0] ?? "")));
  return columns.length > 2 || columns.some((one) => usual.has(keyOf(one.name)) || /\bname\b/i.test(one.name));
}

/** "total hours" beside a usual column Hours is a row below the table. */
function footerOf(one: ColumnWish, subject: Subject | null): FooterWish[] {
  const match = /^(total|average|sum of|sum) (.+)$/i.exec(one.name);
  const usual = subject?.columns.map((text) => keyOf(text.split(" = ")[0] ?? "")) ?? [];
  if (match === null || usual.includes(keyOf(one.name)) || !usual.includes(keyOf(match[2] ?? ""))) return [];
  return [{ aggregate: /^average/i.test(one.name) ? "AVERAGE" : "SUM", columns: [match[2] ?? ""] }];
}

/** An invoice says what is paid for and what it comes to, whatever else it lists. */
function asInvoice(columns: readonly ColumnWish[]): ColumnWish[] {
  const plain = (name: string): ColumnWish => ({ name, kind: null, choices: null, formula: null });
  const named = columns.some((one) => ruleFor(one.name)?.kind === "text" || one.kind === "text");
  const summed = columns.some((one) => /\b(?:total|amount|sum)\b/i.test(one.name));
  return [...(named ? [] : [plain("Description")]), ...columns, ...(summed ? [] : [plain("Line total")])];
}

/** "10 tasks with owner and due date": what was counted is a column as well. */
function withIdentity(
  columns: ColumnWish[] | null,
  subject: Subject | null,
  counted: string | null,
): ColumnWish[] | null {
  if (columns === null) return columns;
  const usual = columnWish(subject?.columns[0] ?? "");
  const key = keyOf(counted ?? "");
  const identity = usual !== null && keyOf(usual.name) === key ? usual : columnWish(key);
  const known =
    identity === null ? undefined : (ruleFor(identity.name)?.kind ?? (identity === usual ? "text" : undefined));
  if (identity !== null && (known === "text" || known === "date")) {
    const has = columns.some(
      (one) => keyOf(one.name) === key || /\bname\b|^title$|\b(?:sku|id)\b|^month$|^date$/i.test(one.name),
    );
    return has ? columns : [identity, ...columns];
  }
  // Numbers alone say nothing about what they belong to.
  const numbersOnly = columns.every(
    (one) => one.kind === null && !["text", "date", undefined].includes(ruleFor(one.name)?.kind),
  );
  return numbersOnly && usual !== null ? [usual, ...columns] : columns;
}
