import { subjects } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { type ColumnWish, columnWish } from "./column-wish.ts";
import { keyOf } from "./find-column.ts";
import { endOfList, splitList } from "./lists.ts";
import { countOf, countPattern } from "./numbers.ts";
import { type Reading, take, taken, takeMatch, takeMatches, withoutTaken } from "./reading.ts";

export interface ColumnsRead {
  /** The whole list; null when the text names none. */
  columns: ColumnWish[] | null;
  /** Whether the text says that these are the columns, rather than naming some. */
  explicit: boolean;
  columnCount: number | null;
  extraColumns: ColumnWish[];
  problem: string | null;
}

const nouns = "(?:columns?|fields|headers|headings|column (?:headers|headings|names|titles)|attributes)";
const listStart = new RegExp(
  `(?:,?\\s*\\b(?:with|and|has|having|have|using|include|including|containing|use|it has|in|the|these|following|my|use the|should have|needs?|want)\\s+){0,6}(?:${countPattern}\\s+)?(?:(?:the|these|following|different)\\s+){0,6}\\b${nouns}\\b(?:\\s+(?:should be|will be|named|called|labell?ed|titled|headed|are|is|as follows|like|such as|for|being|of|namely|include|including|to be|the|each|named as|with (?:the )?(?:names|headers|titles|headings)|:))*\\s*(?::|[=-](?=\\s))?\\s*`,
  "i",
);
const asColumns = /[^.;:\n\uE000]{1,600}? as (?:the )?columns?\b/i;
const stop =
  /\s*[,;]?\s+(?:(?:and|then)\s+)?(?:(?:it\s+)?should|please|sorted|ordered by|sort|order by|ranked by|on (?:a |the )?(?:sheet|tab)|in (?:a |the )?(?:sheet|tab)|where\b|so that|then|which|with(?! tax| vat)|for (?:each|every|the|a|an|my|our|all|\d|january|february|march|april|may|june|july)|add|make|include|using|use|fill|filled|called sheet|rename|format|populate|and fill|and put|and show|and use|and make|and add|and sort|and include|followed by|per row|one row|calculate)\b|,?\s+(?:and|plus|with)\s+(?:(?:a|the)\s+)?(?=\uE000)|\uE000+\s*(?=\.|$)/iy;

/** Takes the columns that the text lists, with the word ("columns: A, B") or without ("with name, salary and start date"). */
export function readColumns(reading: Reading, subject: Subject | null): ColumnsRead {
  const extraColumns: ColumnWish[] = readExtras(reading);
  const crossed = readCrossed(reading);
  if (crossed !== null) return { columns: crossed, explicit: true, columnCount: null, extraColumns, problem: null };
  const start = listStart.exec(reading.rest);
  const listed = start === null ? null : takeList(reading, start.index, start.index + start[0].length);
  const columnCount = start?.[1] === undefined ? null : countOf(start[1]);
  if (start !== null && listed === null) {
    // "with 5 columns", "5-column table": a number alone.
    const number = takeMatch(
      reading,
      new RegExp(`(?:,?\\s*\\b(?:with|and|having|has)\\s+){0,6}\\b${countPattern}[ -](?:different )?columns?\\b`, "i"),
    );
    return {
      columns: readImplicit(reading, subject),
      explicit: false,
      columnCount: number === null ? null : countOf(number[1] ?? ""),
      extraColumns,
      problem: null,
    };
  }
  if (listed !== null && columnCount !== null && listed.length !== columnCount) {
    return {
      columns: listed,
      explicit: true,
      columnCount,
      extraColumns,
      problem: `The request asks for ${columnCount} columns and names ${listed.length}: ${listed.map((wish) => wish.name).join(", ")}.`,
    };
  }
  return {
    columns: listed ?? readImplicit(reading, subject),
    explicit: listed !== null,
    columnCount: null,
    extraColumns,
    problem: null,
  };
}

/** "Q1, Q2 and Total as columns" */
function readCrossed(reading: Reading): ColumnWish[] | null {
  const match = takeMatch(reading, asColumns);
  if (match === null) return null;
  const list = match[0].replace(/ as (?:the )?columns?$/i, "").replace(/^.*?\b(?:as rows|with|table|using)\b/i, "");
  return splitList(list)
    .map(columnWish)
    .filter((wish) => wish !== null);
}

