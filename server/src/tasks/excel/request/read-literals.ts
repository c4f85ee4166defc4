import type { Kind, Value } from "../model/document.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { capitalised } from "./column-name.ts";
import { footerItem, footerInstead, type FooterWish } from "./footer-wish.ts";
import { endOfList, splitList, unquoted } from "./lists.ts";
import type { PastedTable } from "./pasted-table.ts";
import { type Reading, take, taken, withoutTaken } from "./reading.ts";

// Rows that the request brings along in a sentence: "rent 1200, food 450", "laptop 2 x 999".

export interface LiteralsRead {
  table: PastedTable;
  /** Whether each row has a quantity and a price. */
  quantities: boolean;
  footers: FooterWish[];
}

const money =
  "[$€£¥₹]?\\s?(-?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|-?\\d+(?:\\.\\d+)?)\\s?(?:[$€£¥₹]|(?:dollars?|euros?|pounds?|usd|eur|gbp|chf|yen)\\b)?";
const name = "((?:\"[^\"]+\"|'[^']+'|[\\p{L}][\\p{L}\\p{M}\\d&'./-]*(?:\\s+[\\p{L}&][\\p{L}\\p{M}&'./-]*){0,4}))";
const priced = new RegExp(`^${name}\\s*:?\\s+${money}$`, "u");
const counted: readonly RegExp[] = [
  new RegExp(
    `^${name}\\s*:?\\s+(\\d+(?:\\.\\d+)?)\\s*(?:x|×|\\*|@|times|at|à|(?:hours?|hrs?|h|days?|pcs|pieces|units?|months?|kg)\\s+(?:at|@|à|x|×))\\s*${money}(?:\\s+each)?$`,
    "iu",
  ),
  new RegExp(`^(\\d+(?:\\.\\d+)?)\\s*(?:x\\s+|×\\s*)?${name}\\s+(?:at|@|à|for|x|×)\\s*${money}(?:\\s+each)?$`, "iu"),
];
const starts = /:\s*|\b(?:with|of|for|these|items?|numbers?|are|is)\s+|^\s*/gi;
const stop =
  /\s*[.;]?\s+(?:put|make|create|and (?:put|make|add|show)|with|in (?:a|euros|dollars)|please|sorted|as a)\b/iy;

/** A text of nothing but starts must not take the square of its length. */
const maxStarts = 50;

/** Takes rows that a sentence lists; null when there are fewer than two of them. */
export function readLiterals(reading: Reading, subject: Subject | null): LiteralsRead | null {
  starts.lastIndex = 0;
  for (let tries = 0; tries < maxStarts; tries++) {
    const start = starts.exec(reading.rest);
    if (start === null) break;
    const body = start.index + start[0].length;
    const end = endOfList(reading.rest, body, stop);
    const items = splitList(reading.rest.slice(body, end))
      .map(withoutTaken)
      .filter((item) => item !== "");
    const rows = items.map((item) => rowOf(item));
    // "rent 1200, food 450, sum": what is no row must be a row below them.
    const footers = items.flatMap((item, index) =>
      rows[index] === null ? [footerItem(item) ?? footerInstead(item)] : [],
    );
    const read = rows.filter((row) => row !== null);
    if (start[0] === "") starts.lastIndex++;
    if (read.length < 2 || footers.includes(null) || reading.rest.slice(body, body + 1) === taken) continue;
    const quantities = read.every((row) => row.quantity !== null);
    if (!quantities && read.some((row) => row.quantity !== null)) continue;
    take(reading, start.index, end);
    return {
      table: tableOf(read, quantities, subject),
      quantities,
      footers: footers.filter((footer) => footer !== null),
    };
  }
  return null;
}

interface Row {
  name: string;
  quantity: number | null;
  amount: number;
}

function rowOf(item: string): Row | null {
  const plain = priced.exec(item);
  const first = counted[0]?.exec(item) ?? null;
  const second = first === null ? (counted[1]?.exec(item) ?? null) : null;
  if (first !== null) return row(first[1], first[2], first[3]);
  if (second !== null) return row(second[2], second[1], second[3]);
  // "Week 3, Week 4" and "Exam 1" are names with a number, not amounts.
  if (
    plain === null ||
    /^(?:week|month|day|year|quarter|exam|test|quiz|room|team|sheet|item|row|column|q|phase|chapter|top|first|last|next|page)$/i.test(
      plain[1] ?? "",
    )
  )
    return null;
  return row(plain[1], undefined, plain[2]);
}

function row(words: string | undefined, quantity: string | undefined, amount: string | undefined): Row {
  return {
    name: capitalised(unquoted(words ?? "")),
    quantity: quantity === undefined ? null : Number(quantity),
    amount: Number((amount ?? "").replaceAll(",", "")),
  };
}

/** The main number of a subject, the likeliest first. */
const amounts = ["Amount", "Planned", "Revenue", "Salary", "Price", "Hours", "Cost", "Value", "Quantity"];

function tableOf(rows: readonly Row[], quantities: boolean, subject: Subject | null): PastedTable {
  const what = subject?.names ?? (quantities ? "Item" : null) ?? textColumn(subject) ?? "Item";
  const values = rows.map((one): Value[] =>
    quantities ? [one.name, one.quantity, one.amount] : [one.name, one.amount],
  );
  if (quantities)
    return {
      headers: [what, "Quantity", "Unit price"],
      kinds: ["text", whole(rows.map((one) => one.quantity ?? 0)), "currency"],
      rows: values,
    };
  const measured = amounts.find((one) => subject?.columns.some((column) => column.split(" = ")[0] === one)) ?? "Amount";
  const kind = subject?.makers?.[measured]?.kind ?? ruleFor(measured)?.kind ?? "decimal";
  return {
    headers: [what, measured],
    kinds: ["text", kind === "integer" ? whole(rows.map((one) => one.amount)) : kind],
    rows: values,
  };
}

const whole = (numbers: readonly number[]): Kind =>
  numbers.every((one) => Number.isInteger(one)) ? "integer" : "decimal";

function textColumn(subject: Subject | null): string | null {
  return (
    subject?.columns.find((column) => (subject.makers?.[column]?.kind ?? ruleFor(column)?.kind) === "text") ?? null
  );
}
