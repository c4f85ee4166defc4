import type { TableSheet, WorkbookDocument } from "./document.ts";
import { type Aggregate, binary, type Expression } from "./expression.ts";
import { firstBodyRow, indexOfLetters, lastBodyRow } from "./layout.ts";

interface Place {
  document: WorkbookDocument;
  sheet: TableSheet;
  row: number;
}

interface Reference {
  column: number;
  row: number;
  /** A dollar before the row: it stays when the formula is copied down. */
  fixedRow: boolean;
}

const token =
  /\s*(?:('(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_.]*)!|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(\$?[A-Z]{1,3}\$?[0-9]+)(?![A-Za-z0-9_(])|([A-Z]+)(?=\()|([-+*/(),:%])|"([^"]*)")/y;

type Token =
  | { kind: "sheet"; name: string }
  | { kind: "number"; value: number }
  | { kind: "cell"; text: string }
  | { kind: "function"; name: string }
  | { kind: "sign"; sign: string }
  | { kind: "text"; text: string };

const aggregates = new Set<string>(["SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA"]);
const isAggregate = (name: string): name is Aggregate => aggregates.has(name);

/** What a formula means in the planner's terms; null when it says something that they cannot. */
export function parseFormula(place: Place, formula: string): Expression | null {
  const tokens = tokensOf(formula);
  if (tokens === null) return null;
  const reader = { place, tokens, at: 0 };
  const expression = sum(reader);
  return reader.at === tokens.length ? expression : null;
}

interface Reader {
  place: Place;
  tokens: Token[];
  at: number;
}

function tokensOf(formula: string): Token[] | null {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const text = formula.trim();
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return null;
    const [, sheet, number, cell, name, sign, quoted] = match;
    if (sheet !== undefined)
      tokens.push({ kind: "sheet", name: sheet.startsWith("'") ? sheet.slice(1, -1).replaceAll("''", "'") : sheet });
    else if (number !== undefined) tokens.push({ kind: "number", value: Number(number) });
    else if (cell !== undefined) tokens.push({ kind: "cell", text: cell });
    else if (name !== undefined) tokens.push({ kind: "function", name });
    else if (sign !== undefined) tokens.push({ kind: "sign", sign });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted });
  }
  return tokens;
}

function takeSign(reader: Reader, signs: string): string | null {
  const next = reader.tokens[reader.at];
  if (next?.kind !== "sign" || !signs.includes(next.sign)) return null;
  reader.at++;
  return next.sign;
}

function sum(reader: Reader): Expression | null {
  let left = product(reader);
  for (let sign = takeSign(reader, "+-"); sign !== null; sign = takeSign(reader, "+-")) {
    const right = product(reader);
    if (left === null || right === null) return null;
    left = binary(sign === "+" ? "+" : "-", left, right);
  }
  return left;
}

function product(reader: Reader): Expression | null {
  let left = signed(reader);
  for (let sign = takeSign(reader, "*/"); sign !== null; sign = takeSign(reader, "*/")) {
    const right = signed(reader);
    if (left === null || right === null) return null;
    left = binary(sign === "*" ? "*" : "/", left, right);
  }
  return left;
}

function signed(reader: Reader): Expression | null {
  if (takeSign(reader, "-") !== null) {
    const of = signed(reader);
    return of === null ? null : { node: "negate", of };
  }
  const value = primary(reader);
  if (takeSign(reader, "%") === null) return value;
  return value?.node === "number" ? { node: "number", value: value.value / 100, percent: true } : null;
}

function primary(reader: Reader): Expression | null {
  const next = reader.tokens[reader.at];
  if (next === undefined) return null;
  if (next.kind === "number") {
    reader.at++;
    return { node: "number", value: next.value, percent: false };
  }
  if (next.kind === "cell") {
    reader.at++;
    return single(reader.place, next.text);
  }
  if (next.kind === "function") {
    reader.at++;
    const other = otherCall(reader, next.name);
    if (other !== undefined) return other;
    return isAggregate(next.name) ? call(reader, next.name) : null;
  }
  if (takeSign(reader, "(") === null) return null;
  const inner = sum(reader);
  return takeSign(reader, ")") === null ? null : inner;
}

function single(place: Place, text: string): Expression | null {
  const reference = referenceOf(text);
  const column = place.sheet.columns[reference.column];
  if (column === undefined) return null;
  if (reference.row === place.row) return { node: "cell", column: column.id };
  const footer = place.sheet.footers[reference.row - lastBodyRow(place.sheet) - 1];
  return footer === undefined ? null : { node: "footer", footer: footer.id, column: column.id };
}