function takeList(reading: Reading, start: number, body: number): ColumnWish[] | null {
  // "Name; Phone; Email": semicolons may separate too.
  const semicolons = /^[^.,;\n]{1,40}(?:;[^.,;\n]{1,40})+/.exec(reading.rest.slice(body));
  if (semicolons !== null)
    reading.rest =
      reading.rest.slice(0, body) +
      semicolons[0].replaceAll(";", ",") +
      reading.rest.slice(body + semicolons[0].length);
  const end = endOfList(reading.rest, body, stop);
  const items = splitList(reading.rest.slice(body, end)).map(withoutTaken);
  const wishes = items.filter((item) => item !== "").flatMap((item) => eachOf(item) ?? [columnWish(item)]);
  const named = wishes.filter((wish) => wish !== null);
  // An item that is no name leaves the whole list unread: half a list must not pass for the whole.
  if (named.length === 0 || named.length < wishes.length) return null;
  take(reading, start, end);
  return named;
}

const sets: Readonly<Record<string, readonly string[]>> = {
  day: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  weekday: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
  month: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  quarter: ["Q1", "Q2", "Q3", "Q4"],
};

/** "each day of the week", "every month": a column for each; null for any other item. */
function eachOf(item: string): ColumnWish[] | null {
  const match =
    /^(?:each|every|all)\s+(?:of the\s+)?(weekday|day|month|quarter)s?$/i.exec(item) ??
    /^(?:(?:each|every|all)\s+(?:of the\s+)?)?(weekday|day|month|quarter)s? (?:of|in) (?:the|a) (?:week|year)$/i.exec(
      item,
    );
  const names = match === null ? undefined : sets[(match[1] ?? "").toLowerCase()];
  return names === undefined ? null : names.map((name) => ({ name, kind: null, choices: null, formula: null }));
}

