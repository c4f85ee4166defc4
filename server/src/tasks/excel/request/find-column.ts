import type { Column } from "../model/document.ts";

// A person says "price" and means the column "Unit price". A phrase means a column when its words name that one alone.

type Found = { outcome: "found"; column: Column } | { outcome: "ambiguous"; names: string[] } | { outcome: "missing" };

/** Letters and digits only, small, without a plural s. */
export function keyOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/%/g, " percent ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ");
  return words.map(singular).join(" ");
}

export function singular(word: string): string {
  if (/(ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

const synonyms: readonly (readonly string[])[] = [
  ["quantity", "qty", "unit", "count"],
  ["revenue", "sale", "turnover"],
  ["cost", "expense"],
  ["tax", "vat", "gst"],
  ["email", "e mail", "mail"],
];

/** The column that a phrase means. */
export function findColumn(columns: readonly Column[], phrase: string): Found {
  const key = keyOf(phrase.replace(/^(?:the|a|an|its|their)\s+/i, "").replace(/\s+(?:column|field|values?)$/i, ""));
  if (key === "") return { outcome: "missing" };
  const exact =
    columns.find((column) => column.name.toLowerCase() === phrase.trim().toLowerCase()) ??
    columns.find((column) => keyOf(column.name) === key);
  if (exact !== undefined) return { outcome: "found", column: exact };
  const part = columns.filter((column) => ` ${keyOf(column.name)} `.includes(` ${key} `));
  if (part.length > 1) return { outcome: "ambiguous", names: part.map((column) => column.name) };
  if (part[0] !== undefined) return { outcome: "found", column: part[0] };
  const letter = /^column ([a-z])$/.exec(key);
  const byLetter = letter === null ? undefined : columns[(letter[1] ?? "").charCodeAt(0) - 97];
  if (byLetter !== undefined) return { outcome: "found", column: byLetter };
  const alike = synonyms.find((group) => group.includes(key));
  const same =
    alike === undefined
      ? []
      : columns.filter((column) => alike.some((word) => ` ${keyOf(column.name)} `.includes(` ${word} `)));
  if (same.length > 1) return { outcome: "ambiguous", names: same.map((column) => column.name) };
  return same[0] === undefined ? { outcome: "missing" } : { outcome: "found", column: same[0] };
}
