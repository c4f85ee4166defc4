import type { Column } from "../model/document.ts";
import { type Aggregate, binary, type Expression } from "../model/expression.ts";
import { findColumn } from "./find-column.ts";

// Formulas in a person's words: "revenue - cost", "20% of price", "(price + shipping) * quantity", "average of exam 1 and exam 2".

export type FormulaResult = { outcome: "formula"; formula: Expression } | { outcome: "unknown"; message: string };

type Token =
  | { kind: "sign"; sign: string }
  | { kind: "number"; value: number; percent: boolean }
  | { kind: "column"; id: number };

const spoken: readonly [RegExp, string][] = [
  [/\bmultiplied (?:by|with)\b|\btimes\b|[×·]/gi, " * "],
  [/\bdivided by\b|[÷]/gi, " / "],
  [/\bminus\b|\bless\b|\bwithout\b/gi, " - "],
  [/\bplus\b/gi, " + "],
  [/(?<=[\w)"'%] )x(?= [\w("'])/gi, "*"],
  [/(\d)\s?(?:percent|per cent)\b/gi, "$1%"],
];

const aggregateWords: Readonly<Record<string, Aggregate>> = {
  sum: "SUM",
  total: "SUM",
  average: "AVERAGE",
  mean: "AVERAGE",
  minimum: "MIN",
  min: "MIN",
  maximum: "MAX",
  max: "MAX",
  avg: "AVERAGE",
};

/** The formula that the words say about these columns, for a cell of each row. */
export function formulaFromWords(columns: readonly Column[], words: string): FormulaResult {
  let text = words.trim().replace(/^=\s*/, "");
  for (const [pattern, sign] of spoken) text = text.replace(pattern, sign);
  const special = specialForm(columns, text);
  if (special !== null) return special;
  const tokens: Token[] = [];
  const failure = tokenise(columns, text, tokens);
  if (failure !== null) return { outcome: "unknown", message: failure };
  const reader = { tokens, at: 0 };
  const formula = sum(reader);
  if (formula === null || reader.at !== tokens.length)
    return { outcome: "unknown", message: `'${words.trim()}' is not a formula of columns, numbers and + - * /.` };
  return { outcome: "formula", formula };
}

/** "sum of A, B and C", "difference between A and B", "product of A and B", "A as a share of the total", "running total of A". */
function specialForm(columns: readonly Column[], text: string): FormulaResult | null {
  const many =
    /^(?:the )?(?:(sum|total|average|mean|minimum|maximum|min|max|avg)(?: value)? of(?: the)?|(sum|average|min|max|avg)\s*\()\s*(.+?)\)?$/i.exec(
      text,
    );
  if (many !== null && /,|\band\b|&|\bto\b|\bthrough\b|-/.test(many[3] ?? ""))
    return across(columns, aggregateWords[(many[1] ?? many[2] ?? "").toLowerCase()] ?? "SUM", many[3] ?? "");
  const pair = /^(?:the )?(difference (?:between|of)|product of|ratio of|quotient of) (.+?) (?:and|to) (.+)$/i.exec(
    text,
  );
  if (pair !== null) {
    const kind = (pair[1] ?? "").slice(0, 1).toLowerCase();
    return formulaFromWords(columns, `(${pair[2]}) ${kind === "d" ? "-" : kind === "p" ? "*" : "/"} (${pair[3]})`);
  }
  const running = /^(?:the )?(?:running|cumulative) (?:total|sum)(?: of (.+))?$/i.exec(text);
  if (running !== null && running[1] !== undefined)
    return withColumn(columns, running[1], (column) => ({ node: "running", column }));
  const shareOf =
    /^(?:the )?(?:share|percent(?:age)?|%) of (?:the )?total (?:of )?(.+)$|^(.+?) (?:as (?:a |the )?)?(?:share|percent(?:age)?|%) of (?:the )?total$/i.exec(
      text,
    );
  const shared = shareOf?.[1] ?? shareOf?.[2];
  if (shared !== undefined)
    return withColumn(columns, shared, (column) =>
      binary("/", { node: "cell", column }, { node: "column", aggregate: "SUM", column, sheet: null }),
    );
  return null;
}

function across(columns: readonly Column[], aggregate: Aggregate, list: string): FormulaResult {
  const range = /^(.+?) (?:to|through|-|until) (.+)$/i.exec(list);
  const ids: number[] = [];
  if (range !== null && !/,|\band\b/.test(list)) {
    const ends = [range[1] ?? "", range[2] ?? ""].map((end) => findColumn(columns, end));
    const [from, to] = ends;
    if (from?.outcome !== "found" || to?.outcome !== "found") return unknownColumn(columns, list);
    const start = columns.indexOf(from.column);
    ids.push(...columns.slice(start, columns.indexOf(to.column) + 1).map((column) => column.id));
  } else {
    for (const name of list.split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*/)) {
      const found = findColumn(columns, name);
      if (found.outcome !== "found") return unknownColumn(columns, name);
      ids.push(found.column.id);
    }
  }
  return ids.length === 0
    ? unknownColumn(columns, list)
    : { outcome: "formula", formula: { node: "across", aggregate, columns: ids } };
}

function withColumn(columns: readonly Column[], phrase: string, make: (column: number) => Expression): FormulaResult {
  const found = findColumn(columns, phrase);
  return found.outcome === "found"
    ? { outcome: "formula", formula: make(found.column.id) }
    : unknownColumn(columns, phrase);
}

function unknownColumn(columns: readonly Column[], phrase: string): FormulaResult {
  const found = findColumn(columns, phrase);
  if (found.outcome === "ambiguous")
    return {
      outcome: "unknown",
      message: `'${phrase.trim()}' could mean ${found.names.map((name) => `'${name}'`).join(" or ")}.`,
    };
  return {
    outcome: "unknown",
    message: `There is no column '${phrase.trim()}'. The columns are ${columns.map((column) => `'${column.name}'`).join(", ")}.`,
  };
}

/** Fills the tokens; what is wrong, or null. */
function tokenise(columns: readonly Column[], text: string, tokens: Token[]): string | null {
  const names = columns.toSorted((one, other) => other.name.length - one.name.length);
  let at = 0;
  while (at < text.length) {
    const ahead = text.slice(at);
    const skip = /^\s+|^of\b\s*/i.exec(ahead);
    // "20% of price": the word stands for the multiplication.
    if (skip !== null && /^of/i.test(skip[0])) tokens.push({ kind: "sign", sign: "*" });
    if (skip !== null) {
      at += skip[0].length;
      continue;
    }
    const exact = names.find(
      (column) =>
        ahead.slice(0, column.name.length).toLowerCase() === column.name.toLowerCase() &&
        !/^[\p{L}\p{N}]/u.test(ahead.slice(column.name.length)),
    );
    if (exact !== undefined) {
      tokens.push({ kind: "column", id: exact.id });
      at += exact.name.length;
      continue;
    }
    const sign = /^[-+*/()]/.exec(ahead);
    const number = /^[$€£]?(\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)\s?(%?)(?![\p{L}\p{N}])/u.exec(ahead);
    if (sign !== null) {
      tokens.push({ kind: "sign", sign: sign[0] });
      at += 1;
    } else if (number !== null) {
      const value = Number((number[1] ?? "").replaceAll(",", ""));
      tokens.push({ kind: "number", value: number[2] === "%" ? value / 100 : value, percent: number[2] === "%" });
      at += number[0].length;
    } else {
      const phrase = /^(?:"([^"]+)"|'([^']+)'|\[([^\]]+)\])/.exec(ahead) ?? /^()()()[^-+*/()"]+/.exec(ahead);
      if (phrase === null) return `'${ahead.trim()}' is not a formula of columns, numbers and + - * /.`;
      const name = phrase[1] || phrase[2] || phrase[3] || phrase[0];
      const found = findColumn(columns, name.replace(/\s+of\s.*$/i, ""));
      if (found.outcome !== "found") {
        const unknown = unknownColumn(columns, name);
        return unknown.outcome === "unknown" ? unknown.message : null;
      }
      tokens.push({ kind: "column", id: found.column.id });
      at += phrase[0].length;
    }
  }
  return null;
}

