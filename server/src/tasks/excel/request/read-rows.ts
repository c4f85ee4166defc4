import { subjects } from "../subjects/find-subject.ts";
import type { Subject } from "../subjects/subject.ts";
import { capitalised } from "./column-name.ts";
import { keyOf, singular } from "./find-column.ts";
import { countOf, countPattern } from "./numbers.ts";
import { type Reading, take, takeMatch } from "./reading.ts";
import type { ChoiceWish } from "./table-wish.ts";

const plainNouns = [
  "rows",
  "lines",
  "records",
  "entries",
  "items",
  "data points",
  "samples",
  "examples",
  "sample rows",
  "data rows",
];
const moreNouns = [
  "sales reps",
  "reps",
  "salespeople",
  "sellers",
  "agents",
  "managers",
  "developers",
  "teachers",
  "volunteers",
  "guests",
  "kids",
  "materials",
  "machines",
  "houses",
  "offices",
  "users",
  "teams",
  "books",
  "movies",
  "songs",
  "cars",
  "vehicles",
  "rooms",
  "classes",
  "departments",
  "regions",
  "cities",
  "countries",
  "companies",
  "months",
  "weeks",
  "days",
  "quarters",
  "years",
  "plants",
  "pets",
  "games",
  "players",
  "patients",
  "doctors",
  "donors",
  "donations",
  "sessions",
  "questions",
  "words",
  "exercises",
  "stores",
  "shops",
  "branches",
  "locations",
  "positions",
  "payments",
  "trips",
  "meals",
  "children",
  "kids",
  "families",
  "friends",
  "drivers",
  "documents",
  "files",
  "servers",
  "accounts",
  "categories",
];
const rowNouns = [
  ...new Set([...plainNouns, ...subjects.flatMap((subject) => subject.rowNouns), ...moreNouns]),
].toSorted((one, other) => other.length - one.length);

export interface RowsRead {
  rows: number | null;
  /** The word that was counted, as "months"; null for rows. */
  noun: string | null;
  distinct: { noun: string; count: number }[];
  /** Rows that share a day: 5 of "5 sessions per day"; null where days are not what was counted. */
  rowsPerDay: number | null;
  /** "3 cars, 10 trips each": the cars, in turn. */
  each: ChoiceWish[];
  /** What was said of the counted things and the planner knows nothing of: "consulting". */
  attributes: string[];
  /** Two counts that cannot both be the number of rows. */
  conflict: string | null;
}

/** Takes the counts: "12 rows", "25 people", "a 12-row report", "top 5 products", "30 orders from 5 customers". */
export function readRows(reading: Reading, subject: Subject | null): RowsRead {
  const counts = takeCounts(reading, subject);
  const attributes = counts.flatMap((one) => (one.kind === undefined || one.kind === "" ? [] : [one.kind]));
  const plain = counts.filter((one) => plainNouns.includes(one.noun.toLowerCase()));
  const own = counts.filter((one) => subject?.rowNouns.includes(one.noun.toLowerCase()));
  const [main] =
    plain.length > 0 && !(own.length > 0 && plain.every((one) => one.noun.toLowerCase() === "items"))
      ? plain
      : own.length > 0
        ? own
        : counts.filter((one) => !namesLaterColumn(subject, one.noun));
  if (main === undefined)
    return {
      rows: null,
      noun: null,
      distinct: counts.map(distinctOf),
      rowsPerDay: null,
      each: [],
      attributes,
      conflict: null,
    };
  const times =
    main.per === undefined || main.per === null
      ? null
      : (counts.find((one) => one.noun.toLowerCase() === main.per)?.count ?? 0);
  const others = counts.filter((one) => one !== main && one.count !== main.count);
  const conflict = others.find(
    (one) => plainNouns.includes(one.noun.toLowerCase()) && plainNouns.includes(main.noun.toLowerCase()),
  );
  // "10 trips each" beside "3 cars" are thirty.
  const [whose, more] = /\beach$/i.test(main.text.trim()) ? others : [];
  const each = whose === undefined || more !== undefined || timeNouns.test(whose.noun) ? null : whose;
  const isPer = (one: Count): boolean => times !== null && one.noun.toLowerCase() === main.per;
  const time = others.find((one) => !isPer(one) && timeNouns.test(one.noun));
  return {
    rows: main.count * (times ?? each?.count ?? 1),
    noun: plainNouns.includes(main.noun.toLowerCase()) ? null : main.noun.toLowerCase(),
    distinct: others.filter((one) => !isPer(one) && one !== each).map(distinctOf),
    each: each === null ? [] : [numbered(each)],
    rowsPerDay: main.per === "days" && times !== null ? main.count : null,
    attributes,
    conflict:
      times === 0
        ? `It does not know how many ${main.per} '${main.text.trim()} per ${main.per?.replace(/s$/, "")}' is about; say it, as in '5 ${main.per}'.`
        : time !== undefined && subject?.wide === undefined
          ? `It does not know what '${time.text.trim()}' is beside '${main.text.trim()}'.`
          : conflict === undefined
            ? null
            : `'${main.text.trim()}' and '${conflict.text.trim()}' are two numbers of rows.`,
  };
}

