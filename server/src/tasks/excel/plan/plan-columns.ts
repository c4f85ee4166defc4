import { calendarOf } from "../model/dates.ts";
import { type ColumnWish, columnWish, plainColumn } from "../request/column-wish.ts";
import { capitalised } from "../request/column-name.ts";
import { keyOf, singular } from "../request/find-column.ts";
import type { ChoiceWish, TableWish } from "../request/table-wish.ts";
import { categoriesFor } from "../subjects/purposes.ts";
import type { Subject } from "../subjects/subject.ts";
import { ruleFor } from "../values/column-rules.ts";
import { oneOf, pool } from "../values/maker.ts";
import { pools } from "../values/pools.ts";
import { isOfTime } from "../request/row-identity.ts";
import { type ColumnPlan, planOne } from "./column-plan.ts";

export type ColumnsPlanned = { outcome: "planned"; columns: ColumnPlan[] } | { outcome: "refused"; message: string };

/** The columns of a table: the request's own, or the subject's as the request bends them. */
export function planColumns(wish: TableWish, subject: Subject): ColumnsPlanned {
  const { pasted } = wish;
  if (pasted !== null) {
    const own = pasted.headers.map((name, index) =>
      planOne(plainColumn(name, { kind: pasted.kinds[index] ?? "text" }), subject, wish.currency),
    );
    const more = wish.extraColumns.map((one) => planOne(one, subject, wish.currency));
    return { outcome: "planned", columns: withUniqueNames([...own.map((one) => ({ ...one, given: true })), ...more]) };
  }
  const wishes = wishesOf(wish, subject);
  if (typeof wishes === "string") return { outcome: "refused", message: wishes };
  // The general subject's values go with its own columns only.
  const knowing = wish.columns === null ? subject : wish.subject;
  const columns = wishes.map((one) => withPurpose(withContext(planOne(one, knowing, wish.currency), wishes), wish));
  for (const lead of wish.leadColumns) expandLead(columns, lead.name, wish);
  for (const [index, column] of columns.entries()) {
    const given = wish.choices.find(({ noun }) => meansColumn(noun, column.name));
    if (given !== undefined)
      columns[index] = {
        ...column,
        kind: "text",
        format: "General",
        additive: false,
        turns: given.values,
        given: true,
      };
  }
  return { outcome: "planned", columns: withUniqueNames(columns) };
}

/** The columns as wishes; why there are none. */
function wishesOf(wish: TableWish, subject: Subject): ColumnWish[] | string {
  const base = wish.columns ?? fromSubject(wish, subject);
  const wishes = withLeads(base, wish.leadColumns);
  if (wish.columnCount !== null && wish.columns === null) {
    if (wish.subject === null)
      return Array.from({ length: Math.min(wish.columnCount, 1_000) }, (_, index) =>
        plainColumn(`Column ${index + 1}`),
      );
    if (wish.columnCount > wishes.length)
      return `The request asks for ${wish.columnCount} columns without naming them, and the planner knows ${wishes.length} for ${article(subject.noun)} (${wishes.map((one) => one.name).join(", ")}). Name the columns.`;
    wishes.length = wish.columnCount;
  }
  addExtras(wishes, wish.extraColumns);
  // "customers with revenue over 5000" have a revenue.
  for (const { column } of wish.limits) {
    const wanted = columnWish(column);
    const isNew = wanted !== null && !wishes.some((one) => ` ${keyOf(one.name)} `.includes(` ${keyOf(wanted.name)} `));
    if (
      isNew &&
      ["currency", "integer", "decimal", "percent"].includes(ruleFor(wanted.name)?.kind ?? "") &&
      !/^amount$/i.test(wanted.name)
    )
      wishes.push(wanted);
  }
  addCounted(wishes, wish);
  for (const choice of wish.choices) {
    const fits = wishes.find((one) => meansColumn(choice.noun, one.name));
    if (fits !== undefined) fits.choices ??= choice.values;
    else addChoice(wishes, choice);
  }
  if (wish.negatives !== null) addType(wishes, [subject.rowNouns[0] ?? "payments", wish.negatives.word]);
  return wishes;
}

