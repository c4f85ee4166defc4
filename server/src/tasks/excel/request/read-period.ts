import { calendarOf, serialOf, serialOfMs } from "../model/dates.ts";
import type { Period, Step } from "../values/period.ts";
import { countOf, countPattern } from "./numbers.ts";
import { type Reading, takeMatch } from "./reading.ts";

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const monthWord =
  "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)";
const year = "(?:[\\s,/-]*(?:of\\s+)?((?:19|20)\\d\\d))?";

export interface PeriodRead {
  period: Period | null;
  /** Rows that the period itself counts: January to June are six months. */
  rows: number | null;
  /** "Q3 2025", for the title. */
  label: string | null;
  /** "by month", "monthly": rows are months rather than days. */
  unit: Step | null;
}

/** Takes the time that the text speaks of: "Q3 2025", "January to June", "March 2026", "for 2025", "monthly", "next week". `known` is a unit that was read before. */
export function readPeriod(reading: Reading, nowMs: number, known: Step | null): PeriodRead {
  const today = serialOfMs(nowMs);
  const now = calendarOf(today);
  const unit = known ?? readUnit(reading);
  const yearOf = (text: string | undefined): number => (text === undefined ? now.year : Number(text));
  const lead = "\\b(?:(?:for|in|of|during|from|covering)\\s+)?(?:the\\s+)?";

  const quarter = takeMatch(
    reading,
    new RegExp(
      `${lead}(?:Q([1-4])|(first|second|third|fourth) quarter)${year}\\b(?!\\s*[,&]|\\s+(?:and|to)\\s+Q)`,
      "i",
    ),
  );
  if (quarter !== null) {
    const number =
      quarter[1] === undefined
        ? ["first", "second", "third", "fourth"].indexOf((quarter[2] ?? "").toLowerCase()) + 1
        : Number(quarter[1]);
    const start = yearOf(quarter[3]);
    return {
      period: { start: serialOf(start, number * 3 - 2, 1), end: serialOf(start, number * 3 + 1, 0), step: unit },
      rows: rowsIn(serialOf(start, number * 3 - 2, 1), serialOf(start, number * 3 + 1, 0), unit),
      label: `Q${number}${quarter[3] === undefined ? "" : ` ${quarter[3]}`}`,
      unit,
    };
  }
  const span = takeMatch(
    reading,
    new RegExp(`${lead}\\b${monthWord}${year}\\s*(?:to|through|until|till|-)\\s*${monthWord}${year}\\b`, "i"),
  );
  if (span !== null) {
    const from = monthNumber(span[1]);
    const last = yearOf(span[4] ?? span[2]);
    const first = span[2] === undefined ? (monthNumber(span[3]) < from ? last - 1 : last) : yearOf(span[2]);
    const count = (last - first) * 12 + monthNumber(span[3]) - from + 1;
    return {
      period: { start: serialOf(first, from, 1), end: serialOf(first, from + count, 0), step: "month" },
      rows: count > 0 ? count : null,
      label: null,
      unit: "month",
    };
  }
  const month = takeMatch(
    reading,
    new RegExp(
      `(?:\\b(?:for|in|of|during|from)\\s+)(?:the month of\\s+)?${monthWord}${year}\\b|\\b${monthWord}\\s+((?:19|20)\\d\\d)\\b`,
      "i",
    ),
  );
  if (month !== null) {
    const number = monthNumber(month[1] ?? month[3]);
    const start = yearOf(month[2] ?? month[4]);
    return {
      period: { start: serialOf(start, number, 1), end: serialOf(start, number + 1, 0), step: unit },
      rows: unit === "month" ? null : rowsIn(serialOf(start, number, 1), serialOf(start, number + 1, 0), unit),
      label: `${months[number - 1]?.slice(0, 1).toUpperCase()}${months[number - 1]?.slice(1)} ${start}`,
      unit,
    };
  }
  const whole = takeMatch(
    reading,
    /\b(?:(?:for|in|of|during)\s+)?(?:the\s+)?(?:fiscal\s+|calendar\s+)?(?:year\s+)?((?:19|20)\d\d)\b(?!\s*(?:rows|items|entries|records|lines|people|employees))/i,
  );
  if (whole !== null) {
    const start = Number(whole[1]);
    return {
      period: { start: serialOf(start, 1, 1), end: serialOf(start, 12, 31), step: unit },
      rows: rowsIn(serialOf(start, 1, 1), serialOf(start, 12, 31), unit),
      label: whole[1] ?? null,
      unit,
    };
  }
  const relative = takeMatch(reading, /\b(?:for\s+)?(?:the\s+)?(this|next|last)\s+(week|month|quarter|year)\b/i);
  if (relative !== null)
    return { period: relativePeriod(relative[1] ?? "", relative[2] ?? "", today, unit), rows: null, label: null, unit };
  if (unit === "month")
    return {
      period: { start: serialOf(now.year, 1, 1), end: serialOf(now.year, 12, 31), step: "month" },
      rows: 12,
      label: null,
      unit,
    };
  return { period: null, rows: unit === "quarter" ? 4 : null, label: null, unit };
}

