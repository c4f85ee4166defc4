import { calendarOf, serialOf, serialOfMs } from "../model/dates.ts";
import { type Reading, takeMatch } from "./reading.ts";
import type { Step } from "../values/period.ts";
import type { PeriodRead } from "./read-period.ts";

// Exact days: "from 1 March 2026 to 15 March 2026", "the week of March 2 2026".

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const month =
  "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\.?";
const day = `(?:(\\d{4})-(\\d{1,2})-(\\d{1,2})|(\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?\\s+${month}(?:,?\\s+((?:19|20)\\d\\d))?|${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+((?:19|20)\\d\\d))?)`;
const groups = 9;

/** Takes a span of days or the week of a day; null when the text names neither. */
export function readDays(reading: Reading, nowMs: number): PeriodRead | null {
  const now = calendarOf(serialOfMs(nowMs)).year;
  const span = takeMatch(
    reading,
    new RegExp(
      `(?:,?\\s*\\b(?:for|from|between|covering|of)\\s+)?(?:the\\s+(?:days|period)\\s+)?${day}\\s*(?:to|until|till|through|and|-)\\s*${day}(?!\\d)`,
      "i",
    ),
  );
  if (span !== null) {
    const end = dayOf(span.slice(1 + groups), now);
    const start = dayOf(span.slice(1, 1 + groups), calendarOf(end).year);
    return end < start
      ? null
      : { period: { start, end, step: "day" }, rows: end - start + 1, label: null, unit: "day" };
  }
  const week = takeMatch(
    reading,
    new RegExp(
      `(?:,?\\s*\\b(?:for|in|of|during)\\s+)?(?:the\\s+)?week\\s+(?:of|from|starting(?:\\s+on)?|beginning(?:\\s+on)?|commencing)\\s+(?:monday,?\\s+)?(?:the\\s+)?${day}(?!\\d)`,
      "i",
    ),
  );
  if (week === null) return null;
  const named = dayOf(week.slice(1), now);
  const monday = named - ((calendarOf(named).weekday + 6) % 7);
  return { period: { start: monday, end: monday + 6, step: "day" }, rows: null, label: null, unit: null };
}

/** The groups of one day as a serial number. */
function dayOf(parts: readonly (string | undefined)[], usualYear: number): number {
  const [isoYear, isoMonth, isoDay, first, named, year, namedToo, second, yearToo] = parts;
  if (isoYear !== undefined) return serialOf(Number(isoYear), Number(isoMonth), Number(isoDay));
  const word = (named ?? namedToo ?? "").toLowerCase().slice(0, 3);
  return serialOf(Number(year ?? yearToo ?? usualYear), months.indexOf(word) + 1, Number(first ?? second));
}

/** Takes "one row per day", "one a month": what each row is; null when the text does not say. */
export function readRowEach(reading: Reading): Step | null {
  const match = takeMatch(
    reading,
    /,?\s*\b(?:(?:with|and)\s+)?(?:(?:one|a|1)\s+(?:row|line|entry)|one)\s+(?:per|a|each|for each|for every|every)\s+(day|week|month|quarter|year)\b/i,
  );
  const step = match?.[1]?.toLowerCase();
  return step === "day" || step === "week" || step === "month" || step === "quarter" || step === "year" ? step : null;
}
