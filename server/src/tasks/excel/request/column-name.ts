import { maxNameCharacters } from "../limits.ts";
import { unquoted } from "./lists.ts";

const article =
  /^(?:a|an|the|their|its|his|her|each|every|your|my|our|some|one|new|another|also|for|of|separate|extra|additional)\s+(?!$)/i;
const upperCase = /^(id|sku|vat|url|gst|kpi|iban|crm|usd|eur|gbp|ctr|roi|kg|ip|gpa)$/i;
/** "New salary" and "each day" are names; "a new column" is not. */
const partOfName = /^new (?:salary|price|wage|rent|amount|total|value|cost|rate|stock|customers?|balance)\b/i;

/** A header from a person's words for a column: without article and "column", with a capital; null when it is none. */
export function columnName(words: string): string | null {
  let text = words.trim();
  const quoted = unquoted(text);
  if (quoted !== text) return quoted === "" || quoted.length > maxNameCharacters ? null : quoted;
  while (article.test(text) && !partOfName.test(text)) text = text.replace(article, "");
  text = unquoted(
    text
      .replace(/\s+(?:columns?|fields?)$/i, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
  if (text === "" || text.length > maxNameCharacters || !/[\p{L}\p{N}#%$€£@=+-]/u.test(text)) return null;
  return capitalised(text);
}

/** As the request wrote it; all in small letters gets a capital, since a header is a title. */
export function capitalised(text: string): string {
  if (text !== text.toLowerCase()) return text;
  const words = text.split(" ").map((word) => (upperCase.test(word) && word !== "kg" ? word.toUpperCase() : word));
  const [first = "", ...others] = words;
  return [first.slice(0, 1).toUpperCase() + first.slice(1), ...others].join(" ");
}
