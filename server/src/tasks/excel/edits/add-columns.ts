import type { Value, WorkbookDocument } from "../model/document.ts";
import { formulaInWords } from "../model/formula-in-words.ts";
import { type ColumnWish, columnWish, looksLikeFormula } from "../request/column-wish.ts";
import { hasAmount, isKnownName, readItems } from "../request/list-items.ts";
import { splitList, unquoted } from "../request/lists.ts";
import { positionOf } from "./column-place.ts";
import { columnsOf, done, type EditInput, type EditResult, quotedList, refused } from "./edit.ts";
import { addColumn, type AddedColumn } from "./new-column.ts";

const add = "(?:add|insert|append|include|create|introduce|put in|give me|make|show|apply|calculate)";
const article =
  "(?:(?:a|an|the|another|one|two|three|four|five|some|new|extra|calculated|computed|additional|more|further|empty|blank|\\d+)\\s+){0,6}";
const listForm = new RegExp(
  `^${add}\\s+${article}columns?\\b\\s*(?:(?:called|named|for|with|titled|that shows?|showing|of|:|containing|the)\\s+|:\\s*){0,6}(.+)$`,
  "is",
);
const namedForm = new RegExp(
  `^${add}\\s+${article}(?!${article}columns?\\b)("[^"]+"|'[^']+'|[^=:,()"']{1,60}?)\\s+columns?\\b\\s*(.*)$`,
  "is",
);
const computeForm =
  /^(?:calculate|compute|work out|show|add|create|include)\s+(?:the\s+|a\s+|an\s+)?("[^"]+"|'[^']+'|[^=:,()"']{1,60}?)\s*(?:=|\b(?:as|from|by (?:taking|computing|multiplying|dividing|subtracting)|using|:)\s)\s*(.+)$/is;
const bareForm = new RegExp(`^(?:${add}|compute)\\s+${article}(.+)$`, "is");

/** "add a column with margin = revenue - cost", "add an email column", "add tax at 20%", "calculate profit as revenue minus cost". */
export function addColumns(input: EditInput): EditResult | null {
  const { clause, at, problem } = positionOf(input.sheet, input.clause);
  const wishes = wishesOf(clause)?.map((wish) => (isEmpty(clause) ? { ...wish, fill: { value: null } } : wish)) ?? null;
  if (wishes === null) return null;
  if (problem !== null) return refused(problem);
  if (wishes.length === 0)
    return refused(`The request does not say what the new column is called. ${columnsOf(input.sheet)}`);
  const strange = wishes.find(
    (wish) => !clause.includes(`'${wish.name}'`) && !clause.includes(`"${wish.name}"`) && hasAmount(wish.name),
  );
  if (strange !== undefined)
    return refused(`It does not understand '${strange.name}'. If that is the column's name, put it in quotes.`);
  const added: AddedColumn[] = [];
  const before = input.sheet.columns.slice();
  const formulasBefore = input.sheet.footers.map((footer) => new Map(footer.formulas));
  for (const [index, wish] of wishes.entries()) {
    const column = addColumn(input.document, input.sheet, {
      wish,
      at: at === null ? null : at + index,
      nowMs: input.nowMs,
    });
    if (typeof column !== "string") {
      added.push(column);
      continue;
    }
    input.sheet.columns = before;
    for (const [n, footer] of input.sheet.footers.entries()) footer.formulas = formulasBefore[n] ?? footer.formulas;
    return refused(column);
  }
  return done(said(input, added));
}

const isEmpty = (clause: string): boolean => /\b(?:empty|blank)\s+(?:[\w-]+\s+){0,3}columns?\b/i.test(clause);

function said({ document, sheet }: EditInput, added: readonly AddedColumn[]): string {
  const each = added.map((one) => `${quotedList([one.column.name])} (${sourceOf(document, sheet, one)})`);
  const list = each.length < 2 ? each.join("") : `${each.slice(0, -1).join(", ")} and ${each.at(-1)}`;
  return `added column${added.length === 1 ? "" : "s"} ${list} to sheet '${sheet.name}'`;
}

/** Nobody may take invented values for facts, or wonder what was computed. */
function sourceOf(document: WorkbookDocument, sheet: EditInput["sheet"], { column, holds }: AddedColumn): string {
  switch (holds) {
    case "computed":
      return column.formula === null ? "computed" : `= ${formulaInWords(document, sheet, column.formula)}`;
    case "samples":
      return "sample values";
    case "given":
      return "the same value in every row";
    case "nothing":
      return "empty";
  }
}

