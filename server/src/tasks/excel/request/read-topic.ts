import { type Reading, take, taken } from "./reading.ts";

// "for a coffee shop", "restaurant inventory": what the table is for. It goes into the title, and the summary says that the
// values know nothing of it, unless the planner has values for it.

const stopWords =
  "with|and|or|by|per|each|every|only|without|not|no|except|sorted|where|which|that|who|whose|including|from|between|over|under|in|on|at|than|if|when|as|to|using|show|has|have|for|based|grouped|named|called|titled";
const behind = new RegExp(
  `,?\\s*\\bfor\\s+((?:an?|the|my|our|your|his|her|their|this|one)\\s+(?!(?:last|next|past|coming|first|same|other|whole|rest)\\b)(?:(?!(?:${stopWords})\\b)[\\p{L}][\\p{L}\\p{M}'&-]*)(?:\\s+(?!(?:${stopWords})\\b)[\\p{L}][\\p{L}\\p{M}'&-]*){0,3}|\\p{Lu}[\\p{L}\\p{M}'&.-]*(?:\\s+(?:&\\s+)?\\p{Lu}[\\p{L}\\p{M}'&.-]*){0,3})(?=\\s*(?:[.,;:!\\n${taken}]|$|\\b(?:${stopWords})\\b))`,
  "u",
);

/** Takes "for a coffee shop", "for Acme Ltd": for whom or what the table is. */
export function readPurpose(reading: Reading): string | null {
  const match = behind.exec(reading.rest);
  if (match === null) return null;
  take(reading, match.index, match.index + match[0].length);
  return match[1] ?? null;
}

/** Takes what a table of an unknown subject is called at its start: "car fleet" of "Car fleet with 8 vehicles: plate, model". */
export function readLeadingWords(reading: Reading): string | null {
  const start = /[\uE000.,:;!?\n]|\b(?:with|of|for|where|that|by|per|from|in|and)\b/.exec(reading.rest)?.index ?? 0;
  return readAttribute(reading, start);
}

const asking =
  /\b(?:create|make|build|generate|produce|prepare|give|set up|draft|need|want|like|show|please|me|us|for|of|and|with|a|an|the|my|our|your|some|new|simple|basic|small|big|large|quick|nice|professional|detailed|complete|monthly|weekly|daily|quarterly|yearly|annual|sample|example|list|table|spreadsheet|sheet|excel|file|workbook|report|template|tracker|overview|gimme)$/i;

const documents =
  "(?:list|table|spreadsheet|sheet|file|workbook|report|template|tracker|overview|log|register|plan|planner|schedule|book|record|database|form)";

/** Takes the words right before what the table is about: "restaurant" of "restaurant inventory". */
export function readAttribute(reading: Reading, at: number): string | null {
  const before = /([\p{L}][\p{L}\p{M}'&-]*(?:\s+[\p{L}][\p{L}\p{M}'&-]*){0,8})\s*$/u.exec(reading.rest.slice(0, at));
  if (before === null) return null;
  const words = (before[1] ?? "").split(/\s+/);
  // "car fleet list" is a list of a car fleet.
  if (new RegExp(`^${documents}$`, "i").test(words.at(-1) ?? "")) words.pop();
  const own: string[] = [];
  for (const word of words.toReversed()) {
    if (asking.test(word) || own.length === 3) break;
    own.unshift(word);
  }
  if (own.length === 0) return null;
  const text = new RegExp(
    `${own.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+")}(?:\\s+${documents})?\\s*$`,
    "u",
  ).exec(reading.rest.slice(0, at));
  if (text === null) return null;
  take(reading, text.index, at);
  return own.join(" ");
}
