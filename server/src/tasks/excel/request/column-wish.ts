import type { Kind } from "../model/document.ts";
import { maxNameCharacters } from "../limits.ts";
import { splitList, unquoted } from "./lists.ts";

/** One column as a request describes it. */
export interface ColumnWish {
  name: string;
  kind: Kind | null;
  /** Values that the request lists for it. */
  choices: string[] | null;
  /** A formula in the request's words. */
  formula: string | null;
}

const kindWords: readonly [RegExp, Kind][] = [
  [/^(text|string|words?|free text|varchar)$/i, "text"],
  [/^(whole numbers?|integers?|int|count)$/i, "integer"],
  [/^(numbers?|numeric|decimals?|float|double)$/i, "decimal"],
  [/^(currency|money|amount|dollars?|euros?|pounds?|price)$/i, "currency"],
  [/^(percent|percentage|%|per cent)$/i, "percent"],
  [/^(dates?|day)$/i, "date"],
  [/^(times?|time of day|hh:mm)$/i, "time"],
  [/^(yes\/no|yes or no|booleans?|bool|true\/false|y\/n|tick ?box|check ?box|check ?mark)$/i, "boolean"],
];

function kindOfWord(word: string): Kind | null {
  return kindWords.find(([pattern]) => pattern.test(word.trim()))?.[1] ?? null;
}

/** A column from an item of a list: "Price", "'Start date'", "Age (number)", "Profit (= Revenue - Cost)", "Status (Open/Done)", "margin as revenue minus cost". */
export function columnWish(item: string): ColumnWish | null {
  const plain: ColumnWish = { name: "", kind: null, choices: null, formula: null };
  // What stands in quotes is a name, whatever it looks like.
  if (unquoted(item) !== item.trim()) return named(plain, item);
  const equals =
    /^(.{1,80}?)\s*(?:=|:=|\bis equal to\b|\bequals\b|\b(?:calculated|computed|defined) (?:as|from|by)\b)\s*(.+)$/is.exec(
      item,
    );
  if (equals !== null && !/\([^)]*$/.test(equals[1] ?? ""))
    return named({ ...plain, formula: (equals[2] ?? "").trim() }, equals[1] ?? "");
  const as = /^(.{1,80}?)\s+as\s+(.+)$/is.exec(item);
  if (as !== null && looksLikeFormula(as[2] ?? ""))
    return named({ ...plain, formula: (as[2] ?? "").trim() }, as[1] ?? "");
  if (as !== null && kindOfWord(as[2] ?? "") !== null)
    return named({ ...plain, kind: kindOfWord(as[2] ?? "") }, as[1] ?? "");
  const brackets = /^(.+?)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/s.exec(item);
  if (brackets === null) return named(plain, item);
  const name = brackets[1] ?? "";
  const inside = (brackets[2] ?? "").trim();
  if (/^=/.test(inside)) return named({ ...plain, formula: inside.slice(1).trim() }, name);
  if (looksLikeFormula(inside)) return named({ ...plain, formula: inside }, name);
  const kind = kindOfWord(inside.replace(/^(as|type:?|format:?)\s+/i, ""));
  if (kind !== null) return named({ ...plain, kind }, name);
  const choices = splitList(
    inside
      .replace(/^(e\.?g\.?|for example|such as|like|one of|either|values?:?)[\s,]+/i, "")
      .replace(/\s*\/\s*|\s+or\s+/g, ", "),
  ).map(unquoted);
  if (choices.length > 1) return named({ ...plain, choices }, name);
  return named(plain, item);
}

/** Words with an operator between them: "revenue - cost", "20% of price". A range in a name (A-Z, check-in) has no spaces. */
export function looksLikeFormula(text: string): boolean {
  return /\s[-+*/×÷x]\s|[*×÷]|\b(minus|plus|times|multiplied by|divided by|sum of|average of|difference between|product of|total of)\b|\d\s?% of\b|\bSUM\(|\bAVERAGE\(/i.test(
    text,
  );
}

const article = /^(?:a|an|the|their|its|his|her|each|every|your|my|our|some|one|new|another|also|for|of)\s+/i;
const upperCase = /^(id|sku|vat|url|gst|kpi|iban|crm|usd|eur|gbp|ctr|roi|kg|ip|gpa)$/i;

function named(wish: ColumnWish, name: string): ColumnWish | null {
  let text = name.trim();
  const quoted = unquoted(text);
  if (quoted !== text) return quoted === "" || quoted.length > maxNameCharacters ? null : { ...wish, name: quoted };
  while (article.test(text)) text = text.replace(article, "");
  text = text
    .replace(/\s+(?:columns?|fields?)$/i, "")
    .replace(/\s+/g, " ")
    .trim();
  text = unquoted(text);
  if (text === "" || text.length > maxNameCharacters || !/[\p{L}\p{N}#%$€£@=+-]/u.test(text)) return null;
  return { ...wish, name: capitalised(text) };
}

/** As the request wrote it; all in small letters gets a capital, since a header is a title. */
function capitalised(text: string): string {
  if (text !== text.toLowerCase()) return text;
  const words = text.split(" ").map((word) => (upperCase.test(word) && word !== "kg" ? word.toUpperCase() : word));
  const [first = "", ...others] = words;
  return [first.slice(0, 1).toUpperCase() + first.slice(1), ...others].join(" ");
}