/** The columns that an order names; null when it is no order for columns. */
function wishesOf(clause: string): ColumnWish[] | null {
  const computed = /\bcolumns?\b/i.test(clause.split(/=/)[0] ?? "") ? null : computeForm.exec(clause);
  if (computed !== null && !/^(?:total|sum|average)s?$/i.test(unquoted(computed[1] ?? ""))) {
    const wish = columnWish(computed[1] ?? "");
    return wish === null ? null : [{ ...wish, formula: (computed[2] ?? "").replace(/^=\s*/, "") }];
  }
  const named = namedForm.exec(clause);
  if (named !== null && !/^(?:called|named|for|with)\b/i.test((named[1] ?? "").trim()))
    return withTail(named[1] ?? "", (named[2] ?? "").trim());
  const listed = listForm.exec(clause);
  if (listed !== null) return listOf(listed[1] ?? "");
  const bare = bareForm.exec(clause);
  if (bare === null) return null;
  const list = readItems(splitList(bare[1] ?? ""));
  const known = list?.columns.filter(
    ({ wish, sure }) => isBareName(wish.name) && (sure || isKnownName(wish.name, null)),
  );
  return list === null || list.footers.length > 0 || known?.length !== list.columns.length
    ? null
    : list.columns.map((one) => one.wish);
}

const isBareName = (name: string): boolean =>
  name.split(" ").length <= 4 &&
  !/\b(?:rows?|sheets?|tabs?|totals?|entries|charts?|everyone|everybody|all)\b/i.test(name) &&
  !/^\d/.test(name);

/** What follows "add a margin column": a formula, a fill, a bracket, a rate. */
function withTail(name: string, tail: string): ColumnWish[] {
  const formula =
    /^(?:=|(?:that is|which is|as|with(?: the)?(?: formula)?|calculated (?:as|from|by)|computed (?:as|from|by)|using|showing|:|for|equal to|based on|from)\s)\s*(.+)$/is.exec(
      tail,
    );
  const fill = fillOf(tail);
  if (tail === "") return names(name);
  if (fill !== undefined) return names(name).map((wish) => ({ ...wish, fill: { value: fill.value } }));
  if (formula !== null && (looksLikeFormula(formula[1] ?? "") || tail.startsWith("=")))
    return names(name).map((wish) => ({ ...wish, formula: (formula[1] ?? "").replace(/^=\s*/, "") }));
  if (tail.startsWith("(") || /^(?:of|at|as|in|formatted)\b/i.test(tail)) {
    const whole = columnWish(`${unquoted(name)} ${tail}`);
    if (whole !== null && whole.name.toLowerCase() !== `${unquoted(name)} ${tail}`.toLowerCase()) return [whole];
  }
  // Words behind the column that mean nothing here must not be dropped: they make a formula that fails with its reason.
  return names(name).map((wish) => ({ ...wish, formula: tail }));
}

function names(text: string): ColumnWish[] {
  return splitList(text)
    .map((item) => columnWish(item))
    .filter((wish) => wish !== null);
}

function listOf(text: string): ColumnWish[] {
  const fill = fillOf(text);
  const rest = fill === undefined ? text : text.slice(0, fill.start);
  const formula =
    /^("[^"]+"|'[^']+'|[^=:,"']{1,60}?)\s*(?::|\b(?:that is|which is|with(?: the)? formula|calculated (?:as|from|by)|computed (?:as|from|by)|as|with|equal to|using|for)\b)\s*=?\s*(.+)$/is.exec(
      rest,
    );
  if (formula !== null && !rest.includes("=") && looksLikeFormula(formula[2] ?? "")) {
    const wish = columnWish(formula[1] ?? "");
    if (wish !== null) return [{ ...wish, formula: formula[2] ?? "" }];
  }
  // A formula may hold commas and "and": sum of A, B and C.
  const whole =
    unquoted(rest) !== rest.trim()
      ? [rest]
      : /=|\b(?:sum|average|difference) (?:of|between)\b/i.test(rest) && !/,[^()]*=.*,[^()]*=/.test(rest)
        ? [rest]
        : splitList(rest);
  const read = whole.map((item) => columnWish(item)).filter((wish) => wish !== null);
  return fill === undefined ? read : read.map((wish) => ({ ...wish, fill: { value: fill.value } }));
}

/** "with the value Yes", "filled with 0", "default Open", "empty". */
function fillOf(text: string): { value: Value; start: number } | undefined {
  const empty =
    /,?\s*\b(?:that is |left |which is |and leave it |keep it )?(?:empty|blank)(?: for now)?$|^\((?:empty|blank)\)$/i.exec(
      text,
    );
  if (empty !== null) return { value: null, start: empty.index };
  const match =
    /,?\s*\b(?:with (?:the )?(?:default )?value(?:s)?|filled with|set to|default(?:ing)?(?: to)?|all set to|all)\s*:?\s+("[^"]+"|'[^']+'|[\w.,%€$ -]{1,60})$/i.exec(
      text,
    );
  if (match === null) return undefined;
  const value = unquoted(match[1] ?? "");
  if (/^(?:yes|true)$/i.test(value)) return { value: true, start: match.index };
  if (/^(?:no|false)$/i.test(value)) return { value: false, start: match.index };
  return { value: /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value, start: match.index };
}
