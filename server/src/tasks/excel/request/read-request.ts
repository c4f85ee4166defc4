import { maxRequestCharacters } from "../limits.ts";
import { findSubject, subjectById } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { leftover } from "./leftover.ts";
import { readHeaderColour } from "./read-formats.ts";
import { readPastedTable } from "./pasted-table.ts";
import { readSheets, type SheetMention } from "./read-sheets.ts";
import { readTable } from "./read-table.ts";
import { periodNamed } from "./read-period.ts";
import { readTitle } from "./read-title.ts";
import { type Reading, readingOf, withoutTaken } from "./reading.ts";
import type { TableWish } from "./table-wish.ts";
import { factsAsked, impossibleWishes, readNegations } from "./unsupported.ts";

export interface WorkbookWish {
  /** What the request calls the workbook; null leaves it to the planner. */
  title: string | null;
  /** "Q3 2025", for a title of the planner's own. */
  label: string | null;
  /** What the whole is about; the sheets may have subjects of their own. */
  subject: Subject | null;
  sheets: TableWish[];
}

export type RequestRead = { outcome: "read"; wish: WorkbookWish } | { outcome: "refused"; message: string };

/** The refusal of what asks for no table at all. */
export const noTable = "This is not a request for a spreadsheet.";

/** Understands a request for a new workbook, or says what of it the planner cannot do. */
export function readRequest(prompt: string, nowMs: number): RequestRead {
  const reading = readingOf(prompt);
  const pasted = readPastedTable(reading);
  const long = tooLong(withoutTaken(reading.rest));
  if (long !== null) return { outcome: "refused", message: long };
  const refusal = beyondPlanner(reading.rest) ?? notEnglish(reading.rest);
  if (refusal !== null) return { outcome: "refused", message: refusal };
  const asked = pasted !== null || asksForTable(reading.original);
  if (!asked && isConversation(reading.original)) return { outcome: "refused", message: noTable };
  if (
    /^\s*(?:please\s+|now\s+){0,6}(?:add|append|insert|sort|rename|delete|remove|move|format)\b/i.test(prompt) &&
    findSubject(prompt) === null
  )
    return { outcome: "refused", message: "This asks for a change, and there is no document in this run yet." };
  const title = readTitle(reading);
  const mentions = readSheets(reading);
  const main = readTable(reading, null, pasted, nowMs);
  if (!asked && main.wish.columns === null && main.wish.pasted === null)
    return { outcome: "refused", message: noTable };
  if (main.problem !== null) return { outcome: "refused", message: main.problem };
  const sheets: TableWish[] = [];
  for (const mention of mentions) {
    const read = readSheet(mention, main.wish, nowMs);
    if (typeof read === "string") return { outcome: "refused", message: read };
    sheets.push(read);
  }
  shareColumns(sheets, mentions);
  const unread = leftover(reading, columnNames(main.wish));
  if (unread !== null) return { outcome: "refused", message: notUnderstood(main.wish, pasted !== null, unread) };
  return {
    outcome: "read",
    wish: { title, label: main.label, subject: main.wish.subject, sheets: sheets.length === 0 ? [main.wish] : sheets },
  };
}

/** "Sheet A with 5 players and sheet B with 7 players, name, position and goals": the list behind the last one is for all. */
function shareColumns(sheets: TableWish[], mentions: readonly SheetMention[]): void {
  const last = sheets.at(-1);
  const others = sheets.slice(0, -1);
  if (last?.columns === undefined || last.columns === null || mentions.some((mention) => mention.section === null))
    return;
  const bare = (sheet: TableWish): boolean => sheet.columns === null && sheet.subject?.id === last.subject?.id;
  if (others.every(bare)) for (const sheet of others) sheet.columns = last.columns;
}

const foreign =
  /\b(?:erstelle|mach(?:e)? (?:mir|eine)|eine[nr]?|und|mit|f\u00fcr|zeilen|spalten|tabelle|liste der|kunden\w*|mitarbeiter\w*|rechnung|umsatz|cr[e\u00e9]er?|tableau|avec|lignes|colonnes|une|des|crea|tabla|hoja|filas|columnas|con|una|fattura|tabella|righe|colonne)\b/gi;

/** Two words of another language, or one where the request has three: it is then not misread as a misspelt English one. */
function notEnglish(text: string): string | null {
  const words = text.match(/[\p{L}]+/gu)?.length ?? 0;
  const found = text.match(foreign)?.length ?? 0;
  return found > 1 || (found === 1 && words < 4) ? "The request seems to be in another language than English." : null;
}

