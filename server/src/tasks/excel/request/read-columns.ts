import { findSubject } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { type ColumnWish, columnWish } from "./column-wish.ts";
import type { FooterWish } from "./footer-wish.ts";
import { believable, isClause, isKnownName, isNoColumn, type ListRead, readItems } from "./list-items.ts";
import { maxColumns } from "../limits.ts";
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
  footers: FooterWish[];
  problem: string | null;
}

const nouns =
  "(?:columns|fields|headers|headings|column (?:headers|headings|names|titles)|attributes|columns?(?=\\s*:))";
const listStart = new RegExp(
  `(?:,?\\s*\\b(?:with|and|has|having|have|using|include|including|containing|use|it has|in|the|these|following|my|use the|should have|needs?|want)\\s+){0,6}(?:${countPattern}\\s+)?(?:(?:the|these|following|different)\\s+){0,6}\\b${nouns}\\b(?:\\s+(?:should be|will be|named|called|labell?ed|titled|headed|are|is|as follows|like|such as|for|being|of|namely|include|including|to be|the|each|named as|with (?:the )?(?:names|headers|titles|headings)|:))*\\s*(?::|[=-](?=\\s))?\\s*`,
  "i",
);
/** "with planned, actual and variance columns": the noun behind its list. */
const nounBehind =
  /\b(?:with|including|having|showing|has|contains?|and)\s+(?!(?:the\s+|these\s+|following\s+|different\s+|\w+\s+)?columns\b)([^.;:\n]{3,300}?)\s+columns\b(?!\s*(?::|-\s|\n\s*[-*•\d]|(?:named|called|should|are|is|like|such|for|as|with|of)\b))/i;
const asColumns = /[^.;:\n\uE000]{1,600}? as (?:the )?columns?\b/i;
const stop =
  /\s*[,;]?\s+(?:(?:and|then)\s+)?(?:(?:it\s+)?should|please|sorted|ordered by|sort|order by|ranked by|on (?:a |the )?(?:sheet|tab)|in (?:a |the )?(?:sheet|tab)|where\b|so that|then|which|with(?! tax| vat)|for (?:each|every|the|a|an|my|our|all|next|last|this|q[1-4]|\d|january|february|march|april|may|june|july)|add|make|include|using|use|fill|filled|called sheet|rename|format|populate|and fill|and put|and show|and use|and make|and add|and sort|and include|followed by|per row|one row|calculate|only)\b|,?\s+(?:and|plus|with)\s+(?:(?:a|the)\s+)?(?=\uE000)|\uE000+\s*(?=\.|$)/iy;

/** Takes the columns that the text lists, with the word ("columns: A, B") or without ("with name, salary and start date"). */
export function readColumns(reading: Reading, subject: Subject | null): ColumnsRead {
  takeNounBehind(reading);
  const read: ColumnsRead = {
    columns: readCrossed(reading),
    explicit: true,
    columnCount: null,
    extraColumns: [],
    footers: [],
    problem: null,
  };
  if (read.columns === null) readExplicit(reading, read);
  if (read.problem !== null) return read;
  const listed = implicitLists(reading, subject);
  read.footers.push(...listed.flatMap((list) => list.footers));
  const replacing = read.columns === null ? listed.filter((list) => !list.added) : [];
  const wishesOf = (lists: readonly ImplicitList[]): ColumnWish[] =>
    lists.flatMap((list) => list.columns.map((one) => one.wish));
  read.extraColumns.push(...wishesOf(listed.filter((list) => !replacing.includes(list))));
  if (read.columns === null) {
    const wishes = wishesOf(replacing);
    read.explicit = false;
    read.columns = wishes.length === 0 ? null : wishes;
  }
  read.extraColumns.push(...readExtras(reading));
  return read;
}

/** "Q1, Q2 and Total as columns" */
function readCrossed(reading: Reading): ColumnWish[] | null {
  const match = takeMatch(reading, asColumns);
  if (match === null) return null;
  const list = match[0].replace(/ as (?:the )?columns?$/i, "").replace(/^.*?\b(?:as rows|with|table|using)\b/i, "");
  return readItems(splitList(list))?.columns.map((one) => one.wish) ?? null;
}

/** "columns: A, B and C", "with 5 columns". */
function readExplicit(reading: Reading, read: ColumnsRead): void {
  const start = listStart.exec(reading.rest);
  if (start === null) return;
  const counted = start[1] === undefined ? null : countOf(start[1]);
  const list = takeList(reading, start.index, start.index + start[0].length);
  if (list === null) {
    // "with 5 columns", "5-column table": a number alone.
    const number = takeMatch(
      reading,
      new RegExp(`(?:,?\\s*\\b(?:with|and|having|has)\\s+){0,6}\\b${countPattern}[ -](?:different )?columns?\\b`, "i"),
    );
    read.columnCount = number === null ? null : countOf(number[1] ?? "");
    return;
  }
  // What is called a column is one, and no row below.
  read.columns = list.columns.map((one) => ({ ...one.wish, orBelow: null }));
  read.footers.push(...list.footers);
  if (counted === null || counted === read.columns.length) return;
  read.columnCount = counted;
  read.problem = `The request asks for ${counted} columns and names ${read.columns.length}: ${read.columns.map((wish) => wish.name).join(", ")}.`;
}