/** "3 cars" as Car 1 to Car 3. */
function numbered(one: Count): ChoiceWish {
  const noun = singular(one.noun.toLowerCase());
  return {
    noun,
    values: Array.from({ length: Math.min(one.count, 100) }, (_, index) => `${capitalised(noun)} ${index + 1}`),
  };
}

const distinctOf = (one: Count): { noun: string; count: number } => ({ noun: keyOf(one.noun), count: one.count });

/** Four employees of a timesheet are four names in many rows; twenty employees of a list are its rows. */
function namesLaterColumn(subject: Subject | null, noun: string): boolean {
  return subject?.columns.slice(1).some((column) => keyOf(column) === keyOf(noun)) === true;
}

interface Count {
  count: number;
  noun: string;
  text: string;
  /** What was said of them: "consulting" of "3 consulting services". */
  kind?: string;
  /** "days" of "5 sessions per day". */
  per?: string | null;
}

const timeNouns = /^(?:days|weeks|months|quarters|years)$/i;
const stepNouns = "days?|weeks?|months?|quarters?|years?";
const counted = new RegExp(
  `(?:\\b(?:of|for|about|around|roughly|approximately|exactly|at least|up to|some|the|and|top|first|over|from|by|in|across|on)\\s+){0,6}\\b${countPattern}(?:\\s*(?:-|–)\\s*|\\s+)(?:(?:of|empty|blank|sample|example|different|new|random|fake|dummy|fictional|imaginary|made-up|more|additional|data|realistic|active|team|sales|small|busy|working|full|test|line|various|unique|individual|of the|mock|our|my|body|detail)\\s+){0,6}?((?:(?!(?:with|and|or|for|in|on|by|to|from|per|columns?|sheets?|tabs?|percent|${stepNouns}|rows?|more|only|not|without|over|under)\\b)[a-z][a-z-]*\\s+){0,2}?)(${rowNouns.map((noun) => noun.replace(/[-]/g, "[- ]?")).join("|")}|row|line-item|line item|entry|record|day|week|month|person|item)(?:\\s+of\\s+(?:sample |dummy |test |example |fake )?data)?(?:\\s+each)?\\b(?!\\s*(?:%|percent))`,
  "i",
);

function takeCounts(reading: Reading, subject: Subject | null): Count[] {
  const counts: Count[] = [];
  const group = takeMatch(
    reading,
    new RegExp(
      `(?:\\b(?:for|of|in)\\s+){0,6}\\b(?:an?|the|my|our)\\s+(?:\\w+\\s+)?(?:team|group|family|class|staff|crew|household|department) of ${countPattern}(?: (?:people|persons|members|employees|students))?\\b`,
      "i",
    ),
  );
  if (group !== null)
    counts.push({
      count: countOf(group[1] ?? ""),
      noun: subject?.rowNouns.includes("people") === true ? "people" : "employees",
      text: group[0],
    });
  // "row count: 20", "number of rows 20", "rows: 20"
  const named = takeMatch(
    reading,
    new RegExp(
      `,?\\s*\\b(?:(?:row count|number of (?:rows|entries|records|items))\\s*(?:is|should be|=|:|of)?|rows\\s*[:=])\\s*${countPattern}\\b`,
      "i",
    ),
  );
  if (named !== null) counts.push({ count: countOf(named[1] ?? ""), noun: "rows", text: named[0] });
  for (let from = 0; ;) {
    const match = counted.exec(reading.rest.slice(from));
    if (match === null) break;
    const start = from + match.index;
    const word = (match[3] ?? "").toLowerCase();
    const hyphenated = /\d\s*-\s*$|\w-$/.test(match[0].slice(0, match[0].length - word.length));
    // "a 5 day week" counts nothing, "a 12-row report" does: a singular noun needs its hyphen or a count of one.
    if (
      ["row", "line-item", "line item", "entry", "record", "day", "week", "month", "person", "item"].includes(word) &&
      !hyphenated &&
      countOf(match[1] ?? "") !== 1
    ) {
      from = start + match[0].length;
      continue;
    }
    // "2025 sales" is a year and no count.
    if (/^(?:19|20)\d\d$/.test(match[1] ?? "") && !plainNouns.includes(pluralOf(word))) {
      from = start + match[0].length;
      continue;
    }
    // "5 sessions per day" beside "2 days" are ten.
    const end = start + match[0].length;
    const per = /^\s+(?:per|a|each|every|for each|for every|in each)\s+([a-z]+)\b/i.exec(reading.rest.slice(end));
    counts.push({
      count: countOf(match[1] ?? ""),
      noun: pluralOf(word),
      text: match[0],
      kind: (match[2] ?? "").trim(),
      per: per === null ? null : pluralOf((per[1] ?? "").toLowerCase()),
    });
    take(reading, start, end + (per?.[0].length ?? 0));
    from = end + (per?.[0].length ?? 0);
  }
  const top = counts.length > 0 ? null : takeMatch(reading, new RegExp(`\\b(?:top|first)[- ]${countPattern}\\b`, "i"));
  if (top !== null) counts.push({ count: countOf(top[1] ?? ""), noun: "rows", text: top[0] });
  return counts;
}

function pluralOf(word: string): string {
  const known: Readonly<Record<string, string>> = {
    person: "people",
    entry: "entries",
    "line-item": "items",
    "line item": "line items",
  };
  return known[word] ?? (word.endsWith("s") || rowNouns.includes(word) ? word : `${word}s`);
}
