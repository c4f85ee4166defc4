import { type Reading, take, takeMatches } from "./reading.ts";
import type { ChoiceWish, LimitWish, NegativeWish } from "./table-wish.ts";

// What the text says about the values that a column may have.

const digits = "(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?k?)";
const number =
  `[$€£¥₹]?\\s?${digits}` +
  "(?![\\d:%-]|\\s?%|\\s*(?:h\\b|hours?\\b|rows|days|weeks|months|years|people|items))\\s?(?:[$€£¥₹]|(?:dollars?|euros?|pounds?|usd|eur|gbp|yen|francs?|rupees?|chf)\\b)?";
const phrase =
  "\\b((?:(?!overtime\\b|rows?\\b|and\\b|or\\b|with\\b|for\\b|only\\b|the\\b|but\\b)[a-z][\\w-]*\\s+){1,3}?)";
const between = new RegExp(
  `${phrase}(?:(?:is|are|should be|must be|ranging|going|values?)\\s+)*(?:between|from)\\s+${number}\\s*(?:and|to|-)\\s*${number}`,
  "i",
);
const above = new RegExp(
  `${phrase}(?:(?:is|are|of|should be|must be)\\s+)*(over|above|more than|greater than|at least|exceeding|under|below|less than|at most|up to|not more than)\\s+${number}`,
  "i",
);

/** "only above 100", of the one column of amounts. */
const onlyAbove = new RegExp(
  `,?\\s*(?:\\b(?:and|but)\\s+)?\\b(?:only|just)\\s+(?:those\\s+|ones\\s+|values\\s+|amounts\\s+)?(over|above|more than|at least|under|below|less than|at most|up to)\\s+${number}`,
  "i",
);

/** Takes "salary between 40,000 and 50,000", "only products over 100 dollars"; what is limited stays for the other readers unless "only" stands before it. */
export function readLimits(reading: Reading): LimitWish[] {
  const found: LimitWish[] = [];
  for (const pattern of [between, above]) {
    for (let match = pattern.exec(reading.rest); match !== null; match = pattern.exec(reading.rest)) {
      const named = match[1] ?? "";
      const before = reading.rest.slice(0, match.index);
      const only = /(?:,?\s*(?:and\s+|but\s+)?(?:only|just)\s+(?:show\s+|list\s+|with\s+|the\s+)?)$/i.exec(before);
      // "with salary between 1 and 2" names no list of columns; "with name and salary between 1 and 2" does.
      const alone = /\b(?:with|where|whose)\s+(?:an?\s+|the\s+)?$|(?<=\d [a-z]+|[\uE000.;]),?\s*$/i.exec(before);
      const start = (only ?? alone)?.index ?? match.index + named.length;
      take(reading, start, match.index + match[0].length);
      found.push(pattern === between ? span(named, match[2], match[3]) : bound(named, match[2] ?? "", match[3]));
    }
  }
  for (const match of takeMatches(reading, onlyAbove)) found.push(bound("amount", match[1] ?? "", match[2]));
  return found;
}

function span(column: string, low: string | undefined, high: string | undefined): LimitWish {
  return { column: column.trim(), min: numberOf(low), max: numberOf(high), strict: false };
}

function bound(column: string, words: string, limit: string | undefined): LimitWish {
  const value = numberOf(limit);
  const lower = /over|above|greater|at least|exceeding|^more/i.test(words);
  const strict = !/at least|at most|up to|not more/i.test(words);
  return { column: column.trim(), min: lower ? value : null, max: lower ? null : value, strict };
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const plain = Number(text.replaceAll(",", "").replace(/k$/i, ""));
  return /k$/i.test(text) ? plain * 1_000 : plain;
}

const signs: readonly RegExp[] = [
  /(?:,?\s*\b(?:where|with|and|the)\s+){0,4}(?<column>[a-z]+) (?:are|is|being|should be) negative (?:for|if it is|when it is|in (?:the )?case of) (?:an? |the )?(?<word>[a-z]+)/i,
  /(?:,?\s*\b(?:where|with|and)\s+){0,3}negative (?<column>[a-z]+) for (?:an? |the )?(?<word>[a-z]+)/i,
  /(?:,?\s*\b(?:where|with|and)\s+){0,3}(?<word>[a-z]+) (?:are|is|as|shown as|being|should be) negative(?: (?<column>amounts|values|numbers))?/i,
];

/** Takes "amounts are negative for refunds". */
export function readNegatives(reading: Reading): NegativeWish | null {
  for (const pattern of signs) {
    const [match] = takeMatches(reading, pattern);
    const word = match?.groups?.["word"];
    if (word !== undefined) return { column: match?.groups?.["column"] ?? "amount", word };
  }
  return null;
}

const states =
  "unpaid|paid|open|overdue|active|inactive|pending|shipped|delivered|closed|completed|done|approved|cancelled|won|lost|confirmed";

/** Takes "only unpaid ones": every row is in that state. */
export function readOnlyState(reading: Reading): ChoiceWish[] {
  const pattern = new RegExp(
    `,?\\s*(?:\\b(?:and|but)\\s+)?\\bonly\\s+(?:the\\s+|show\\s+|those\\s+that\\s+are\\s+)*(${states})(?:\\s+(?:ones|invoices|orders|tasks|tickets|items|projects|deals|bookings|employees|customers|entries|rows))?\\b`,
    "i",
  );
  return takeMatches(reading, pattern).map((match) => {
    const word = (match[1] ?? "").toLowerCase();
    return { noun: "status", values: [word.slice(0, 1).toUpperCase() + word.slice(1)] };
  });
}

/** Takes "20k total", "total budget of 20,000": what the main column of amounts comes to. */
export function readSumTo(reading: Reading): number | null {
  const amount = `[$€£]?\\s?${digits}\\s?(?:[$€£]|(?:dollars?|euros?|pounds?|usd|eur|gbp)\\b)?`;
  const forms = [
    new RegExp(
      `,?\\s*(?:\\b(?:with|of|for|and|at|a)\\s+){0,3}${amount}\\s+(?:in\\s+)?(?:total|overall|altogether)(?:\\s+budget)?(?=\\s*(?:[.,;\\n\\uE000]|$))`,
      "i",
    ),
    new RegExp(
      `,?\\s*(?:\\b(?:with|and|of)\\s+){0,2}(?:(?:a|the)\\s+)?(?:total|overall)(?:\\s+(?:budget|amount|cost|sum))?\\s+(?:of|is|=|:)\\s*${amount}(?!\\s*%)(?=\\s*(?:[.,;\\n\\uE000]|$))`,
      "i",
    ),
  ];
  for (const form of forms) {
    const [match] = takeMatches(reading, form);
    if (match !== undefined) return numberOf(match[1]);
  }
  return null;
}
