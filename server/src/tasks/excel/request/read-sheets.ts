import { endOfList, splitList, unquoted } from "./lists.ts";
import { countOf, countPattern } from "./numbers.ts";
import { type Reading, take, takeMatch, withoutTaken } from "./reading.ts";

export interface SheetMention {
  name: string;
  /** What the text says about that sheet alone, as "with columns name and price"; null when nothing. */
  section: string | null;
}

const noun = "(?:work)?(?:sheets|tabs|pages)";
const one = "(?:work)?(?:sheet|tab|page)";
const stop =
  /\s+(?:with|each|where|containing|having|sorted|that|which|for (?:a|the|each|my|our)|of \d|and (?:a|an|add|include|show|each|make|use|put)|from|in|on|\d+ rows)\b/iy;
const quotedName = `("[^"\\n]+"|'[^'\\n]+')`;
const bareName = "([A-Z0-9][^\\s,.;:()\\uE000]*(?: (?:&|[A-Z0-9][^\\s,.;:()\\uE000]*))*)";
const sets: Readonly<Record<string, readonly string[]>> = {
  month: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  quarter: ["Q1", "Q2", "Q3", "Q4"],
  weekday: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
};

/** Takes the sheets that the text names. More than one mention with its own columns gives each its section. */
export function readSheets(reading: Reading): SheetMention[] {
  return (
    readSections(reading) ?? readEach(reading) ?? readList(reading) ?? readSingle(reading) ?? readCount(reading) ?? []
  );
}

