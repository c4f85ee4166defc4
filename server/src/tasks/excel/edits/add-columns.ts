import { letters } from "../model/layout.ts";
import type { Column, TableSheet, Value } from "../model/document.ts";
import { binary, cell, percent } from "../model/expression.ts";
import { impliedFormula } from "../plan/formula-rules.ts";
import { type ColumnWish, columnWish, looksLikeFormula } from "../request/column-wish.ts";
import { findColumn } from "../request/find-column.ts";
import { splitList, unquoted } from "../request/lists.ts";
import { percentText } from "../request/table-wish.ts";
import { ruleFor } from "../values/column-rules.ts";
import { columnsOf, done, type EditInput, type EditResult, quotedList, refused } from "./edit.ts";
import { addColumn, type NewColumn } from "./new-column.ts";

const add = "(?:add|insert|append|include|create|introduce|put in|give me|make|show)";
const article =
  "(?:(?:a|an|the|another|one|two|three|some|new|extra|calculated|computed|additional|more|further|\\d+)\\s+){0,6}";
const listForm = new RegExp(
  `^${add}\\s+${article}columns?\\b\\s*(?:(?:called|named|for|with|titled|that shows?|showing|of|:|containing|the)\\s+|:\\s*){0,6}(.+)$`,
  "is",
);
const namedForm = new RegExp(
  `^${add}\\s+${article}(?!(?:a|an|the|another|one|two|three|four|five|some|new|extra|calculated|computed|additional|more|further|\\d+)\\s+columns?\\b|columns?\\b)("[^"]+"|'[^']+'|[^=:,()"']{1,60}?)\\s+columns?\\b\\s*(.*)$`,
  "is",
);
const computeForm =
  /^(?:calculate|compute|work out|show|add|create|include)\s+(?:the\s+|a\s+|an\s+)?("[^"]+"|'[^']+'|[^=:,()"']{1,60}?)\s*(?:=|\b(?:as|from|by (?:taking|computing|multiplying|dividing|subtracting)|using|:)\s)\s*(.+)$/is;
const bareForm = new RegExp(`^(?:${add}|calculate|compute)\\s+${article}(.+)$`, "is");
const taxForm =
  /^(?:add|include|calculate|apply|put)\s+(?:a\s+|the\s+)?(?:(\d{1,2}(?:\.\d+)?)\s?%\s*(?:of\s+)?(vat|tax|sales tax|gst|discount|commission|markup|mwst)|(vat|tax|sales tax|gst|discount|commission|markup|mwst)\s*(?:column\s*)?(?:of|at|with|:|rate of|\()?\s*(\d{1,2}(?:\.\d+)?)\s?%\)?)(?:\s+columns?)?(?:\s+(?:to|on|of|from|based on|for)\s+(?:the\s+)?(.+))?$/i;

