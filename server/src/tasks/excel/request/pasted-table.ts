import { serialOf } from "../model/dates.ts";
import type { Kind, Value } from "../model/document.ts";
import { type Reading, take } from "./reading.ts";
import { unquoted } from "./lists.ts";

/** A table that the request brings along, typed. */
export interface PastedTable {
  headers: string[];
  kinds: Kind[];
  rows: Value[][];
}

const separators: readonly RegExp[] = [/\t/, /\|/, /;/, /,/];

/** Takes a table pasted into the request: two lines or more with the same number of parts. */
export function readPastedTable(reading: Reading): PastedTable | null {
  const lines = linesOf(reading.rest);
  for (const separator of separators) {
    const block = longestBlock(lines, separator);
    if (block === null) continue;
    const [header, ...body] = block.map((line) => line.parts);
    const first = block.at(0);
    const last = block.at(-1);
    if (header === undefined || first === undefined || last === undefined || !header.every(isHeader)) continue;
    take(reading, first.start, last.end);
    const kinds = header.map((_, index) => kindOf(body.map((row) => row[index] ?? "")));
    return {
      headers: header,
      kinds,
      rows: body.map((row) => row.map((part, index) => typed(part, kinds[index] ?? "text"))),
    };
  }
  return null;
}

/** A name and no part of a sentence: "Create a sheet, please" has a comma too. */
function isHeader(part: string): boolean {
  return (
    part !== "" &&
    part.length <= 60 &&
    part.split(" ").length <= 5 &&
    !/[:.?!]|^(?:create|make|build|generate|please|i |we |give|add|with|and|put|also)\b/i.test(part)
  );
}

interface Line {
  text: string;
  start: number;
  end: number;
  parts: string[];
}

function linesOf(text: string): Line[] {
  let at = 0;
  return text.split("\n").map((line) => {
    const start = at;
    at += line.length + 1;
    return { text: line, start, end: start + line.length, parts: [] };
  });
}

function longestBlock(lines: readonly Line[], separator: RegExp): Line[] | null {
  let best: Line[] = [];
  let block: Line[] = [];
  for (const line of lines) {
    // The rule of a Markdown table, | --- | --- |, is no row.
    if (block.length > 0 && /^[\s|:+-]+$/.test(line.text) && line.text.includes("-")) continue;
    // "Table: Name | Age": what stands before the colon asks, the rest is the first row.
    const lead = block.length === 0 ? (/^[A-Za-z ]{1,60}:\s+(?=\S)/.exec(line.text)?.[0].length ?? 0) : 0;
    const text = line.text.slice(lead);
    const bare = separator.source === "\\|" ? text.trim().replace(/^\||\|$/g, "") : text;
    const parts = bare.split(separator).map((part) => unquoted(part));
    const fits =
      parts.length > 1 &&
      (block.length === 0 || block[0]?.parts.length === parts.length) &&
      !/[:.]\s*$/.test(line.text);
    const read = { ...line, start: line.start + lead, parts };
    if (!fits) block = parts.length > 1 && !/[:.]\s*$/.test(line.text) ? [read] : [];
    else block = [...block, read];
    if (block.length > best.length) best = block;
  }
  return best.length >= 2 ? best : null;
}

const numberText = /^-?[$€£]?\s?-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?[$€£]?$/;

function kindOf(texts: readonly string[]): Kind {
  const filled = texts.filter((text) => text !== "");
  const all = (pattern: RegExp): boolean => filled.length > 0 && filled.every((text) => pattern.test(text));
  if (all(/^(?:yes|no|true|false)$/i)) return "boolean";
  if (all(/^\d{4}-\d{2}-\d{2}$/) && filled.every((text) => dateOf(text) !== null)) return "date";
  if (all(/^-?\d+(?:\.\d+)?\s?%$/)) return "percent";
  // 007 and +49 30 are no amounts: a leading zero or plus would be lost.
  if (!all(numberText) || filled.some((text) => /^0\d/.test(text))) return "text";
  if (filled.some((text) => /[$€£]/.test(text))) return "currency";
  return filled.some((text) => text.includes(".")) ? "decimal" : "integer";
}

function typed(text: string, kind: Kind): Value {
  if (text === "") return null;
  if (kind === "boolean") return /^(?:yes|true)$/i.test(text);
  if (kind === "date") return dateOf(text);
  if (kind === "text") return text;
  const value = Number(text.replace(/[$€£,%\s]/g, ""));
  return kind === "percent" ? Number((value / 100).toPrecision(12)) : value;
}

function dateOf(text: string): number | null {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const real = new Date(Date.UTC(year, month - 1, day));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day && year >= 1901
    ? serialOf(year, month, day)
    : null;
}