interface Reader {
  tokens: Token[];
  at: number;
}

function sum(reader: Reader): Expression | null {
  let left = product(reader);
  for (let sign = signAt(reader); left !== null && (sign === "+" || sign === "-"); sign = signAt(reader)) {
    reader.at++;
    const right = product(reader);
    if (right === null) return null;
    // "price plus 19%" means 19% of the price, as on every calculator.
    left = binary(sign, left, right.node === "number" && right.percent ? binary("*", left, right) : right);
  }
  return left;
}

function product(reader: Reader): Expression | null {
  let left = primary(reader);
  for (let sign = signAt(reader); left !== null && (sign === "*" || sign === "/"); sign = signAt(reader)) {
    reader.at++;
    const right = primary(reader);
    if (right === null) return null;
    // "20% of price" reads better as price * 20%.
    left =
      sign === "*" && left.node === "number" && left.percent ? binary("*", right, left) : binary(sign, left, right);
  }
  return left;
}

function primary(reader: Reader): Expression | null {
  const next = reader.tokens[reader.at++];
  if (next === undefined) return null;
  if (next.kind === "number") return { node: "number", value: next.value, percent: next.percent };
  if (next.kind === "column") return { node: "cell", column: next.id };
  if (next.sign === "-") {
    const of = primary(reader);
    return of === null ? null : { node: "negate", of };
  }
  if (next.sign !== "(") return null;
  const inner = sum(reader);
  return signAt(reader) === ")" && reader.at++ >= 0 ? inner : null;
}

function signAt(reader: Reader): string | null {
  const next = reader.tokens[reader.at];
  return next?.kind === "sign" ? next.sign : null;
}