function takeList(reading: Reading, start: number, body: number): ListRead | null {
  // "Name; Phone; Email": semicolons may separate too.
  const semicolons = /^[^.,;\n]{1,40}(?:;[^.,;\n]{1,40})+/.exec(reading.rest.slice(body));
  if (semicolons !== null)
    reading.rest =
      reading.rest.slice(0, body) +
      semicolons[0].replaceAll(";", ",") +
      reading.rest.slice(body + semicolons[0].length);
  const end = endOfList(reading.rest, body, stop);
  const text = reading.rest.slice(body, end);
  const items = itemsOf(text);
  const list = items.length === 0 ? null : readItems(items);
  if (list === null || list.columns.length === 0) return null;
  // Behind something else that was read, as a number of rows, a further part need not be a name any more.
  const hole = text.indexOf(taken);
  const behind = hole < 0 ? null : readItems(itemsOf(text.slice(hole)));
  if (list.columns.some(isClause) || behind?.columns.some((one) => isNoColumn(one, null)) === true) return null;
  take(reading, start, end);
  return list;
}

const itemsOf = (text: string): string[] =>
  splitList(text)
    .map(withoutTaken)
    .filter((item) => item !== "");

/** "planned and actual columns" is a list like any other once its noun is taken. */
function takeNounBehind(reading: Reading): void {
  const match = nounBehind.exec(reading.rest);
  if (match === null || endsInCount.test(match[1] ?? "") || /\bas(?: the)?$/i.test(match[1] ?? "")) return;
  take(reading, match.index + match[0].length - "columns".length, match.index + match[0].length);
}

const endsInCount = new RegExp(`${countPattern}(?:\\s+different)?$`, "i");

const edges = new RegExp(`^[\\s:${taken}]+|[\\s${taken}]+$`, "g");
const implicitStart =
  /(?:,?\s*\b(?:with(?! (?:a|an|the) (?:title|name))|including|containing|showing|tracking|listing|that (?:has|shows|tracks|includes|lists|contains)|which (?:has|shows|tracks|includes|lists|contains)|to track|to list|has|having|include|such as|consisting of|contain|should (?:have|include|contain|show)|show|plus)\b\s*:?\s*|:\s*|\s-\s+)(?:(?:the following|their|its|the|columns|information|details|data|for each(?: \w+)?|each(?: \w+)?'s|info)\b\s*:?\s*)*/gi;
const looseStart = /[,;]\s*/g;

const maxStarts = 50;

type ImplicitList = ListRead & {
  /** Whether it only adds to other columns: "with a notes column". */
  added: boolean;
};

/** Lists after "with", "tracking" or a colon, when their words look like names of columns; then those that only a comma begins. */
function implicitLists(reading: Reading, subject: Subject | null): ImplicitList[] {
  return [...listsFrom(reading, subject, implicitStart, false), ...listsFrom(reading, subject, looseStart, true)];
}

function listsFrom(reading: Reading, subject: Subject | null, starts: RegExp, strict: boolean): ImplicitList[] {
  const found: ImplicitList[] = [];
  starts.lastIndex = 0;
  // Each start reads to the end of its list: a text of nothing but starts must not take the square of its length.
  for (let tries = 0; tries < maxStarts; tries++) {
    const start = starts.exec(reading.rest);
    if (start === null) break;
    const body = start.index + start[0].length;
    const end = endOfList(reading.rest, body, stop);
    // Of a list that begins with a comma no part counts unless all of it does.
    if (strict) starts.lastIndex = end;
    // "price in £" has lost its currency to another reader; a name with a hole inside was no name.
    const items = splitList(reading.rest.slice(body, end))
      .map((item) => item.replace(edges, "").replace(/^(?:including|include|incl\.?|showing|having)\s+/i, ""))
      .filter((item) => item !== "")
      .slice(0, maxColumns + 1);
    const list = items.length === 0 || items.some((item) => item.includes(taken)) ? null : readItems(items);
    if (list === null || !believable(list, subject)) continue;
    // "to track my plants" says what it is about, "table of plants" too; "with plants" names a column.
    const about = subject === null ? /track|list|that|which|:|-/i : /track|list/i;
    const alone = items.length === 1 && list.columns.some((one) => !one.sure);
    if (alone && (about.test(start[0]) || (subject === null && findSubject(items[0] ?? "") !== null))) continue;
    if (strict && list.columns.some((one) => !one.sure && !isKnownName(one.wish.name, subject))) continue;
    take(reading, start.index, end);
    starts.lastIndex = end;
    found.push({ ...list, added: items.every((item) => /\bcolumns?\b/i.test(item)) });
  }
  return found;
}

/** "and a margin column (revenue - cost)", "add an email column", where no list begins. */
function readExtras(reading: Reading): ColumnWish[] {
  const forms = [
    /,?\s*\b(?:and|with|plus|also|including|include|add)\s+(?:(?:also|add|include|have)\s+){0,6}(?:a|an|one|another|an? (?:extra|additional))\s+column\s+(?:for|called|named|with|showing|of|that shows)\s+(?:the\s+)?([^.,;\n]+?)(?=\s*(?:[.,;\n]|$|\band\b))/i,
    /,?\s*\b(?:and|plus|also|including|include|add)\s+(?:a|an|one|another)\s+(?:(?:extra|additional|new|calculated|computed)\s+)?((?:"[^"]+"|'[^']+'|[\w%/&-]+(?: [\w%/&-]+){0,2}?))\s+column\b(\s*\([^)]*\))?/i,
  ];
  return forms
    .flatMap((form) => takeMatches(reading, form))
    .flatMap((match) => columnWish(`${match[1] ?? ""}${match[2] ?? ""}`) ?? []);
}