/** "add a column with margin = revenue - cost", "add an email column", "add tax at 20%", "calculate profit as revenue minus cost". */
export function addColumns(input: EditInput): EditResult | null {
  const tax = taxForm.exec(input.clause);
  if (tax !== null) return addRate(input, tax);
  const { clause, at, problem } = positionOf(input.sheet, input.clause);
  const wishes = wishesOf(input.sheet, clause);
  if (wishes === null) return null;
  if (problem !== null) return refused(problem);
  if (wishes.length === 0)
    return refused(`The request does not say what the new column is called. ${columnsOf(input.sheet)}`);
  const added: Column[] = [];
  const before = input.sheet.columns.slice();
  const formulasBefore = input.sheet.footers.map((footer) => new Map(footer.formulas));
  for (const [index, { wish, fill }] of wishes.entries()) {
    const column = addColumn(input.document, input.sheet, {
      wish,
      formula: null,
      fill,
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
  return done(said(input.sheet, added));
}

function said(sheet: TableSheet, added: readonly Column[]): string {
  const computed = added.filter((column) => column.formula !== null);
  const empty = added.filter((column) => column.cells.every((cell) => cell.value === null) && column.formula === null);
  if (empty.length > 0)
    return `added column${added.length === 1 ? "" : "s"} ${quotedList(added.map((column) => column.name))} to sheet '${sheet.name}' (${empty.length === added.length ? "" : `${quotedList(empty.map((column) => column.name))} `}empty)`;
  const how =
    computed.length === 0
      ? ""
      : computed.length === added.length
        ? " (computed)"
        : ` (${quotedList(computed.map((column) => column.name))} computed)`;
  return `added column${added.length === 1 ? "" : "s"} ${quotedList(added.map((column) => column.name))}${how} to sheet '${sheet.name}'`;
}

interface Wanted {
  wish: ColumnWish;
  fill: Value | undefined;
}

/** The columns that an order names; null when it is no order for columns. */
function wishesOf(sheet: TableSheet, clause: string): Wanted[] | null {
  const computed = /\bcolumns?\b/i.test(clause.split(/=/)[0] ?? "") ? null : computeForm.exec(clause);
  if (computed !== null && !/^(?:total|sum|average)s?$/i.test(unquoted(computed[1] ?? ""))) {
    const wish = columnWish(computed[1] ?? "");
    return wish === null
      ? null
      : [{ wish: { ...wish, formula: (computed[2] ?? "").replace(/^=\s*/, "") }, fill: undefined }];
  }
  const named = namedForm.exec(clause);
  if (named !== null && !/^(?:called|named|for|with)\b/i.test((named[1] ?? "").trim()))
    return withTail(named[1] ?? "", (named[2] ?? "").trim());
  const listed = listForm.exec(clause);
  if (listed !== null) return listOf(listed[1] ?? "");
  const bare = bareForm.exec(clause);
  if (bare === null) return null;
  const items = splitList(bare[1] ?? "").map((item) => columnWish(item));
  const known = items.filter(
    (wish): wish is ColumnWish =>
      wish !== null && wish.name.split(" ").length <= 3 && (wish.formula !== null || isKnown(sheet, wish)),
  );
  return known.length === items.length && known.length > 0 ? known.map((wish) => ({ wish, fill: undefined })) : null;
}

function isKnown(sheet: TableSheet, wish: ColumnWish): boolean {
  if (/\b(?:rows?|sheets?|tabs?|totals?|entries|charts?)\b/i.test(wish.name) || /^\d/.test(wish.name)) return false;
  const probe: Column = {
    id: -1,
    name: wish.name,
    kind: "currency",
    format: "",
    additive: false,
    formula: null,
    cells: [],
    width: null,
    headerLook: null,
    bodyLook: null,
  };
  return (
    ruleFor(wish.name) !== null ||
    impliedFormula({ columns: [...sheet.columns, probe], target: probe, taxRate: null }) !== null
  );
}

/** What follows "add a margin column": a formula, a fill, a bracket. */
function withTail(name: string, tail: string): Wanted[] {
  const formula =
    /^(?:=|(?:that is|which is|as|with(?: the)?(?: formula)?|calculated (?:as|from|by)|computed (?:as|from|by)|using|showing|:|for|equal to|based on|from)\s)\s*(.+)$/is.exec(
      tail,
    );
  const fillText = fillOf(tail);
  if (tail === "") return names(name).map((wish) => ({ wish, fill: undefined }));
  if (fillText !== undefined) return names(name).map((wish) => ({ wish, fill: fillText.value }));
  if (formula !== null && (looksLikeFormula(formula[1] ?? "") || tail.startsWith("=")))
    return names(name).map((wish) => ({
      wish: { ...wish, formula: (formula[1] ?? "").replace(/^=\s*/, "") },
      fill: undefined,
    }));
  if (tail.startsWith("("))
    return [columnWish(`${unquoted(name)} ${tail}`)]
      .filter((wish) => wish !== null)
      .map((wish) => ({ wish, fill: undefined }));
  // Words behind the column that mean nothing here must not be dropped: they make a formula that fails with its reason.
  return names(name).map((wish) => ({ wish: { ...wish, formula: tail }, fill: undefined }));
}

function names(text: string): ColumnWish[] {
  return splitList(text)
    .map((item) => columnWish(item))
    .filter((wish) => wish !== null);
}

function listOf(text: string): Wanted[] {
  const fill = fillOf(text);
  const rest = fill === undefined ? text : text.slice(0, fill.start);
  const formula =
    /^("[^"]+"|'[^']+'|[^=:,"']{1,60}?)\s*(?::|\b(?:that is|which is|with(?: the)? formula|calculated (?:as|from|by)|computed (?:as|from|by)|as|with|equal to|using|for)\b)\s*=?\s*(.+)$/is.exec(
      rest,
    );
  if (formula !== null && !rest.includes("=") && looksLikeFormula(formula[2] ?? "")) {
    const wish = columnWish(formula[1] ?? "");
    if (wish !== null) return [{ wish: { ...wish, formula: formula[2] ?? "" }, fill: undefined }];
  }
  // A formula may hold commas and "and": sum of A, B and C.
  const whole =
    unquoted(rest) !== rest.trim()
      ? [rest]
      : /=|\b(?:sum|average|difference) (?:of|between)\b/i.test(rest) && !/,[^()]*=.*,[^()]*=/.test(rest)
        ? [rest]
        : splitList(rest);
  return whole
    .map((item) => columnWish(item))
    .filter((wish) => wish !== null)
    .map((wish) => ({ wish, fill: fill?.value }));
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

/** Takes "after Region", "before the price column", "at the start". */
function positionOf(sheet: TableSheet, clause: string): { clause: string; at: number | null; problem: string | null } {
  const start = /,?\s*\b(?:at the (?:beginning|start|front|left)|as (?:the )?first column|on the (?:far )?left)\b/i;
  if (start.test(clause)) return { clause: clause.replace(start, ""), at: 0, problem: null };
  const end = /,?\s*\b(?:at the (?:end|right)|as (?:the )?last column|on the (?:far )?right)\b/i;
  if (end.test(clause)) return { clause: clause.replace(end, ""), at: null, problem: null };
  const match =
    /,?\s*\b(?:(?:right |directly |just )?(after|behind|before|in front of|next to|(?:to the )?(?:left|right) of))\s+(?:the\s+)?("[^"]+"|'[^']+'|[^,=()]+?)(?:\s+column)?(?=$|\s*=|\s*\()/i.exec(
      clause,
    );
  if (match === null) return { clause, at: null, problem: null };
  const found = findColumn(sheet.columns, unquoted(match[2] ?? ""));
  const rest = clause.slice(0, match.index) + clause.slice(match.index + match[0].length);
  if (found.outcome !== "found")
    return {
      clause: rest,
      at: null,
      problem: `There is no column '${unquoted(match[2] ?? "")}' to place it by. ${columnsOf(sheet)}`,
    };
  const index = sheet.columns.indexOf(found.column);
  return { clause: rest, at: /before|front|left/i.test(match[1] ?? "") ? index : index + 1, problem: null };
}

/** "add tax at 20%": the rate of a column of money, the last that can be summed unless one is named. */
function addRate(input: EditInput, match: RegExpExecArray): EditResult {
  const { sheet } = input;
  const rate = Number(match[1] ?? match[4]) / 100;
  const word = (match[2] ?? match[3] ?? "").toLowerCase();
  const base = baseOf(sheet, match[5]);
  if (typeof base === "string") return refused(base);
  const name = `${/^(?:vat|gst)$/.test(word) ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1)} ${percentText(rate)}`;
  const wanted: NewColumn = {
    wish: { name, kind: null, choices: null, formula: null },
    formula: binary("*", cell(base.id), percent(rate)),
    fill: undefined,
    at: null,
    nowMs: input.nowMs,
  };
  const column = addColumn(input.document, sheet, wanted);
  if (typeof column === "string") return refused(column);
  return done(
    `added column '${column.name}' (${percentText(rate)} of '${base.name}', column ${letters(sheet.columns.indexOf(column))}) to sheet '${sheet.name}'`,
  );
}

/** What a tax is usually taken of, the likeliest first. */
const taxed = [/^(?:line total|total|subtotal|net|net amount|amount)\b/i, /\b(?:revenue|sales|total)\b/i, /\bprice\b/i];

function baseOf(sheet: TableSheet, phrase: string | undefined): Column | string {
  if (phrase !== undefined) {
    const found = findColumn(sheet.columns, phrase.replace(/\s+column$/i, ""));
    return found.outcome === "found" ? found.column : `There is no column '${phrase}'. ${columnsOf(sheet)}`;
  }
  const money = sheet.columns.filter((column) => column.kind === "currency");
  for (const pattern of taxed) {
    const found = money.findLast((column) => pattern.test(column.name));
    if (found !== undefined) return found;
  }
  return (
    money.findLast((column) => column.additive) ??
    money.at(-1) ??
    `Sheet '${sheet.name}' has no column of money to take it from. ${columnsOf(sheet)}`
  );
}
