import { canBeDerived } from "../plan/derived/derive.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { places } from "../values/places.ts";
import { capitalised } from "./column-name.ts";
import { keyOf, singular } from "./find-column.ts";
import { endOfList, splitList, unquoted } from "./lists.ts";
import { type Reading, take, taken, takeMatches } from "./reading.ts";
import type { ChoiceWish } from "./table-wish.ts";

const stop =
  /\s+(?:with|for|sorted|on (?:a |the )?sheet|and (?:a|an|the|show|include|add|columns?)|columns?|plus|where|over|from|in|as (?:the )?(?:rows|columns))\b|\uE000/iy;
const nouns =
  "regions|products|departments|categories|months|cities|countries|teams|employees|people|names|customers|clients|projects|tasks|items|students|stores|branches|channels|statuses|priorities|rooms|subjects|classes|services|suppliers|vendors|friends|members|ingredients|exercises|brands|sizes|colou?rs|stages|locations|assets|campaigns|events|expenses|sources|kpis|players|teachers|drivers|(?:sales )?reps|salespeople";
const start = new RegExp(
  `(?:,?\\s*\\b(?:for|with|and|use|using|across|from|in|of|the|our|my|these|following|these are|are)\\s+){0,6}\\b(${nouns})\\b\\s*(?::|\\(|\\bare\\b|\\bnamed\\b|\\bcalled\\b|\\blike\\b|\\bsuch as\\b|(?=\\s[\\p{Lu}"'][^\\s,]*(?:\\s[\\p{Lu}][^\\s,]*)?\\s*(?:,|\\band\\b|&)))\\s*`,
  "gu",
);

/** Takes the values that the text gives for a column: "regions North, South and West", "for Germany and France", "for the north region". */
export function readChoices(reading: Reading, subject: Subject | null): ChoiceWish[] {
  return [
    ...readNamed(reading),
    ...readBeforeNoun(reading),
    ...readPlaces(reading, subject),
    ...readRowNames(reading, subject),
  ];
}

