import type { Aggregate } from "../model/expression.ts";

/** A row below the table: which aggregate, of which columns (null: of all that it means something for). */
export interface FooterWish {
  aggregate: Aggregate;
  columns: string[] | null;
}

const aggregateOf: Readonly<Record<string, Aggregate>> = {
  total: "SUM",
  sum: "SUM",
  subtotal: "SUM",
  average: "AVERAGE",
  mean: "AVERAGE",
  avg: "AVERAGE",
  minimum: "MIN",
  min: "MIN",
  lowest: "MIN",
  smallest: "MIN",
  maximum: "MAX",
  max: "MAX",
  highest: "MAX",
  largest: "MAX",
  count: "COUNT",
};

/** Source of a pattern for a word that names an aggregate. One group. */
const aggregatePattern =
  "(totals?|sums?|subtotals?|averages?|means?|avg|minimums?|min|lowest|maximums?|max|highest|largest|smallest|counts?)";

/** The aggregate that a word names. */
export function aggregateOfWord(text: string): Aggregate | null {
  const word = text.toLowerCase();
  return aggregateOf[word] ?? aggregateOf[word.replace(/s$/, "")] ?? null;
}

const lead = "(?:(?:an?|the|its|their|one|also|overall|grand|final|column|class|team|group)\\s+){0,6}";
const place =
  "(?:\\s+(?:at|in|on|as) (?:the )?(?:very )?(?:bottom|end|foot|last (?:row|line))(?: of (?:it|the (?:table|sheet|list|column)))?)";
const sure: readonly RegExp[] = [
  new RegExp(`^${lead}${aggregatePattern}(?:\\s+(?:rows?|lines?))?${place}$`, "i"),
  new RegExp(`^${lead}${aggregatePattern}\\s+(?:rows?|lines?)$`, "i"),
  new RegExp(`^the\\s+(?:overall\\s+|grand\\s+)?${aggregatePattern}$`, "i"),
  new RegExp(`^(?:grand\\s+)?(totals|sums|averages|subtotals|grand total)$`, "i"),
];
const ofColumn = new RegExp(
  `^${lead}${aggregatePattern}(?:\\s+(?:rows?|value))?\\s+(?:of|for|over)\\s+(?:the\\s+|all\\s+)*(.+?)(?:\\s+columns?)?${place}?$`,
  "i",
);
const placedColumn = new RegExp(
  `^${lead}${aggregatePattern}\\s+(?!rows?\\b|lines?\\b)(.+?)(?:\\s+rows?)?${place}$`,
  "i",
);
const beforeColumn = new RegExp(`^${lead}${aggregatePattern}\\s+(.+?)(?:\\s+rows?)?${place}?$`, "i");

/** What an item of a list says about a row below the table: "the maximum", "average at the bottom", "total of pay". */
export function footerItem(item: string): FooterWish | null {
  for (const pattern of sure) {
    const match = pattern.exec(item);
    if (match !== null) return wishFor(match[1], null);
  }
  const placed = placedColumn.exec(item);
  if (placed !== null && !/^(?:of|for|over|and|&|,)(?:\s|$)/i.test(placed[2] ?? ""))
    return wishFor(placed[1], [placed[2] ?? ""]);
  const of = ofColumn.exec(item);
  // "average of exam 1 and 2" is a column over others, "total of pay" is one number below.
  return of === null || /,|\band\b|&|\bto\b/.test(of[2] ?? "") ? null : wishFor(of[1], [of[2] ?? ""]);
}

/** The row below that an item means when it cannot be a column: "total", "average salary", "sum". */
export function footerInstead(item: string): FooterWish | null {
  const bare = new RegExp(`^${lead}${aggregatePattern}$`, "i").exec(item);
  if (bare !== null) return wishFor(bare[1], null);
  const before = beforeColumn.exec(item);
  return before === null || /^(?:per|by|for|each|in|of|rows?|lines?)\b/i.test(before[2] ?? "")
    ? null
    : wishFor(before[1], [before[2] ?? ""]);
}

function wishFor(word: string | undefined, columns: string[] | null): FooterWish | null {
  const aggregate = aggregateOfWord((word ?? "").replace(/^grand /i, ""));
  return aggregate === null ? null : { aggregate, columns };
}