/** Takes "the last 6 months", "the next 5 days"; null when the text names no such span. */
export function readRolling(reading: Reading, nowMs: number): PeriodRead | null {
  const match = takeMatch(
    reading,
    new RegExp(
      `\\b(?:(?:for|over|of|in|during)\\s+)?(?:the\\s+)?(last|next|past|coming)\\s+${countPattern}\\s+(day|week|month|quarter|year)s\\b`,
      "i",
    ),
  );
  return match === null
    ? null
    : rollingPeriod(/next|coming/i.test(match[1] ?? ""), countOf(match[2] ?? ""), match[3] ?? "", serialOfMs(nowMs));
}

/** The time of a sheet that is called by a month or a quarter, in the year of the whole; null for any other name. */
export function periodNamed(name: string, whole: Period | null, nowMs: number): Period | null {
  const { year: y } = calendarOf(whole?.start ?? serialOfMs(nowMs));
  const quarter = /^Q([1-4])$/i.exec(name)?.[1];
  const month = new RegExp(`^${monthWord}$`, "i").test(name) ? monthNumber(name) : 0;
  const [first, length] = quarter === undefined ? [month, 1] : [Number(quarter) * 3 - 2, 3];
  return first === 0 ? null : { start: serialOf(y, first, 1), end: serialOf(y, first + length, 0), step: null };
}

/** "by month", "per month", "monthly", "for each month", "daily". */
function readUnit(reading: Reading): Step | null {
  const by = takeMatch(
    reading,
    /,?\s*\b(?:by|per|for each|for every|each|broken down by)\s+(day|week|month|quarter|year)\b(?!\s*(?:end|start|of|,|and\s+(?:by\s+)?\w+\s+column))/i,
  );
  if (by !== null) return stepOf(by[1] ?? "");
  const adjective =
    /\b(dai|week|month|quarter|year|annual)ly\b(?!\s+(?:rate|cost|fee|price|rent|salary|payment|wage|hours|pay|amount|goal|target))/i.exec(
      reading.rest,
    );
  return adjective === null
    ? null
    : stepOf((adjective[1] ?? "").toLowerCase() === "dai" ? "day" : (adjective[1] ?? ""));
}

function stepOf(word: string): Step | null {
  const steps: readonly Step[] = ["day", "week", "month", "quarter", "year"];
  const plain = word.toLowerCase() === "annual" ? "year" : word.toLowerCase();
  return steps.find((step) => step === plain) ?? null;
}

/** How many of the steps a time has, both days included; null where it is not divided. */
function rowsIn(start: number, end: number, unit: Step | null): number | null {
  const days = end - start + 1;
  const months = Math.round(days / 30.44);
  switch (unit) {
    case "day":
      return days;
    case "week":
      return Math.floor(days / 7);
    case "month":
      return months;
    case "quarter":
      return Math.max(1, Math.round(months / 3));
    case "year":
    case null:
      return null;
  }
}

function monthNumber(word: string | undefined): number {
  const short = (word ?? "").toLowerCase().slice(0, 3);
  return months.findIndex((month) => month.startsWith(short)) + 1;
}

function relativePeriod(which: string, unit: string, today: number, step: Step | null): Period {
  const shift = which.toLowerCase() === "this" ? 0 : which.toLowerCase() === "next" ? 1 : -1;
  const { year: y, month: m, weekday } = calendarOf(today);
  if (unit.toLowerCase() === "week") {
    const monday = today - ((weekday + 6) % 7) + shift * 7;
    return { start: monday, end: monday + 6, step };
  }
  const length = unit.toLowerCase() === "year" ? 12 : unit.toLowerCase() === "quarter" ? 3 : 1;
  const first = Math.floor((m - 1) / length) * length + 1 + shift * length;
  return { start: serialOf(y, first, 1), end: serialOf(y, first + length, 0), step };
}

function rollingPeriod(ahead: boolean, count: number, unit: string, today: number): PeriodRead {
  const step = stepOf(unit);
  const { year: y, month: m } = calendarOf(today);
  const months = step === "month" ? 1 : step === "quarter" ? 3 : step === "year" ? 12 : 0;
  const days = step === "week" ? 7 : 1;
  const start =
    months > 0 ? serialOf(y, ahead ? m + 1 : m - count * months, 1) : ahead ? today + 1 : today - count * days;
  const end = months > 0 ? serialOf(y, ahead ? m + 1 + count * months : m, 0) : start + count * days - 1;
  return { period: { start, end, step }, rows: count, label: null, unit: step };
}