/** "a sheet Products with columns name and price and a sheet Orders with 20 rows", "Sheet 1: …; Sheet 2: …" */
function readSections(reading: Reading): SheetMention[] | null {
  const heading = new RegExp(
    `(?:,|;|\\.)?\\s*(?:\\b(?:and|with|then|plus|also|add|create|include|including)\\s+){0,6}(?:\\b(?:a|an|the|one|another|first|second|third|fourth|1st|2nd|3rd)\\s+){0,6}(?:(?:second|third|first|other)\\s+)?\\b(?:${one})\\s*(?:\\d+\\s*(?:[:=-]|,|is|should be)?\\s*)?(?:(?:named|called|titled|for|is|should be|:)\\s*){0,6}(?:${quotedName}|${bareName})\\s*(?=(?:,?\\s*(?:with|has|having|containing|contains|lists|listing|that (?:has|lists|contains))\\b|\\s*[:(]|\\s-\\s))`,
    "gi",
  );
  const matches = [...reading.rest.matchAll(heading)].filter((match) => /^["'A-Z0-9]/.test(match[1] ?? match[2] ?? ""));
  if (matches.length < 2) return null;
  const mentions = matches.map((match, index): SheetMention => {
    const end = matches[index + 1]?.index ?? reading.rest.length;
    const section = reading.rest
      .slice(match.index + match[0].length, end)
      .replace(/^\s*[:(-]\s*/, " with ")
      .replace(/\)\s*$/, "");
    return { name: unquoted(match[1] ?? match[2] ?? ""), section };
  });
  take(reading, matches[0]?.index ?? 0, reading.rest.length);
  return mentions;
}

/** "a sheet for each quarter", "one tab per month" */
function readEach(reading: Reading): SheetMention[] | null {
  const match = takeMatch(
    reading,
    new RegExp(
      `,?\\s*\\b(?:with|and|on|in|using|make|create|have)?\\s*(?:(?:a|an|one|its own|separate|a separate|${countPattern})\\s+){0,6}(?:${one}|${noun})\\s+(?:for each|per|for every|each|one for each|one per)\\s+(month|quarter|weekday)\\b(?: of the year)?`,
      "i",
    ),
  );
  const names = match === null ? undefined : sets[(match[2] ?? "").toLowerCase()];
  return names === undefined ? null : names.map((name) => ({ name, section: null }));
}

/** "two sheets: Income and Expenses", "sheets named A, B and C", "with Income and Expenses tabs", "an Income sheet and an Expenses sheet" */
function readList(reading: Reading): SheetMention[] | null {
  const start = new RegExp(
    `,?\\s*(?:\\b(?:with|and|in|on|has|have|having|containing|using|the|into|across|over)\\s+){0,6}(?:${countPattern}\\s+)?(?:(?:different|separate|following)\\s+){0,6}\\b${noun}\\b\\s*(?:(?:named|called|titled|for|are|should be|as follows|with (?:the )?names|like|such as|namely|-|:|\\()\\s*){0,6}`,
    "i",
  ).exec(reading.rest);
  // Without a colon or "named" only a capital or a quote begins a name.
  if (
    start !== null &&
    (!/\bsheets\s*$|\btabs\s*$|\bpages\s*$/i.test(start[0]) ||
      /^["'A-Z]/.test(reading.rest.slice(start.index + start[0].length)))
  ) {
    const body = start.index + start[0].length;
    const end = endOfList(reading.rest, body, stop);
    const mentions = mentionsOf(reading.rest.slice(body, end).replace(/^\(|(?<!\([^)]*)\)$/g, ""));
    const counted = start[1] === undefined ? mentions.length : countOf(start[1]);
    if (mentions.length > 0 && mentions.length === counted) {
      take(reading, start.index, end);
      return mentions;
    }
  }
  const name = "(?:\"[^\"]+\"|'[^']+'|[A-Z][\\w&-]*(?: [A-Z][\\w&-]*){0,2})";
  const before = new RegExp(
    `(?:\\b[Ww]ith\\s+|\\b[Aa]nd\\s+|,\\s*)?(?:\\b(?:an?|the)\\s+)?(${name}(?:\\s*,\\s*(?:and )?(?:an? )?${name})*\\s*,?\\s*(?:and|&)\\s*(?:an? )?${name})\\s+${noun}\\b`,
  ).exec(reading.rest);
  const pair =
    before === null
      ? new RegExp(
          `(?:\\b[Ww]ith\\s+)?\\b(?:[Aa]n?|[Oo]ne|[Tt]he)\\s+(${name})\\s+${one}(?:(?:\\s*,\\s*|\\s*,?\\s+and\\s+)(?:an?|one|the)\\s+${name}\\s+${one})+`,
        ).exec(reading.rest)
      : null;
  const match = before ?? pair;
  if (match === null) return null;
  const text = (match === before ? (match[1] ?? "") : match[0]).replace(
    new RegExp(`\\b${one}\\b|\\b[Ww]ith\\b`, "g"),
    "",
  );
  const mentions = mentionsOf(text);
  if (mentions.length < 2) return null;
  take(reading, match.index, match.index + match[0].length);
  return mentions;
}

/** The names of a list; none when one of them is no name: half a list must not pass for the whole. */
function mentionsOf(text: string): SheetMention[] {
  const mentions: SheetMention[] = [];
  for (const item of splitList(text).map(withoutTaken)) {
    if (item === "") continue;
    const brackets = /^(.+?)\s*\((.+)\)$/s.exec(item);
    const plain = (brackets?.[1] ?? item)
      .replace(/^(?:(?:an?|one|the|another|second|other)\s+)*(?:(?:is\s+)?for\s+(?:the\s+|my\s+|our\s+)?)?/i, "")
      .replace(/\s+(?:work)?(?:sheet|tab)$/i, "");
    const name = unquoted(plain);
    if (name === "" || (name === plain && name.split(" ").length > 6)) return [];
    const title = name === plain ? name.slice(0, 1).toUpperCase() + name.slice(1) : name;
    mentions.push({ name: title, section: brackets === null ? null : ` with columns ${brackets[2]}` });
  }
  return mentions;
}

/** "on a sheet called Summer", "name the sheet 'Q3'", "sheet name: Data" */
function readSingle(reading: Reading): SheetMention[] | null {
  const before = `,?\\s*(?:\\b(?:on|in|to|with|into|and|put it|using|use)\\s+){0,6}(?:(?:a|an|the|one|single)\\s+){0,6}`;
  const match =
    takeMatch(
      reading,
      new RegExp(
        `${before}\\b(?:name|call|title)\\s+(?:the|its)?\\s*(?:first\\s+)?${one}\\s+(?:as\\s+|to\\s+)?(?:${quotedName}|${bareName})`,
      ),
    ) ??
    takeMatch(
      reading,
      new RegExp(
        `${before}\\b${one}\\s+(?:named|called|titled|name\\s*(?:is|:|=|should be)|:)\\s*(?:${quotedName}|${bareName}|([a-z][\\w-]*))`,
      ),
    ) ??
    takeMatch(reading, new RegExp(`${before}\\b${one}\\s+${quotedName}`)) ??
    takeMatch(reading, new RegExp(`${before}\\b${one}\\s+${bareName}`));
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  return name === undefined ? null : [{ name: unquoted(name), section: null }];
}

/** "a workbook with 3 sheets": numbered ones. */
function readCount(reading: Reading): SheetMention[] | null {
  const match = takeMatch(
    reading,
    new RegExp(
      `,?\\s*(?:\\b(?:with|and|on|in|across|over)\\s+){0,6}\\b${countPattern}\\s+(?:(?:different|separate|empty|more)\\s+){0,6}(?:${noun}|${one})\\b`,
      "i",
    ),
  );
  if (match === null) return null;
  // One too many is enough for the limit to be named; a million names are not.
  return Array.from({ length: Math.min(countOf(match[1] ?? ""), 100) }, (_, index) => ({
    name: `Sheet${index + 1}`,
    section: null,
  }));
}