/** "with a column for notes", "plus an email column", "and a margin column (revenue - cost)". */
function readExtras(reading: Reading): ColumnWish[] {
  const forms = [
    /,?\s*\b(?:and|with|plus|also|including|include|add)\s+(?:(?:also|add|include|have)\s+){0,6}(?:a|an|one|another|an? (?:extra|additional))\s+column\s+(?:for|called|named|with|showing|of|that shows)\s+(?:the\s+)?([^.,;\n]+?)(?=\s*(?:[.,;\n]|$|\band\b))/i,
    /,?\s*\b(?:and|plus|also|including|include|add)\s+(?:a|an|one|another)\s+(?:(?:extra|additional|new|calculated|computed)\s+)?((?:"[^"]+"|'[^']+'|[\w%/&-]+(?: [\w%/&-]+){0,2}?))\s+column\b(\s*\([^)]*\))?/i,
  ];
  return forms
    .flatMap((form) => takeMatches(reading, form))
    .flatMap((match) => columnWish(`${match[1] ?? ""}${match[2] ?? ""}`) ?? []);
}

const edges = new RegExp(`^[\\s:${taken}]+|[\\s${taken}]+$`, "g");
const implicitStart =
  /(?:,?\s*\b(?:with(?! (?:a|an|the) (?:title|name))|including|containing|showing|tracking|listing|that (?:has|shows|tracks|includes|lists|contains)|which (?:has|shows|tracks|includes|lists|contains)|to track|to list|has|having|include|such as|consisting of|contain|should (?:have|include|contain|show))\b\s*:?\s*|:\s*|\s-\s+)(?:(?:the following|their|its|the|columns|information|details|data|for each(?: \w+)?|each(?: \w+)?'s|info)\b\s*:?\s*)*/gi;

/** A list after "with", "tracking" or a colon, when its words look like names of columns. */
function readImplicit(reading: Reading, subject: Subject | null): ColumnWish[] | null {
  for (const start of reading.rest.matchAll(implicitStart)) {
    const body = start.index + start[0].length;
    const end = endOfList(reading.rest, body, stop);
    const text = reading.rest.slice(body, end);
    // "price in £" has lost its currency to another reader; a name with a hole inside was no name.
    const items = splitList(text)
      .map((item) => item.replace(edges, ""))
      .filter((item) => item !== "");
    if (items.some((item) => item.includes(taken))) continue;
    // "to track my plants" says what it is about.
    if (items.length === 1 && (subject === null || /track|list/i.test(start[0]))) continue;
    const wishes = items.map(columnWish);
    if (
      items.length === 0 ||
      wishes.includes(null) ||
      !believable(
        wishes.filter((wish) => wish !== null),
        subject,
      )
    )
      continue;
    take(reading, start.index, end);
    return wishes.filter((wish) => wish !== null);
  }
  return null;
}

/** Short names, at least half of them known: "with lots of detail" names no column. */
function believable(wishes: readonly ColumnWish[], subject: Subject | null): boolean {
  if (
    wishes.some(
      (wish) =>
        wish.name.split(" ").length > 4 ||
        /^\d+\b|\b(?:rows|sheets|tabs)\b|^(?:for|about|that|which|it|me|some|realistic|sample|proper|nice|good|clear|everything)\b|\b(?:for|from|with|that|which|who)\b/i.test(
          wish.name,
        ),
    )
  )
    return false;
  const known = wishes.filter((wish) => isKnown(wish, subject)).length;
  return wishes.length === 1 ? known === 1 : known * 2 >= wishes.length;
}

const usual = new Set(subjects.flatMap((subject) => subject.columns.map((name) => keyOf(name.split(" = ")[0] ?? ""))));

function isKnown(wish: ColumnWish, subject: Subject | null): boolean {
  if (wish.formula !== null || wish.kind !== null || wish.choices !== null) return true;
  if (usual.has(keyOf(wish.name)) || ruleFor(wish.name) !== null) return true;
  return subject?.makers !== undefined && wish.name in subject.makers;
}

/** Takes "by region", "per product and month": columns that the table must have. */
export function readBy(reading: Reading, subject: Subject | null): ColumnWish[] {
  const found: ColumnWish[] = [];
  for (const match of reading.rest.matchAll(
    /\b(?:broken down\s+)?(?:by|per)\s+([a-z][\w-]*(?: [a-z][\w-]*)??)(?:\s*(?:,|and|&)\s*(?:by\s+)?([a-z][\w-]*))?(?=\s*(?:[.,;\n:]|$|\bfor\b|\bin\b|\bwith\b|\bon\b|\bsorted\b|\uE000))/gi,
  )) {
    const wishes = [match[1], match[2]]
      .filter((word) => word !== undefined)
      .map(columnWish)
      .filter((wish) => wish !== null);
    if (wishes.length === 0 || !wishes.every((wish) => isKnown(wish, subject))) continue;
    found.push(...wishes);
    take(reading, match.index, match.index + match[0].length);
  }
  return found;
}

/** Takes "3 exams" or "marks in Math and Physics", for a subject that has such columns: their names. */
export function readSeries(reading: Reading, subject: Subject | null): string[] | null {
  if (subject?.series === undefined) return null;
  const inSubjects = /\b(?:marks|grades|scores|points|results)\s+(?:in|for)\s+(?=[A-Z])/.exec(reading.rest);
  if (inSubjects !== null) {
    const body = inSubjects.index + inSubjects[0].length;
    const end = endOfList(reading.rest, body, stop);
    const names = splitList(reading.rest.slice(body, end))
      .map(withoutTaken)
      .filter((name) => name !== "");
    if (names.length > 1) {
      take(reading, inSubjects.index, end);
      return names;
    }
  }
  const match = takeMatch(
    reading,
    new RegExp(
      `(?:,?\\s*\\b(?:for|over)\\s+){0,6}\\b${countPattern}\\s+(${subject.series.map((word) => (word === "quiz" ? "quizze?" : word)).join("|")})s\\b(?:\\s+each)?`,
      "i",
    ),
  );
  if (match === null) return null;
  const word = (match[2] ?? "").toLowerCase().replace(/^quizze?$/, "quiz");
  const title = word.slice(0, 1).toUpperCase() + word.slice(1);
  // One too many is enough for the limit to be named.
  return Array.from({ length: Math.min(countOf(match[1] ?? ""), 1_000) }, (_, index) => `${title} ${index + 1}`);
}
