import type { Kind } from "../model/document.ts";
import { canBeDerived } from "../plan/derived/derive.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { type ColumnWish, columnWish, plainColumn } from "./column-wish.ts";
import { keyOf, singular } from "./find-column.ts";

// What each row of a table is: the column that says so, where the listed columns do not.

/** "10 tasks with owner and due date": what was counted is a column as well. */
export function withIdentity(
  columns: ColumnWish[],
  subject: Subject | null,
  counted: string | null,
  timeColumn: string | null,
): ColumnWish[] {
  const usual = usualIdentity(subject);
  const identity = countedIdentity(subject, usual, counted);
  if (identity !== null) return names(columns, identity) ? columns : [identity, ...columns];
  const anonymous = usual !== null && columns.every((one) => saysNothing(one, natureOf(usual) === "date"));
  return anonymous && timeColumn === null ? [usual, ...columns] : columns;
}

/** The subject's first column; the name rather than an id, where a table is as short as that. */
function usualIdentity(subject: Subject | null): ColumnWish | null {
  const first = subject?.columns[0] ?? "";
  return columnWish(/\b(?:id|sku|number)$/i.test(first) ? (subject?.names ?? first) : first);
}

function countedIdentity(subject: Subject | null, usual: ColumnWish | null, counted: string | null): ColumnWish | null {
  if (counted === null) return null;
  const noun = oneOf(counted);
  if (usual !== null && keyOf(usual.name) === keyOf(noun)) return usual;
  const wish = columnWish(noun);
  const kind = wish === null ? undefined : ruleFor(wish.name)?.kind;
  if (wish === null || kind === "text" || kind === "date") return wish;
  // Machines and apartments are what the rows are too; the subject knows its own.
  return kind !== undefined || subject?.rowNouns.includes(counted) === true ? null : { ...wish, kind: "text" };
}

/** Whether the columns say already what a row is. */
function names(columns: readonly ColumnWish[], identity: ColumnWish): boolean {
  const key = keyOf(identity.name);
  return columns.some(
    (one) =>
      keyOf(one.name) === key ||
      (keyOf(one.name).startsWith(`${key} `) && /\b(?:number|no|nr|id|name|code)$/i.test(one.name)) ||
      /\bname\b|^title$|\b(?:sku|id)\b|^month$|^date$|^rep$/i.test(one.name),
  );
}

const natureOf = (one: ColumnWish): Kind | undefined =>
  one.kind ?? ruleFor(one.name)?.kind ?? (canBeDerived(one.name) ? "decimal" : undefined);

const attribute =
  /^(?:status|priority|categor(?:y|ies)|type|notes?|comments?|region|department|stage|level|payment method|channel|gender|unit|shift|plan)$/i;

/** Numbers say nothing about what they belong to, a status or a category only what something is like. */
function saysNothing(one: ColumnWish, amongDates: boolean): boolean {
  const nature = natureOf(one);
  if (amongDates) return nature !== "text" && nature !== "date" && nature !== undefined;
  return attribute.test(one.name) || (nature !== "text" && nature !== undefined);
}

/** "sales and commission for 6 salespeople": what is counted is nothing that the subject lists. */
export function isOther(counted: string | null, subject: Subject | null): boolean {
  if (counted === null || subject === null || subject.rowNouns.includes(counted)) return false;
  const usual = subject.columns.map((text) => keyOf(text.split(" = ")[0] ?? ""));
  const kind = ruleFor(oneOf(counted))?.kind;
  return (kind === "text" || kind === undefined) && !usual.includes(keyOf(oneOf(counted)));
}

const ofTime =
  /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q[1-4])$/;

/** Whether a name is a day, a month or a quarter. */
export const isOfTime = (name: string): boolean => ofTime.test(name);

/** A table whose rows are months has a column that says which. */
export function withTime(columns: ColumnWish[], timeColumn: string | null): ColumnWish[] {
  const timed = columns.some(
    (one) => isOfTime(one.name) || ruleFor(one.name)?.kind === "date" || keyOf(one.name) === keyOf(timeColumn ?? ""),
  );
  return timeColumn === null || timed ? columns : [plainColumn(timeColumn), ...columns];
}

/** "sales reps" are each a sales rep. */
function oneOf(counted: string): string {
  const words = counted.toLowerCase().split(" ");
  const last = words.pop() ?? "";
  return [...words, last === "salespeople" ? "salesperson" : singular(last)].join(" ");
}
