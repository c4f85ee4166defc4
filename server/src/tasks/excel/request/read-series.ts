import type { Subject } from "../subjects/subject.ts";
import { type ColumnWish, columnWish } from "./column-wish.ts";
import { isKnownName } from "./list-items.ts";
import { endOfList, splitList } from "./lists.ts";
import { countOf, countPattern } from "./numbers.ts";
import { type Reading, take, takeMatch, withoutTaken } from "./reading.ts";
import { spanOf, spanPattern } from "./series-items.ts";

const stop = /\s+(?:with|for|sorted|on (?:a |the )?sheet|and (?:a|an|the|show|include|add))\b|\uE000/iy;

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
    if (wishes.length === 0 || !wishes.every((wish) => isKnownName(wish.name, subject))) continue;
    found.push(...wishes);
    take(reading, match.index, match.index + match[0].length);
  }
  return found;
}

/** Takes "3 exams", "marks in Math and Physics" or "Monday to Friday", for a subject that has such columns: their names. */
export function readSeries(reading: Reading, subject: Subject | null): string[] | null {
  const span = new RegExp(`(?:,?\\s*\\b(?:for|from|on)\\s+)?\\b${spanPattern}`, "i").exec(reading.rest);
  const spanned = span === null ? null : spanOf(span[1] ?? "", span[2] ?? "");
  if (span !== null && spanned !== null && subject?.columns.some((name) => spanned.includes(name)) === true) {
    take(reading, span.index, span.index + span[0].length);
    return spanned;
  }
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