function notUnderstood(wish: TableWish, pasted: boolean, unread: string): string {
  if (wish.subject === null && wish.columns === null && !pasted)
    return `It does not know what this table should hold: '${unread}'. Name the columns, as in 'with columns Name, Date and Amount'.`;
  return `It does not understand this part of the request: '${unread}'.`;
}

/** Why a text is too long to be read; null when it is not. */
export function tooLong(text: string): string | null {
  if (text.length <= maxRequestCharacters) return null;
  return `The request has ${text.length.toLocaleString("en-US")} characters beside pasted rows; the planner reads ${maxRequestCharacters.toLocaleString("en-US")}.`;
}

/** What of a text no edit and no new table can give; null when there is nothing. */
export function beyondPlanner(text: string): string | null {
  const reading = readingOf(text);
  // A header may have a colour, other cells may not; and what is not wanted is no wish.
  readHeaderColour(reading);
  readNegations(reading);
  // What stands in quotes is a name, whatever it says.
  const asked = withoutTaken(reading.rest)
    .replace(/"[^"\n]*"|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu, " ")
    .replace(/\bcolumns?\b[^.;\n]*/gi, (list) =>
      list.replace(/(?<=[:,]\s*|\band\s+|^columns?\s+)(?!(?:and|an?)\b)[\w %/-]{1,30}(?=\s*(?:,|\band\b|$))/gi, " "),
    );
  const wishes = impossibleWishes(asked);
  if (wishes.length > 0)
    return `It cannot make ${wishes.map((wish) => `${wish.what} ('${wish.words}')`).join("; nor ")}.`;
  const facts = factsAsked(asked);
  if (facts !== null)
    return `It has no facts about the world ('${facts}'): the values it writes are samples, unless the request brings its own.`;
  return null;
}

const documentWords =
  /\b(?:spread ?sheets?|work ?(?:books?|sheets?)|excel|xlsx|tables?|sheets?|lists?|trackers?|reports?|logs?|registers?|planners?|templates?|overviews?|columns?|rows|grid|matrix|tab|plan|book|summary|database|data ?set|data|file|document|schedule|calendar|form|inventory|record|diary)\b/i;
const conversation =
  /^\s*(?:what|who|whom|whose|why|how|when|where|which|is|are|am|do|does|did|was|were|tell|explain|describe|summari[sz]e|write|hello|hi|hey|thanks|thank you|test|ok|yes|no)\b/i;

const isConversation = (text: string): boolean => conversation.test(text) || /\?\s*$/.test(text);

function asksForTable(text: string): boolean {
  return documentWords.test(text) || (findSubject(text) !== null && !isConversation(text));
}

/** The columns that the table will have, as far as they are known before it is planned. */
export function columnNames(wish: TableWish): string[] {
  const usual = (wish.subject?.columns ?? []).map((text) => text.split(" = ")[0] ?? "");
  const own = wish.columns?.map((one) => one.name) ?? wish.pasted?.headers ?? usual;
  return [...own, ...wish.leadColumns.map((one) => one.name), ...wish.extraColumns.map((one) => one.name)];
}

function readSheet(mention: SheetMention, main: TableWish, nowMs: number): TableWish | string {
  const bySheet = findSubject(mention.name)?.subject ?? null;
  const part = bySheet === null ? null : (main.subject?.parts?.[bySheet.id] ?? null);
  const subject: Subject | null = (part === null ? bySheet : subjectById(part)) ?? main.subject;
  if (mention.section === null)
    return {
      ...main,
      name: mention.name,
      subject,
      period: periodNamed(mention.name, main.period, nowMs) ?? main.period,
    };
  const reading: Reading = readingOf(mention.section);
  const { wish, problem } = readTable(reading, subject, readPastedTable(reading), nowMs);
  if (problem !== null) return problem;
  const unread = leftover(reading, columnNames(wish));
  if (unread !== null) return `It does not understand this part of the request: '${unread}'.`;
  return {
    ...wish,
    name: mention.name,
    subject: subject ?? wish.subject,
    rows: wish.rows ?? main.rows,
    currency: main.currency,
    period: wish.period ?? main.period,
    footers: wish.footers.length > 0 ? wish.footers : main.footers,
    plain: wish.plain || main.plain,
  };
}
