import { canBeDerived } from "../plan/derived/derive.ts";
import { subjects } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { type ColumnWish, columnWish } from "./column-wish.ts";
import { keyOf } from "./find-column.ts";
import { footerInstead, footerItem, type FooterWish } from "./footer-wish.ts";
import { unquoted } from "./lists.ts";
import { eachOf, seriesAt } from "./series-items.ts";

/** What the items of a list ask for. */
export interface ListRead {
  columns: ListedColumn[];
  footers: FooterWish[];
}

export interface ListedColumn {
  wish: ColumnWish;
  /** Whether the words say that it is a column: quotes, "a … column", a kind, a formula. */
  sure: boolean;
}

/** Reads every item of a list; null when one of them is nothing: half a list must not pass for the whole. */
export function readItems(items: readonly string[]): ListRead | null {
  const read: ListRead = { columns: [], footers: [] };
  for (let at = 0; at < items.length;) {
    const series = seriesAt(items, at);
    if (series !== null) {
      read.columns.push(...series.columns.map((wish) => ({ wish, sure: true })));
      at += series.items;
      continue;
    }
    const item = items[at++] ?? "";
    const each = eachOf(item);
    const below = each === null && unquoted(item) === item.trim() ? footerItem(item) : null;
    const wish = each === null && below === null ? columnWish(item) : null;
    if (each !== null) read.columns.push(...each.map((one) => ({ wish: one, sure: true })));
    else if (below !== null) read.footers.push(below);
    else if (wish === null) return null;
    else read.columns.push({ wish: { ...wish, orBelow: footerInstead(item) }, sure: isSure(item, wish) });
  }
  return read;
}

function isSure(item: string, wish: ColumnWish): boolean {
  return (
    unquoted(item) !== item.trim() ||
    /\bcolumns?\b/i.test(item) ||
    wish.formula !== null ||
    wish.kind !== null ||
    wish.choices !== null ||
    wish.fill !== null
  );
}

const usual = new Set(subjects.flatMap((subject) => subject.columns.map((name) => keyOf(name.split(" = ")[0] ?? ""))));

/** Whether the planner knows what a column of that name holds. */
export function isKnownName(name: string, subject: Subject | null): boolean {
  if (usual.has(keyOf(name)) || ruleFor(name) !== null || canBeDerived(name)) return true;
  return subject?.makers !== undefined && name in subject.makers;
}

const noName =
  /^\d+\b|\b(?:rounded|sorted|grouped|formatted|highlighted|hidden|protected|merged|bold|italics?|underlined)\b|\b(?:rows|sheets|tabs)\b|^(?:for|about|that|which|it|me|some|realistic|sample|proper|nice|good|clear|everything|only|not|no|without|except|sorted|grouped)\b|\b(?:for|from|with|that|which|who|whose|where|when|if|only|should|must|between|over|under|above|below|negative|positive)\b/i;
/** A number in a name counts (Exam 1, Week 12) or is a year; anything else is an amount that a name would swallow. */
const numberInName = /^(?:[^\d]*\s#?\d{1,2}|Q[1-4]|.*\b(?:19|20)\d\d)$/i;

/** Words that join or compare: no name that a person gives a column has them, unless it is one that everybody knows. */
const joins =
  /\b(?:like|as|than|on|in|at|by|to|into|until|till|since|before|after|because|so|such|very|more|less|most|least|each|every|per|all|any|both|again|too|also|just|still|twice|usual|last|next|same|other|agreed|please)\b|'s\b/i;

/** Whether an item is no column by the looks of its words, where nothing but they says that it is one. */
export function isNoColumn({ wish, sure }: ListedColumn, subject: Subject | null): boolean {
  return !sure && isNoName(wish.name, subject);
}

/** Whether an item begins as a part of a sentence does, even in a list of columns. */
export function isClause({ wish, sure }: ListedColumn): boolean {
  return (
    !sure &&
    /^(?:except|excluding|but|only|without|not|where|like|as|rounded|sorted|grouped|starting|twice|if|when|unless|because|so that)\b/i.test(
      wish.name,
    )
  );
}

/** Whether a name holds a number that is no part of a name: "Shipping fee of 15". */
export const hasAmount = (name: string): boolean =>
  /\d/.test(name) && !numberInName.test(name) && !canBeDerived(name) && !/^[=+@-]/.test(name);

function isNoName(name: string, subject: Subject | null): boolean {
  if (name.split(" ").length > 4) return true;
  if (canBeDerived(name)) return false;
  if (noName.test(name) || hasAmount(name)) return true;
  // "Price per unit" is known; so are the words of "revenue rounded to thousands", and it is none.
  const bare = name.replace(/\s+in (?:years|months|weeks|days|hours|minutes|kg|km|percent|euros|dollars|pounds)$/i, "");
  return joins.test(bare) && (!isKnownName(name, subject) || bare.split(" ").length > 3);
}

/** Short names, at least half of them known: "with lots of detail" names no column. */
export function believable(list: ListRead, subject: Subject | null): boolean {
  const open = list.columns.filter((one) => !one.sure);
  if (open.some((one) => isNoColumn(one, subject))) return false;
  const known = open.filter((one) => isKnownName(one.wish.name, subject) || subject?.unnamed !== undefined).length;
  const others = list.columns.length - open.length + list.footers.length;
  if (open.length === 0) return others > 0;
  return open.length + others === 1 ? known === 1 : (known + others) * 2 >= open.length + others;
}
