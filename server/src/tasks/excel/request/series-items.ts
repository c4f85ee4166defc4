import { ruleFor } from "../values/column-rules.ts";
import { plainColumn, type ColumnWish } from "./column-wish.ts";

// Columns that come in rows of their own: weekdays, months, quarters, years.

const months = "January February March April May June July August September October November December".split(" ");
const days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

const sets: readonly (readonly string[])[] = [days, short(days), months, short(months), ["Q1", "Q2", "Q3", "Q4"]];
const wholes: Readonly<Record<string, readonly string[]>> = {
  day: days,
  weekday: days.slice(0, 5),
  workday: days.slice(0, 5),
  "working day": days.slice(0, 5),
  month: months,
  quarter: ["Q1", "Q2", "Q3", "Q4"],
};

const anyMember = `(?:${[...new Set(sets.flat())].toSorted((one, other) => other.length - one.length).join("|")})`;

/** Source of a pattern for a span: "Monday to Friday", "Q1-Q4", "Jan to Jun". Two groups. */
export const spanPattern = `(${anyMember})\\.?\\s*(?:to|through|until|till|-)\\s*(${anyMember})\\b\\.?`;

/** The names from one to the other; null when they are not of one set and in its order. */
export function spanOf(from: string, to: string): string[] | null {
  for (const set of sets) {
    const index = (name: string): number => set.findIndex((one) => one.toLowerCase() === name.toLowerCase());
    const [start, end] = [index(from), index(to)];
    if (start >= 0 && end > start) return set.slice(start, end + 1);
  }
  return null;
}

/** "each day of the week", "every month": a column for each; null for any other item. */
export function eachOf(item: string): ColumnWish[] | null {
  const match =
    /^(?:each|every|all)\s+(?:of the\s+)?(weekday|workday|working day|day|month|quarter)s?$/i.exec(item) ??
    /^(?:(?:each|every|all)\s+(?:of the\s+)?)?(weekday|workday|working day|day|month|quarter)s? (?:of|in) (?:the|a) (?:week|year)$/i.exec(
      item,
    );
  const names = match === null ? undefined : wholes[(match[1] ?? "").toLowerCase()];
  return names === undefined ? null : names.map((name) => plainColumn(name));
}

const member = new RegExp(`^(${anyMember}|(?:19|20)\\d\\d)\\.?$`, "i");
const memberWithNoun = new RegExp(`^(${anyMember}|(?:19|20)\\d\\d)\\.?\\s+([a-z][a-z ]*)$`, "i");
const spanItem = new RegExp(`^${spanPattern}(?:\\s+([a-z][a-z ]*))?$`, "i");

interface SeriesRead {
  /** How many items the series took. */
  items: number;
  columns: ColumnWish[];
}

/** The columns that items from an index on make together: "Mon, Tue and Wed hours" are three columns of hours. Null when it is none. */
export function seriesAt(items: readonly string[], at: number): SeriesRead | null {
  const span = spanItem.exec(items[at] ?? "");
  const spanned = span === null ? null : spanOf(span[1] ?? "", span[2] ?? "");
  if (spanned !== null) return { items: 1, columns: columnsOf(spanned, span?.[3]) };
  const names: string[] = [];
  for (let next = at; next < items.length; next++) {
    const plain = member.exec(items[next] ?? "");
    if (plain !== null) {
      names.push(plain[1] ?? "");
      continue;
    }
    const last = memberWithNoun.exec(items[next] ?? "");
    if (last !== null && names.length > 0)
      return { items: next - at + 1, columns: columnsOf([...names, last[1] ?? ""], last[2]) };
    break;
  }
  return names.length < 2 ? null : { items: names.length, columns: columnsOf(names, undefined) };
}

/** The noun behind the last name says what all of them hold. */
function columnsOf(names: readonly string[], noun: string | undefined): ColumnWish[] {
  const kind = noun === undefined ? null : (ruleFor(noun.trim())?.kind ?? null);
  return names.map((name) => plainColumn(name.slice(0, 1).toUpperCase() + name.slice(1), { kind }));
}
