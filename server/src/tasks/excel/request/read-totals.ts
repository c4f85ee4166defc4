import { aggregateOfWord, footerItem, type FooterWish } from "./footer-wish.ts";
import { splitList } from "./lists.ts";
import { type Reading, take, takeMatch, takeMatches } from "./reading.ts";

const word = "(totals?|sums?|subtotals?|averages?|means?|avg|minimum|min|maximum|max|counts?)";
const lead =
  "(?:,?\\s*\\b(?:and|with|plus|including|include|add|adding|have|has|show|showing|also)\\s+){0,6}(?:(?:a|an|the|its|one|another)\\s+)?(?:(?:grand|overall|final|column|class|team|group)\\s+)?";
const place = "(?:\\s+(?:at|in|on) the (?:bottom|end|last row|foot))";

const none =
  /(?:,?\s*\b(?:but|and)\s+)?\b(?:no|without(?: any| an?)?|don'?t (?:add|include|need|want)(?: any| an?)?|omit(?: the)?|skip(?: the)?)\s+(?:grand )?(?:totals?|sums?|averages?|summary)(?:\s+rows?)?\b/i;
const rowForms = new RegExp(
  `${lead}\\b${word}(?:(?:\\s*(?:,|and|&)\\s*|\\s+)${word})?(?:\\s*,?\\s*(?:and|&)\\s*${word})?(?:\\s+(?:rows?|lines?|footers?)(?:${place})?|${place})(?:\\s+(?:of|for|over)\\s+(?:the\\s+)?([^.;\\n]+?)(?=\\s*(?:[.;\\n]|$|,|\\bsorted|\\bon sheet|\\bwith\\b)))?`,
  "i",
);
const rowOf = new RegExp(
  `${lead}\\brows?\\s+(?:of|with|for)\\s+(?:the\\s+)?${word}(?:\\s*(?:and|&)\\s*(?:the\\s+)?${word})?\\b(?:${place})?`,
  "i",
);
/** "and a total" at the end of something: a row; a column would be named without the article. */
const single =
  /,?\s*\b(?:and|with|plus|including|include|add)\s+(?:a|an|one|its|the)\s+(?:grand\s+|overall\s+)?(total|sum|average)(?=\s*(?:[.;,\n\uE000]|$|\band\b|\bsorted\b|\bon\b))/i;
const plural =
  /(?:,\s*(?:and\s+)?|,?\s*\b(?:and|with|plus|including|include|add|adding|show|showing|also)\s+)(?:(?:the|all|column|grand)\s+){0,6}\b(totals|sums|averages|subtotals)\b(?:(?:\s*,\s*|\s*,?\s+and\s+)(?:(?:the|column)\s+)?(totals|sums|averages|total|sum|average|minimum|maximum)\b)?(?!\s+(?:of|for|column|by|per|value|cost|price|amount|revenue)\b)/i;

export interface TotalsRead {
  footers: FooterWish[];
  plain: boolean;
}

/** Takes what the text says about rows below the table: "a total row", "totals and averages", "sum at the bottom", "no totals". */
export function readTotals(reading: Reading): TotalsRead {
  if (takeMatch(reading, none) !== null) return { footers: [], plain: true };
  const footers: FooterWish[] = [];
  for (const match of takeMatches(reading, rowForms)) {
    const columns =
      match[4] === undefined
        ? null
        : splitList(match[4]).filter((name) => !/^(?:all|every|each|the|them|it|numeric|numbers)\b/i.test(name));
    addAll(footers, match.slice(1, 4), columns === null || columns.length === 0 ? null : columns);
  }
  for (const pattern of [rowOf, plural, single])
    for (const match of takeMatches(reading, pattern)) addAll(footers, match.slice(1), null);
  return { footers, plain: false };
}

const order =
  /(?:^|[.;\n]\s*)(?:\s*(?:please|also|then|and)\b,?\s*)*(?:add|include|calculate|compute|show|give me|put)\s+([^.;\n\uE000]+)(?=[.;\n]|$)/i;

/** Takes a sentence that asks for rows below the table: "Add an average of the age." */
export function readOrderedFooters(reading: Reading): FooterWish[] {
  const match = order.exec(reading.rest);
  const items = splitList(match?.[1] ?? "").map(footerItem);
  const footers = items.filter((footer) => footer !== null);
  if (match === null || footers.length === 0 || footers.length < items.length) return [];
  take(reading, match.index, match.index + match[0].length);
  return footers;
}

function addAll(footers: FooterWish[], words: readonly (string | undefined)[], columns: string[] | null): void {
  for (const one of words) {
    const aggregate = one === undefined ? null : aggregateOfWord(one);
    if (aggregate !== null && !footers.some((footer) => footer.aggregate === aggregate && columns === null))
      footers.push({ aggregate, columns });
  }
}
