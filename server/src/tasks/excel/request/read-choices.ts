import { ruleFor } from "../values/column-rules.ts";
import { singular } from "./find-column.ts";
import { endOfList, splitList, unquoted } from "./lists.ts";
import { type Reading, take, taken } from "./reading.ts";

const stop =
  /\s+(?:with|for|sorted|on (?:a |the )?sheet|and (?:a|an|the|show|include|add|columns?)|columns?|plus|where|over|from|in|as (?:the )?(?:rows|columns))\b|\uE000/iy;
const start =
  /(?:,?\s*\b(?:for|with|and|use|using|across|from|in|of|the|our|my|these|following|these are|are)\s+){0,6}\b(regions|products|departments|categories|months|cities|countries|teams|employees|people|names|customers|clients|projects|tasks|items|students|stores|branches|channels|statuses|priorities|rooms|subjects|classes|services|suppliers|vendors|friends|members|ingredients|exercises|brands|sizes|colou?rs|stages|locations|assets|campaigns|events|expenses|sources|kpis)\b\s*(?::|\(|\bare\b|\bnamed\b|\bcalled\b|\blike\b|\bsuch as\b|(?=\s[A-Z"'][^\s,]*(?:\s[A-Z][^\s,]*)?\s*(?:,|\band\b|&)))\s*/g;

/** Takes the values that the text gives for a column: "regions North, South and West", "tasks: paint, clean up, lock". */
export function readChoices(reading: Reading): { noun: string; values: string[] }[] {
  const found: { noun: string; values: string[] }[] = [];
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
    if (!/^[A-Z"']/.test(reading.rest.slice(body).trimStart()) && values.every((value) => ruleFor(value) !== null))
      continue;
    if (values.filter((value) => ruleFor(value) !== null).length * 2 > values.length) continue;
    found.push({ noun: (match[1] ?? "").toLowerCase().split(" ").map(singular).join(" "), values });
    take(reading, match.index, closing >= 0 ? end + 1 : end);
  }
  return found;
}
