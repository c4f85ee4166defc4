import type { Kind, Value } from "../model/document.ts";
import { canBeDerived } from "../plan/derived/derive.ts";
import { ruleFor } from "../values/column-rules.ts";
import { columnName } from "./column-name.ts";
import type { FooterWish } from "./footer-wish.ts";
import { splitList, unquoted } from "./lists.ts";

/** One column as a request describes it. */
export interface ColumnWish {
  name: string;
  kind: Kind | null;
  /** Values that the request lists for it. */
  choices: string[] | null;
  /** A formula in the request's words. */
  formula: string | null;
  /** The same value in every row; a null value leaves the column empty for a person to fill. */
  fill: { value: Value } | null;
  /** What the words mean when there is nothing to compute such a column from: a row below the table. */
  orBelow: FooterWish | null;
}

export function plainColumn(name: string, more: Partial<ColumnWish> = {}): ColumnWish {
  return { name, kind: null, choices: null, formula: null, fill: null, orBelow: null, ...more };
}

const kindWords: readonly [RegExp, Kind][] = [
  [/^(text|string|words?|free text|varchar)$/i, "text"],
  [/^(whole numbers?|integers?|int|count)$/i, "integer"],
  [/^(numbers?|numeric|decimals?|float|double)$/i, "decimal"],
  [/^(currency|money|amount|dollars?|euros?|pounds?|price)$/i, "currency"],
  [/^(percent|percentages?|%|per cent)$/i, "percent"],
  [/^(dates?|day)$/i, "date"],
  [/^(times?|time of day|hh:mm)$/i, "time"],
  [/^(yes\/no|yes or no|booleans?|bool|true\/false|y\/n|tick ?box|check ?box|check ?mark)$/i, "boolean"],
];

function kindOfWord(word: string): Kind | null {
  return kindWords.find(([pattern]) => pattern.test(word.trim()))?.[1] ?? null;
}

/** What is taken of an amount as a percentage. */
export const rateNoun =
  "(?:(?:sales|early|volume|late|trade|staff|group|service|membership|employee|income|withholding|payroll|agency|platform|processing) )?(?:discount|rebate|commission|vat|tax|gst|mwst|raise|pay rise|salary increase|price increase|increase|bonus|mark-?up|surcharge|fee|tip|gratuity|service charge|deductions?|interest|royalty|royalties|deposit|down payment|donation)";
const rateText = "\\(?(\\d{1,3}(?:\\.\\d+)?)\\s?(?:%|percent\\b|per cent\\b)\\)?";
const ofBase = "(?:\\s+(?:on|of|from|off|based on|for|to)\\s+(?:the\\s+)?(.+))?";
const amountText =
  "([$€£¥₹]?\\s?\\d[\\d,]*(?:\\.\\d+)?\\s?[$€£¥₹]?)\\s*(dollars?|euros?|pounds?|usd|eur|gbp|yen|francs?|rupees?)?";

type Form = readonly [RegExp, (match: RegExpExecArray) => ColumnWish | null];

/** The ways to say a column, the narrow ones first. */
const forms: readonly Form[] = [
  [
    /^(.{1,80}?)\s*(?:=|:=|\bis equal to\b|\bequals\b|\b(?:calculated|computed|defined) (?:as|from|by)\b)\s*(.+)$/is,
    (match) => {
      const [left = "", right = ""] = [match[1], match[2]?.trim()];
      if (/\([^)]*$/.test(left)) return null;
      // "quantity * price = value" says the same as "value = quantity * price".
      return looksLikeFormula(left) && !looksLikeFormula(right)
        ? named(right, { formula: left.trim() })
        : named(left, { formula: right });
    },
  ],
  [
    /^(?:an?\s+)?(?:empty|blank)\s+(?:columns?\s+)?(?:(?:for|called|named|titled)\s+)?(?:(?:the|an?)\s+)?(.+?)(?:\s+columns?)?$/i,
    (match) => named(match[1], { fill: { value: null } }),
  ],
  [
    /^(.+?)(?:\s*\((?:left |kept )?(?:empty|blank)\)|,?\s+(?:that is |which is |left |kept )?(?:empty|blank)(?: for now)?)$/i,
    (match) => named(match[1], { fill: { value: null } }),
  ],
  [
    new RegExp(
      `^(?:(?:minus|less|plus|with|incl(?:uding|\\.)?|an?|the)\\s+){0,3}${rateText}\\s+(?:of\\s+)?(${rateNoun})(?:\\s+columns?)?${ofBase}$`,
      "i",
    ),
    (match) => rateColumn(match[2], match[1], match[3]),
  ],
  [
    new RegExp(
      `^(?:(?:minus|less|plus|with|incl(?:uding|\\.)?|an?|the)\\s+){0,3}(${rateNoun})\\s*(?:columns?\\s*)?(?:(?:rate\\s+)?(?:of|at|is)\\s*|:\\s*|-\\s*)?${rateText}(?:\\s+columns?)?${ofBase}$`,
      "i",
    ),
    (match) => rateColumn(match[1], match[2], match[3]),
  ],
  [
    new RegExp(
      `^(?:(?:minus|plus|an?|the)\\s+){0,3}(?:flat|fixed|constant)\\s+(.+?)\\s+(?:of\\s+|at\\s+)?${amountText}$`,
      "i",
    ),
    (match) => constantColumn(match[1], match[2]),
  ],
  [
    new RegExp(
      `^(?:(?:minus|plus|an?|the)\\s+){0,3}(.+?)\\s+(?:of\\s+|at\\s+|:\\s*|is\\s+)?${amountText}\\s*(?:flat|fixed|each|per (?:row|order|item|person|unit|day|month|entry|line)|for (?:all|each|every)(?: of them| rows?)?)$`,
      "i",
    ),
    (match) => constantColumn(match[1], match[2]),
  ],
  [
    /^(.{1,80}?)\s+(?:columns?\s+)?(?:formatted |shown |displayed |given )?as\s+(?:an?\s+)?(.+)$/is,
    (match) => {
      const words = match[2] ?? "";
      if (looksLikeFormula(words)) return named(match[1], { formula: words.trim() });
      const kind = kindOfWord(words.replace(/\s+format$/i, ""));
      return kind === null ? null : named(match[1], { kind });
    },
  ],
  [
    /^(.{1,60}?)\s+in\s+(?:percent(?:age)?|per cent|%)$/i,
    (match) => {
      const name = columnName(match[1] ?? "");
      return name === null ? null : plainColumn(/%/.test(name) ? name : `${name} %`, { kind: "percent" });
    },
  ],
  [/^(.{1,60}?)\s+(?:yes\/no|y\/n|yes or no)$/i, (match) => named(match[1], { kind: "boolean" })],
  [
    new RegExp(`^(?:(?:minus|plus|an?|the)\\s+){0,3}(.+?)\\s+of\\s+${amountText}$`, "i"),
    (match) => (isAmount(match[1]) ? constantColumn(match[1], match[2]) : null),
  ],
  [/^(.+?)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/s, bracketed],
];

