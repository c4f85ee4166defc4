import type { Kind } from "../model/document.ts";
import { type Currency, defaultFormat, monthFormat } from "../model/number-formats.ts";
import { additiveName } from "../model/read-column-kind.ts";
import { type ColumnWish, columnWish } from "../request/column-wish.ts";
import { keyOf } from "../request/find-column.ts";
import { percentText, type TableWish } from "../request/table-wish.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { amount, type Maker, oneOf, share, whole } from "../values/maker.ts";

/** What a column will be: decided before any value is made. */
export interface ColumnPlan {
  name: string;
  kind: Kind;
  format: string;
  additive: boolean;
  maker: Maker;
  /** In the request's or the subject's words. */
  formula: string | null;
  /** Values for this column that set how many rows there are. */
  turns: readonly string[] | null;
}

export type ColumnsPlanned = { outcome: "planned"; columns: ColumnPlan[] } | { outcome: "refused"; message: string };

/** The columns of a table: the request's own, or the subject's as the request bends them. */
export function planColumns(wish: TableWish, subject: Subject): ColumnsPlanned {
  if (wish.pasted !== null)
    return {
      outcome: "planned",
      columns: wish.pasted.headers
        .map((name, index) =>
          planOne(
            { name, kind: wish.pasted?.kinds[index] ?? "text", choices: null, formula: null },
            subject,
            wish.currency,
          ),
        )
        .concat(wish.extraColumns.map((one) => planOne(one, subject, wish.currency))),
    };
  const base = wish.columns ?? fromSubject(wish, subject);
  const wishes = [...base];
  for (const lead of wish.leadColumns.toReversed()) if (!has(wishes, lead)) wishes.unshift(lead);
  if (wish.columnCount !== null && wish.columns === null) {
    const known = wish.columns === null && subject.id === "general" && wish.subject === null;
    if (known)
      return {
        outcome: "planned",
        columns: Array.from({ length: Math.min(wish.columnCount, 1_000) }, (_, index) =>
          planOne({ name: `Column ${index + 1}`, kind: null, choices: null, formula: null }, subject, wish.currency),
        ),
      };
    if (wish.columnCount > wishes.length)
      return {
        outcome: "refused",
        message: `The request asks for ${wish.columnCount} columns without naming them, and the planner knows ${wishes.length} for ${article(subject.noun)} (${wishes.map((one) => one.name).join(", ")}). Name the columns.`,
      };
    wishes.length = wish.columnCount;
  }
  for (const extra of wish.extraColumns) if (!has(wishes, extra)) wishes.push(extra);
  if (
    wish.tax !== null &&
    subject.invoice !== true &&
    !wishes.some((one) => /\b(vat|tax|gst|mwst)\b/i.test(one.name))
  ) {
    wishes.push({
      name: `${wish.tax.name} ${percentText(wish.tax.rate)}`,
      kind: "currency",
      choices: null,
      formula: null,
    });
  }
  for (const { noun, values } of wish.choices) {
    const fits = wishes.find((one) => meansColumn(noun, one.name));
    if (fits !== undefined) fits.choices ??= values;
    else
      wishes.unshift({
        name: noun.slice(0, 1).toUpperCase() + noun.slice(1),
        kind: "text",
        choices: values,
        formula: null,
      });
  }
  // The general subject's values go with its own columns only.
  const knowing = wish.columns === null ? subject : wish.subject;
  const columns = wishes.map((one) => planOne(one, knowing, wish.currency));
  for (const [index, column] of columns.entries()) {
    const given = wish.choices.find(({ noun }) => meansColumn(noun, column.name));
    if (given !== undefined)
      columns[index] = { ...column, kind: "text", format: "General", additive: false, turns: given.values };
  }
  return { outcome: "planned", columns: withUniqueNames(columns) };
}