/** TODAY(), MAX(0,…), DATEDIF(…,TODAY(),"Y"), RANK(B2,B$2:B$9): undefined when it is none of them. */
function otherCall(reader: Reader, name: string): Expression | null | undefined {
  const [open, first] = [reader.tokens[reader.at], reader.tokens[reader.at + 1]];
  if (open?.kind !== "sign" || open.sign !== "(") return undefined;
  if (name === "TODAY") {
    reader.at++;
    return takeSign(reader, ")") === null ? null : { node: "today" };
  }
  const comma = reader.tokens[reader.at + 2];
  if (name === "MAX" && first?.kind === "number" && first.value === 0 && comma?.kind === "sign" && comma.sign === ",") {
    reader.at += 3;
    const of = sum(reader);
    return of === null || takeSign(reader, ")") === null ? null : { node: "positive", of };
  }
  if (name === "DATEDIF") {
    reader.at++;
    const from = sum(reader);
    const until = takeSign(reader, ",") === null ? null : sum(reader);
    const unit = takeSign(reader, ",") === null ? undefined : reader.tokens[reader.at++];
    const closed = takeSign(reader, ")") !== null;
    return from === null || until?.node !== "today" || unit?.kind !== "text" || !/^y$/i.test(unit.text) || !closed
      ? null
      : { node: "years", from };
  }
  if (name !== "RANK") return undefined;
  reader.at++;
  const cell = sum(reader);
  const range = takeSign(reader, ",") === null ? null : cellsOf(reader, "SUM");
  return cell?.node === "cell" && range?.node === "column" && range.column === cell.column && range.sheet === null
    ? { node: "rank", column: cell.column }
    : null;
}

/** SUM(B2:B9), SUM(Sheet!B2:B9), SUM(B$2:B5), SUM(B2:F2), SUM(B2,D2). */
function call(reader: Reader, aggregate: Aggregate): Expression | null {
  return takeSign(reader, "(") === null ? null : cellsOf(reader, aggregate);
}

/** A range or a list of cells, to the closing bracket. */
function cellsOf(reader: Reader, aggregate: Aggregate): Expression | null {
  const next = reader.tokens[reader.at];
  const other = next?.kind === "sheet" ? next.name : null;
  if (other !== null) reader.at++;
  const references: Reference[] = [];
  let range = false;
  for (;;) {
    const item = reader.tokens[reader.at];
    if (item?.kind !== "cell") return null;
    reader.at++;
    references.push(referenceOf(item.text));
    if (takeSign(reader, ":") !== null) range = true;
    else if (takeSign(reader, ",") === null) break;
  }
  if (takeSign(reader, ")") === null) return null;
  if (!range) return other === null ? across(reader.place, aggregate, references) : null;
  const [from, to] = references;
  if (references.length !== 2 || from === undefined || to === undefined) return null;
  return rangeOf(reader.place, aggregate, other, from, to);
}

function rangeOf(
  place: Place,
  aggregate: Aggregate,
  other: string | null,
  from: Reference,
  to: Reference,
): Expression | null {
  const sheet = other === null ? place.sheet : place.document.sheets.find((candidate) => candidate.name === other);
  if (sheet?.shape !== "table") return null;
  const column = sheet.columns[from.column];
  if (from.column === to.column && column !== undefined && from.row === firstBodyRow) {
    // In the last body row only the dollar tells the whole column from a running sum.
    if (sheet === place.sheet && to.row === place.row && !to.fixedRow)
      return aggregate === "SUM" ? { node: "running", column: column.id } : null;
    if (to.row === lastBodyRow(sheet))
      return { node: "column", aggregate, column: column.id, sheet: sheet === place.sheet ? null : sheet.id };
  }
  if (sheet !== place.sheet || from.row !== place.row || to.row !== place.row) return null;
  return across(
    place,
    aggregate,
    Array.from({ length: Math.max(0, to.column - from.column + 1) }, (_, n) => ({
      column: from.column + n,
      row: place.row,
      fixedRow: false,
    })),
  );
}

function across(place: Place, aggregate: Aggregate, references: readonly Reference[]): Expression | null {
  const columns: number[] = [];
  for (const reference of references) {
    const column = place.sheet.columns[reference.column];
    if (column === undefined || reference.row !== place.row) return null;
    columns.push(column.id);
  }
  return { node: "across", aggregate, columns };
}

function referenceOf(text: string): Reference {
  const plain = text.replaceAll("$", "");
  const digits = plain.search(/[0-9]/);
  return {
    column: indexOfLetters(plain.slice(0, digits)),
    row: Number(plain.slice(digits)),
    fixedRow: /\$[0-9]/.test(text),
  };
}