/** "regions North, South and West", "tasks: paint, clean up, lock" */
function readNamed(reading: Reading): ChoiceWish[] {
  const found: ChoiceWish[] = [];
  for (const match of reading.rest.matchAll(start)) {
    const body = match.index + match[0].length;
    const bracket = match[0].trimEnd().endsWith("(");
    const closing = bracket ? reading.rest.indexOf(")", body) : -1;
    const end = closing >= 0 ? closing : endOfList(reading.rest, body, stop);
    const values = splitList(reading.rest.slice(body, end)).map(unquoted);
    // "rent 800, food 300" are values of two columns, which this cannot tell apart.
    if (values.some((value) => /\s[$€£]?\d[\d.,]*\s?[$€£%]?$/.test(value))) continue;
    if (values.length < 2 || values.some((value) => value.split(" ").length > 5 || value.includes(taken))) continue;
    // "employees: name, salary and start date" lists columns, not employees.
    if (!/^[\p{Lu}"']/u.test(reading.rest.slice(body).trimStart()) && values.every(isColumnLike)) continue;
    if (values.filter(isColumnLike).length * 2 > values.length) continue;
    const noun = (match[1] ?? "").toLowerCase().split(" ").map(singular).join(" ");
    found.push({ noun: noun === "salespeople" ? "salesperson" : noun, values });
    const asRows = /^\s+as (?:the )?rows\b/i.exec(reading.rest.slice(end))?.[0].length ?? 0;
    take(reading, match.index, closing >= 0 ? end + 1 : end + asRows);
  }
  return found;
}

const isColumnLike = (name: string): boolean => ruleFor(name) !== null || canBeDerived(name);

const value = "(?:\"[^\"]+\"|'[^']+'|[\\p{L}][\\p{L}\\p{M}&-]*)";
const beforeNoun = new RegExp(
  `(?:,?\\s*\\b(?:but|and)\\s+)?(?:\\bonly\\s+)?(?:\\b(?:for|in|from|of)\\s+|\\bonly\\s+)(?:the\\s+)?(?!(?:each|every|all|our|my|this|that|a|an|one|the|by|per|same|sales|entire|whole)\\b)(${value}(?:\\s*,\\s*${value})*(?:\\s*,?\\s+and\\s+${value})?)\\s+(region|department|category|city|country|branch|district|division|project)(?:s|ies)?\\b(?!\\s*(?:,|and)\\s*(?!with|sorted))`,
  "iu",
);

const behindNoun =
  /(?:,?\s*\b(?:but|and)\s+)?(?:\bonly\s+)?\b(?:for|in|from)\s+(?:the\s+)?(region|department|category|city|country|branch|project)\s+("[^"]+"|'[^']+'|\p{Lu}[\p{L}\p{M}&-]*)/u;

/** "for the north region", "only the North and South regions", "for region North" */
function readBeforeNoun(reading: Reading): ChoiceWish[] {
  const before = takeMatches(reading, beforeNoun).map((match) => [match[2], match[1]]);
  const behind = takeMatches(reading, behindNoun).map((match) => [match[1], match[2]]);
  return [...before, ...behind].map(([noun = "", names = ""]) => ({
    noun: noun.toLowerCase(),
    values: splitList(names).map((one) => capitalised(unquoted(one))),
  }));
}

const name = "\\p{Lu}[\\p{L}\\p{M}'.-]*(?:\\s+\\p{Lu}[\\p{L}\\p{M}'.-]*){0,2}";
const nameList = new RegExp(
  `(?:,?\\s*\\bonly\\s+)?\\b(?:for|in|from|across|of)\\s+(?:the\\s+)?(${name}(?:\\s*,\\s*(?:the\\s+)?${name})*(?:\\s*,?\\s+(?:and|&)\\s+(?:the\\s+)?${name})?)(?=\\s*(?:[.,;:!\\n\\uE000]|$|\\b(?:with|sorted|by|in|on|for|showing|where|including)\\b))`,
  "gu",
);

/** "for Germany, France and Spain": places by what they are, other names by what the subject lists. */
function readPlaces(reading: Reading, subject: Subject | null): ChoiceWish[] {
  const found: ChoiceWish[] = [];
  for (const match of reading.rest.matchAll(nameList)) {
    const values = splitList(match[1] ?? "").map((one) => one.replace(/^the\s+/, ""));
    const place = places.find((one) => values.every((name) => one.names.has(name.toLowerCase())));
    const noun = place?.noun ?? (values.length > 1 ? subject?.names?.toLowerCase() : undefined);
    if (
      noun === undefined ||
      values.some((one) =>
        /^(?:q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december)$/i.test(one),
      )
    )
      continue;
    found.push({ noun, values });
    take(reading, match.index, match.index + match[0].length);
  }
  return found;
}

const colon = /:\s*/g;

/** "Event budget: venue, catering, music": names that are no columns, of what the subject lists. */
function readRowNames(reading: Reading, subject: Subject | null): ChoiceWish[] {
  const noun = subject?.names;
  if (noun === undefined) return [];
  for (const match of reading.rest.matchAll(colon)) {
    const body = match.index + match[0].length;
    const end = endOfList(reading.rest, body, stop);
    const values = splitList(reading.rest.slice(body, end)).map(unquoted);
    const usable =
      values.length > 1 && values.every((one) => /^[\p{L}][\p{L}\p{M} &'-]*$/u.test(one) && one.split(" ").length < 4);
    const columns = new Set(subject?.columns.map((column) => keyOf(column.split(" = ")[0] ?? "")));
    // "venue" can be a column, and still be one of the things that money goes to.
    if (
      !usable ||
      values.filter(isColumnLike).length * 2 > values.length ||
      values.some((one) => columns.has(keyOf(one)))
    )
      continue;
    take(reading, match.index, end);
    return [{ noun: noun.toLowerCase(), values: values.map(capitalised) }];
  }
  return [];
}
