import type { Column } from "../../model/document.ts";
import { binary, cell, type Expression, number } from "../../model/expression.ts";
import type { DerivedRule } from "./rule.ts";
import { measures, type TableView } from "./table-view.ts";

const dates = (view: TableView): Column[] => view.others.filter((column) => column.kind === "date");
const dateNamed = (view: TableView, pattern: RegExp): Column | null =>
  dates(view).find((column) => pattern.test(column.name)) ?? null;

const began =
  /\b(?:start|hire|hired|join|joined|employed|since|employment|entry|enrolment|enrollment|purchase|purchased)\b/i;

/** What follows from dates and times. */
export const timeRules: readonly DerivedRule[] = [
  {
    name: /^age\b(?! group| range| rating)/i,
    needs: "a date of birth",
    build: (view) =>
      yearsSince(
        dateNamed(view, /\b(?:birth|birthday|born|dob)\b/i) ??
          dateNamed(view, /\b(?:purchased?|bought|built|manufactured?|registered|registration|acquired|founded)\b/i),
      ),
    given: () => true,
  },
  {
    name: /\b(?:years|length) (?:of service|in (?:the )?company|employed|at (?:the )?company|with us|in service)\b|^(?:tenure|seniority)\b|^service years$/i,
    needs: "a start date",
    build: (view) => yearsSince(dateNamed(view, began) ?? onlyStart(view)),
  },
  {
    name: /^(?:days|time) (?:left|remaining|until\b.*|to go|overdue|late|open|outstanding)\b|^(?:overdue|remaining|open) days$|^days (?:since|past)\b/i,
    needs: "one date to count from or to, or a number of days that it is the rest of",
    build: untilToday,
  },
  {
    name: /^nights$|^(?:duration|days(?: (?:taken|off|used|away|booked))?|(?:leave|vacation|holiday|rental) days|length(?: of stay)?|lead time|time taken|number of days)(?: in days| \(days\)| days)?$|^(?:days|duration) between\b/i,
    needs: "a start date and an end date",
    build: (view) => daysBetween(view) ?? hoursBetween(view, 1),
    given: (view) =>
      dates(view).length < 2 &&
      view.others.every((column) => column.kind !== "time") &&
      !/\bin days\b|between/i.test(view.target.name),
  },
  {
    name: /^(?:hours(?: worked)?|total hours|working hours|duration(?: in hours| \(hours?\)| \(h\)))$/i,
    needs: "a start time and an end time",
    build: (view) => hoursBetween(view, 24),
    given: (view) => view.others.every((column) => column.kind !== "time"),
  },
  {
    name: /^(?:duration|minutes|length)(?: in minutes| \(min(?:utes)?\)| min)?$/i,
    needs: "a start time and an end time",
    build: (view) => hoursBetween(view, 1_440),
    given: (view) => view.others.filter((column) => column.kind === "time").length < 2,
  },
  {
    name: /^overtime\b.*\d/i,
    needs: "hours that it is counted from",
    build: overtime,
  },
];

/** The one date there is, unless it is a birthday. */
function onlyStart(view: TableView): Column | null {
  const [only, more] = dates(view);
  return only === undefined || more !== undefined || /\b(?:birth|birthday|born|dob)\b/i.test(only.name) ? null : only;
}

function yearsSince(column: Column | null): Expression | null {
  return column === null ? null : { node: "years", from: cell(column.id) };
}

function untilToday(view: TableView): Expression | null {
  // What is left of an allowance, not of time.
  const [whole, taken] = [/\b(?:allow\w*|entitle\w*|total days|available)\b/i, /\b(?:taken|used|booked)\b/i].map(
    (words) => measures(view.others).find((column) => words.test(column.name)),
  );
  if (whole !== undefined && taken !== undefined) return binary("-", cell(whole.id), cell(taken.id));
  if (whole !== undefined || taken !== undefined) return null;
  const due = dateNamed(view, /\b(?:due|end|deadline|expiry|expires|renewal|delivery|close)\b/i);
  const start = dateNamed(view, /\b(?:start|opened|order|invoice|since|created|purchase)\b/i);
  const only = dates(view).length === 1 ? (dates(view)[0] ?? null) : null;
  const { name } = view.target;
  if (/\b(?:since|open|outstanding|past)\b/i.test(name)) {
    const from = start ?? only;
    return from === null ? null : binary("-", { node: "today" }, cell(from.id));
  }
  const to = due ?? only;
  if (to === null) return null;
  return /\b(?:overdue|late)\b/i.test(name)
    ? { node: "positive", of: binary("-", { node: "today" }, cell(to.id)) }
    : binary("-", cell(to.id), { node: "today" });
}

const starts = [/\b(?:arrival|check-?in|start|begin|from|opened)\b/i, /\b(?:departure|order|ship)\b/i];
const ends = /\b(?:end|finish|due|until|to|check-?out|departure|return|delivery|closed|completion)\b/i;

function daysBetween(view: TableView): Expression | null {
  const all = dates(view);
  const named = (among: readonly Column[], patterns: readonly RegExp[]): Column | undefined =>
    patterns.map((pattern) => among.find((column) => pattern.test(column.name))).find((column) => column !== undefined);
  const start = named(all, starts) ?? all[0];
  const rest = all.filter((column) => column !== start);
  const end = named(rest, [ends]) ?? rest[0];
  return start === undefined || end === undefined || all.length > 3 ? null : binary("-", cell(end.id), cell(start.id));
}

function hoursBetween(view: TableView, perDay: number): Expression | null {
  const [start, end, more] = view.others.filter((column) => column.kind === "time");
  if (start === undefined || end === undefined || more !== undefined) return null;
  const span = binary("-", cell(end.id), cell(start.id));
  return perDay === 1 ? span : binary("*", span, number(perDay));
}

/** "Overtime over 40h": what of the row's hours is above that. */
function overtime(view: TableView): Expression | null {
  const limit = Number(/\d+(?:\.\d+)?/.exec(view.target.name)?.[0]);
  const hours = measures(view.before);
  const total =
    hours.find((column) => /\b(?:total|weekly)\b/i.test(column.name)) ??
    hours.find((column) => /\bhours\b/i.test(column.name) && !/rate/i.test(column.name));
  return total === undefined || !Number.isFinite(limit)
    ? null
    : { node: "positive", of: binary("-", cell(total.id), number(limit)) };
}