/** A column from an item of a list: "Price", "'Start date'", "Age (number)", "Profit (= Revenue - Cost)", "Status (Open/Done)", "10% discount on the price", "an empty column for signature". */
export function columnWish(item: string): ColumnWish | null {
  // What stands in quotes is a name, whatever it looks like.
  if (unquoted(item) !== item.trim()) return named(item, {});
  const text = item
    .trim()
    .replace(
      /^(?:an?|one|the|another)\s+(?:(?:extra|additional|new|separate|further|calculated|computed)\s+)*column\s+(?:for|called|named|titled|with|showing|of|that shows|containing)\s+/i,
      "",
    )
    .replace(/\s+columns?\s+(?=(?:vs|versus|compared|per|by)\b)/i, " ");
  for (const [pattern, make] of forms) {
    const match = pattern.exec(text);
    const wish = match === null ? null : make(match);
    if (wish !== null) return wish;
  }
  return named(text, {});
}

function named(words: string | undefined, more: Partial<ColumnWish>): ColumnWish | null {
  const name = columnName(words ?? "");
  return name === null ? null : plainColumn(name, more);
}

/** "Discount 10%": the name carries the rate, which the planner's rules read; a base that is said becomes the formula. */
function rateColumn(noun: string | undefined, rate: string | undefined, base: string | undefined): ColumnWish | null {
  const name = columnName(noun ?? "");
  if (name === null || rate === undefined) return null;
  return plainColumn(`${name} ${Number(rate)}%`, {
    kind: "currency",
    formula: base === undefined ? null : `${rate}% of ${base}`,
  });
}

const isAmount = (words: string | undefined): boolean => {
  const kind = ruleFor(columnName(words ?? "") ?? "")?.kind;
  return kind === "currency" || kind === "integer" || kind === "decimal";
};

function constantColumn(words: string | undefined, amount: string | undefined): ColumnWish | null {
  const name = columnName(words ?? "");
  const value = Number((amount ?? "").replace(/[^\d.]/g, ""));
  if (name === null || !Number.isFinite(value)) return null;
  const kind = ruleFor(name)?.kind ?? "decimal";
  return plainColumn(name, { kind: kind === "text" ? "decimal" : kind, fill: { value } });
}

/** What stands in brackets behind a name: a formula, a kind or the values. */
function bracketed(match: RegExpExecArray): ColumnWish | null {
  const inside = (match[2] ?? "").trim();
  if (/^=/.test(inside)) return named(match[1], { formula: inside.slice(1).trim() });
  if (looksLikeFormula(inside)) return named(match[1], { formula: inside });
  const kind = kindOfWord(inside.replace(/^(as|type:?|format:?)\s+/i, ""));
  if (kind !== null) return named(match[1], { kind });
  const choices = splitList(
    inside
      .replace(/^(e\.?g\.?|for example|such as|like|one of|either|values?:?)[\s,]+/i, "")
      .replace(/\s*\/\s*|\s+or\s+/g, ", "),
  ).map(unquoted);
  if (choices.length < 2) return null;
  // "Final grade (40% quiz, 60% exam)" says how it is computed, and no values.
  return named(match[1], canBeDerived(columnName(match[1] ?? "") ?? "") ? { formula: inside } : { choices });
}

/** Words with an operator between them: "revenue - cost", "20% of price". A range in a name (A-Z, check-in) has no spaces. */
export function looksLikeFormula(text: string): boolean {
  return /\s[-+*/×÷x]\s|[*×÷]|\b(minus|plus|times|multiplied by|divided by|sum of|average of|difference between|product of|total of)\b|\d\s?% of\b|\bSUM\(|\bAVERAGE\(/i.test(
    text,
  );
}