function article(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

const has = (wishes: readonly ColumnWish[], wanted: ColumnWish): boolean =>
  wishes.some((one) => keyOf(one.name) === keyOf(wanted.name.replace(/^running (?=balance)/i, "")));

/** "regions" are the values of "Region", "products" of "Product name". */
function meansColumn(noun: string, name: string): boolean {
  const key = keyOf(name);
  return key === noun || key === `${noun} name` || (noun === "people" && /^(name|person)$/.test(key));
}

/** The subject's usual columns; exams and the like as many as were counted, months instead of days where rows are months. */
function fromSubject(wish: TableWish, subject: Subject): ColumnWish[] {
  const usual = subject.columns.map((text) => columnWish(text)).filter((one) => one !== null);
  const by = wish.leadColumns.map((one) => one.name);
  const monthly = wish.unit === "month" || wish.rowNoun === "months" || by.includes("Month");
  const quarterly = wish.unit === "quarter" || wish.rowNoun === "quarters" || by.includes("Quarter");
  const dated = usual.map((one) =>
    (one.name !== "Date" && !(one.name === "Month" && quarterly)) || !(monthly || quarterly)
      ? one
      : { ...one, name: monthly ? "Month" : "Quarter" },
  );
  const { series } = wish;
  if (series === null) return dated;
  const numbered = series.map((name): ColumnWish => ({ name, kind: "integer", choices: null, formula: null }));
  const from = dated.findIndex((one) => / 1$/.test(one.name));
  const to = dated.findLastIndex((one) => / \d+$/.test(one.name));
  return [...dated.slice(0, from), ...numbered, ...dated.slice(to + 1)];
}

/** What one column will be; the subject, where there is one, knows its own columns best. */
export function planOne(one: ColumnWish, subject: Subject | null, currency: Currency): ColumnPlan {
  const own = subject?.makers?.[one.name];
  const rule = ruleFor(one.name);
  // A column of the subject means what the subject says, a word like "Name" otherwise what it usually says.
  const found = own ?? (rule === null ? null : { kind: rule.kind, maker: rule.maker });
  if (
    one.kind !== null &&
    /\b(?:id|no\.?|nr\.?|number|#)$/i.test(one.name) &&
    (one.kind === "decimal" || one.kind === "integer")
  ) {
    return {
      name: one.name,
      kind: "integer",
      format: "0",
      additive: false,
      maker: { make: "count" },
      formula: one.formula,
      turns: null,
    };
  }
  // "number" leaves open which: an age is a whole one.
  const wished = one.kind === "decimal" && found?.kind === "integer" ? "integer" : one.kind;
  const kind = one.choices === null ? (wished ?? found?.kind ?? "text") : "text";
  const maker =
    one.choices === null
      ? found !== null && found.kind === kind
        ? found.maker
        : makerOfKind(kind)
      : oneOf(...one.choices);
  const format =
    kind === "date" && maker.make === "month"
      ? monthFormat
      : kind === "integer" && (maker.make === "year" || maker.make === "count")
        ? "0"
        : defaultFormat(kind, currency);
  return {
    name: one.name,
    kind,
    format,
    additive: additiveName(one.name, kind),
    maker,
    formula: one.formula,
    turns: null,
  };
}

/** Values for a kind that the name says nothing about. */
function makerOfKind(kind: Kind): Maker {
  switch (kind) {
    case "text":
      return { make: "numbered" };
    case "integer":
      return whole(40, 100);
    case "decimal":
      return amount(1, 100);
    case "currency":
      return amount(10, 900, 0.5);
    case "percent":
      return share(0.05, 0.95);
    case "date":
      return { make: "day" };
    case "time":
      return { make: "time", fromHour: 8, toHour: 18 };
    case "boolean":
      return { make: "truth", chance: 0.6 };
  }
}

function withUniqueNames(columns: readonly ColumnPlan[]): ColumnPlan[] {
  const used = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${column.name} ${n}`;
    used.add(name.toLowerCase());
    return { ...column, name };
  });
}
