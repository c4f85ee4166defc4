import { homeSubjects } from "./home.ts";
import { moneySubjects } from "./money.ts";
import { peopleSubjects } from "./people.ts";
import type { Subject } from "./subject.ts";
import { tradeSubjects } from "./trade.ts";

export const subjects: readonly Subject[] = [...moneySubjects, ...tradeSubjects, ...peopleSubjects, ...homeSubjects];

/** What a table of no known subject is called, and what it has when the request names no columns. */
export const generalSubject: Subject = {
  id: "general",
  noun: "table",
  words: /^$/,
  sheet: "Sheet1",
  columns: ["Name", "Category", "Date", "Quantity", "Amount"],
  rows: 10,
  rowNouns: [],
  totals: false,
  time: "past",
  makers: {
    Name: { kind: "text", maker: { make: "numbered" } },
    Category: { kind: "text", maker: { make: "pool", pool: "genericCategory" } },
  },
};

/** A document word right behind a subject's word ("sales report") says what the table is, before any other mention. */
const documentWord =
  /^\s*(report|list|table|tracker|sheet|spreadsheet|plan|log|overview|workbook|data|template|register|record|file|dashboard|summary|database|book)s?\b/i;

export interface Mention {
  subject: Subject;
  /** Where the words begin that lead to it: of "customer orders" the customer. */
  from: number;
  at: number;
  text: string;
}

/** The subject that a text is about and where it says so; null when it names none. */
export function findSubject(text: string): Mention | null {
  const mentions = subjects.flatMap((subject): Mention[] => {
    const match = subject.words.exec(text);
    return match === null || match[0] === "" ? [] : [{ subject, from: match.index, at: match.index, text: match[0] }];
  });
  const [first] = mentions.toSorted((one, other) => weight(text, other) - weight(text, one));
  return first === undefined ? null : headNoun(text, first, mentions);
}

/** The first mention wins, one beside a document word before all; of two at the same place the longer wording knows more. */
function weight(text: string, mention: Mention): number {
  const beside =
    documentWord.test(text.slice(mention.at + mention.text.length)) ||
    documentWord.test(mention.text.split(/\s/).at(-1) ?? "");
  return (beside ? 100_000 : 0) - mention.at + mention.text.length / 100;
}

/** "customer orders" are orders, and so are "customers' orders": of words side by side the last one says what the thing is. */
function headNoun(text: string, mention: Mention, mentions: readonly Mention[]): Mention {
  const end = mention.at + mention.text.length;
  const next = mentions.find(
    (other) => other.at > mention.at && /^(?:['’]s?)?[ -]?$/.test(text.slice(end, other.at)) && other.at >= end,
  );
  return next === undefined ? mention : headNoun(text, { ...next, from: mention.from }, mentions);
}

export function subjectById(id: string): Subject | null {
  return subjects.find((subject) => subject.id === id) ?? null;
}
