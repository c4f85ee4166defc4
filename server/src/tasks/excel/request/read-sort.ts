import { type Reading, take, taken } from "./reading.ts";
import type { SortWish } from "./table-wish.ts";

const down =
  /\b(?:desc(?:ending)?|(?:in )?(?:descending|reverse|decreasing)(?: order)?|(?:high|larg|big|new|old?est to new|great|lat|most rec)(?:est|ent)? (?:to (?:low|small|old|earli)(?:est)?|first|on top|at the top)|z ?(?:-|to) ?a|highest|newest|latest|largest|biggest|most recent)\b/i;
const up =
  /\b(?:asc(?:ending)?(?: order)?|(?:in )?(?:ascending|alphabetical|increasing|chronological|numerical)(?: order)?|alphabetically|chronologically|(?:low|small|old|earli|cheap)(?:est)? (?:to (?:high|larg|big|new|lat)(?:est)?|first)|oldest to newest|a ?(?:-|to) ?z|lowest|oldest|earliest|smallest)\b/i;
const start =
  /,?\s*(?:\b(?:and|then|also|please)\s+){0,6}\b(?:sort(?:ed|ing)?|order(?:ed)?|rank(?:ed)?|arrange[d]?)\b(?!\s+(?:id|number|date|list|report|table|sheet|form|tracker))(?:\s+(?:it|them|the (?:rows|table|sheet|data|list|entries|workbook)|rows|everything|all rows|the (?:\w+ )?(?:list|table|report|sheet)))?\s*(?:\b(?:by|on|after|according to|alphabetically by|descending by|ascending by)\b|(?=alphabetically|descending|ascending))\s*([^.;\n]+)/i;

/** Where something else begins behind the keys. */
const end =
  /,?\s+(?:with|only|including|include|add|on (?:a |the )?(?:sheet|tab)|in (?:a |the )?(?:sheet|tab)|and (?:a|an|the|add|include|show|with|put|make|use)|,)\s/i;

/** Takes "sorted by revenue descending", "ordered by date, newest first", "sort by region, then by units". */
export function readSort(reading: Reading): SortWish[] {
  const match = start.exec(reading.rest);
  if (match === null) return [];
  const keys = match[1] ?? "";
  const length = end.exec(keys)?.index ?? keys.length;
  const whole = match[0].slice(0, match[0].length - keys.length + length);
  take(reading, match.index, match.index + whole.length);
  const wishes: SortWish[] = [];
  // Only "then" and "and" begin a further key: in "by date, newest first" the comma does not.
  for (const part of keys
    .slice(0, length)
    .replaceAll(taken, " ")
    .split(/\s*,?\s*\b(?:and )?then(?: by)?\s+|\s*,?\s+and(?: by)?\s+/i)) {
    const descending = down.test(part) || (/\bdescending by\b/i.test(whole) && !up.test(part));
    const column = part
      .replace(/\bold?est to new(?:est)?\b/gi, " ")
      .replace(new RegExp(down.source, "gi"), " ")
      .replace(new RegExp(up.source, "gi"), " ")
      .replace(/\b(?:order|in|from|column|the|with|first|values?|of)\b|[,()]/gi, " ")
      .replace(/\s+/g, " ")
      .trim();
    const oldestToNewest = /\boldest to newest\b/i.test(part);
    wishes.push({ column, descending: descending && !oldestToNewest });
  }
  return wishes;
}