/** "12 rows for 3 stores": what was counted beside the rows is a column of so many different values. */
function addCounted(wishes: ColumnWish[], { distinct }: TableWish): void {
  for (const { noun, count } of distinct) {
    if (wishes.some((one) => ` ${keyOf(one.name)} `.includes(` ${noun} `))) continue;
    const name = capitalised(noun);
    const choices = Array.from({ length: Math.min(count, 100) }, (_, index) => `${name} ${index + 1}`);
    wishes.unshift(plainColumn(name, ruleFor(name)?.kind === "text" ? {} : { choices }));
  }
}

/** The column that tells refunds from other rows, before the amounts. */
function addType(wishes: ColumnWish[], kinds: readonly string[]): void {
  const choices = kinds.map((noun) => capitalised(singular(noun.toLowerCase())));
  const type = wishes.find((one) => one.name === "Type");
  const at = wishes.findIndex((one) => /^amount$/i.test(one.name));
  if (type === undefined) wishes.splice(at < 0 ? wishes.length : at, 0, plainColumn("Type", { choices }));
  else type.choices = choices;
}

function article(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** "by month" puts its column first, wherever it stood. */
function withLeads(base: readonly ColumnWish[], leads: readonly ColumnWish[]): ColumnWish[] {
  const wishes = [...base];
  for (const lead of leads.toReversed()) if (!has(wishes, lead)) wishes.unshift(lead);
  return wishes;
}

/** Further columns; a total that takes in discounts and fees leaves the usual one as the subtotal. */
function addExtras(wishes: ColumnWish[], extras: readonly ColumnWish[]): void {
  const total = extras.find((one) => /^(?:grand )?total$/i.test(one.name));
  const usual = wishes.find((one) => /^total$/i.test(one.name) && one.formula === null);
  if (total !== undefined && usual !== undefined && extras.indexOf(total) > 0) {
    usual.name = "Subtotal";
    usual.orBelow = null;
  }
  for (const extra of extras) {
    const same = wishes.find((one) => keyOf(one.name) === keyOf(extra.name)) ?? otherName(wishes, extra);
    if (same === undefined && !has(wishes, extra)) wishes.push(extra);
    else if (same !== undefined) {
      // "with a price column formatted as currency" says more about a column that is there anyway.
      same.kind = extra.kind ?? same.kind;
      same.choices ??= extra.choices;
      same.formula ??= extra.formula;
      same.fill ??= extra.fill;
    }
  }
}

/** What people call by other words: a hire date is the start date that an employee list has. */
const otherNames: readonly (readonly [RegExp, RegExp])[] = [
  [/^start date$/i, /^(?:hire|hiring|hired|join|joined|joining|employment|entry)(?: date| on)?$/i],
  [/^customer$/i, /^clients?(?: name)?$|^customer name$/i],
  [/^email$/i, /^e-?mail address$/i],
  [/^phone$/i, /^(?:phone|telephone|mobile)(?: number)?$/i],
  [/^quantity$/i, /^(?:qty|units|pieces)$/i],
  [/^monthly cost$/i, /^monthly (?:price|fee)$/i],
  [/^name$/i, /^full name$|^employee(?: name)?$/i],
];

function otherName(wishes: readonly ColumnWish[], extra: ColumnWish): ColumnWish | undefined {
  const usual = otherNames.find(([, other]) => other.test(extra.name))?.[0];
  const same = usual === undefined ? undefined : wishes.find((one) => usual.test(one.name));
  if (same !== undefined) same.name = extra.name;
  return same;
}

const has = (wishes: readonly ColumnWish[], wanted: ColumnWish): boolean =>
  wishes.some((one) => keyOf(one.name) === keyOf(wanted.name.replace(/^running (?=balance)/i, "")));

function addChoice(wishes: ColumnWish[], { noun, values }: ChoiceWish): void {
  const wish = plainColumn(noun.slice(0, 1).toUpperCase() + noun.slice(1), { kind: "text", choices: values });
  const place = wishes.find((one) => /^(?:region|country|city)$/i.test(one.name) && one.choices === null);
  // A country takes the place of the region that the subject usually has; a state goes to the end.
  if (place !== undefined && /^(?:region|country|city)$/.test(noun)) wishes.splice(wishes.indexOf(place), 1, wish);
  else if (noun === "status") wishes.push(wish);
  else wishes.unshift(wish);
}

/** "regions" are the values of "Region", "products" of "Product name". */
function meansColumn(noun: string, name: string): boolean {
  const key = keyOf(name);
  return key === noun || key === `${noun} name` || (noun === "people" && /^(name|person)$/.test(key));
}

/** "expenses by category" have a row for each category that the planner knows, unless the request counts its rows. */
function expandLead(columns: ColumnPlan[], name: string, wish: TableWish): void {
  const column = columns.find((one) => one.name === name);
  const maker = column?.maker;
  const values = maker?.make === "pool" ? pools[maker.pool] : maker?.make === "turns" ? maker.values : [];
  if (column === undefined || wish.rows !== null || values.length < 2 || values.length > 16) return;
  column.turns = [...new Set(values)];
}

/** A position is a place on the field, a job or a number, by what stands beside it. */
function withContext(plan: ColumnPlan, all: readonly ColumnWish[]): ColumnPlan {
  if (!/^position$/i.test(plan.name) || plan.given || plan.kindWished) return plan;
  const beside = (pattern: RegExp): boolean => all.some((other) => pattern.test(other.name));
  const maker = beside(/^(?:goals?|assists|player|team|games|caps|jersey)\b/i)
    ? oneOf("Goalkeeper", "Defender", "Midfielder", "Forward")
    : beside(/\b(?:name|employee|department|salary|candidate)\b/i)
      ? pool("jobTitle")
      : null;
  return maker === null ? plan : { ...plan, kind: "text", format: "General", additive: false, maker };
}

function withPurpose(plan: ColumnPlan, wish: TableWish): ColumnPlan {
  const subject = wish.subject?.id ?? "";
  if (!/^(?:category|item)$/i.test(plan.name)) return plan;
  const maker = categoriesFor(subject, `${wish.attribute ?? ""} ${wish.purpose ?? ""}`);
  return maker === null ? plan : { ...plan, maker };
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
  if (subject.id === "timesheet-week") return weekOf(dated, wish);
  const { series } = wish;
  if (series === null) return dated;
  const numbered = series.map((name) =>
    plainColumn(name, dated.some((one) => one.name === name) ? {} : { kind: "integer" }),
  );
  const ofTime = series.every(isOfTime);
  const place = (one: ColumnWish): boolean =>
    ofTime ? isOfTime(one.name) : / \d+$/.test(one.name) || series.includes(one.name);
  const from = dated.findIndex(place);
  return from < 0
    ? [...dated, ...numbered]
    : [...dated.slice(0, from), ...numbered, ...dated.slice(dated.findLastIndex(place) + 1)];
}

const shortMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The days of a timesheet's week, with their dates where the request names the week. */
function weekOf(columns: readonly ColumnWish[], wish: TableWish): ColumnWish[] {
  const days = columns.filter((one) => /day$/.test(one.name));
  const named = wish.series === null ? days : wish.series.map((name) => plainColumn(name));
  const { period } = wish;
  const dated =
    period === null || period.end - period.start !== 6
      ? named
      : named.map((one, index) => {
          const { day, month } = calendarOf(period.start + index);
          return { ...one, name: `${one.name.slice(0, 3)} ${day} ${shortMonths[month - 1]}` };
        });
  return [
    ...columns.slice(0, 1),
    ...dated.map((one) => ({ ...one, kind: "decimal" as const })),
    ...columns.slice(1 + days.length),
  ];
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
