import type { Column } from "../model/document.ts";
import { binary, cell, type Expression, percent } from "../model/expression.ts";

// Columns that a table computes from others without being told: a line total, a profit, an average of exams.

interface FormulaRule {
  target: RegExp;
  build: (input: RuleInput) => Expression | null;
}

interface RuleInput {
  columns: readonly Column[];
  target: Column;
  taxRate: number | null;
}

const quantity = [
  /^(quantity|qty|units?( sold)?|pieces|pcs|nights|hours( worked)?|items sold|tickets sold|licen[cs]es|seats|number of .*)$/i,
  /^(quantity|qty|units?)\b/i,
  /^(stock|on hand|in stock|stock level|count|days|hours|sold|amount sold)\b/i,
];
const price = [
  /^(unit (price|cost)|hourly (rate|wage|pay)|daily rate|nightly rate|price per .*|cost per .*|rate per .*|(unit|list|sale|selling|retail|average) price|price each|unit rate)\b/i,
  /^price\b/i,
  /^rate\b/i,
  /^(cost|fee)\b/i,
];
const revenue = [/^(total )?(revenue|sales|income|turnover|earnings|sales amount)\b/i];
const costs = [/^(total )?(costs?|expenses?|cogs|spend(ing)?|cost of goods( sold)?|outgoings)$/i];
const profit = [/^(gross |net )?profit$/i];
const planned = [
  /^(planned|budget(ed)?|plan|target|forecast|expected|allocated)( (amount|cost|spend|budget|hours))?$/i,
];
const actual = [/^(actual|spent|achieved|used)( (amount|cost|spend|hours|costs))?$/i];

const rules: readonly FormulaRule[] = [
  {
    target: /^(gross |net )?profit( amount)?$|^net (income|result)$|^surplus$/i,
    build: (input) => between(input, "-", revenue, costs),
  },
  {
    target: /\bmargin\b|^profit %$|^profit percent/i,
    build: (input) => between(input, "/", profit, revenue) ?? marginOf(input),
  },
  {
    target: /^(difference|variance|remaining|over\/under|gap|delta|left|budget left)$/i,
    build: (input) => between(input, "-", planned, actual),
  },
  {
    target: /^(achievement|% of target|target reached|% achieved|attainment)$/i,
    build: (input) => between(input, "/", actual, planned),
  },
  {
    target: /^weighted (value|amount|revenue)$/i,
    build: (input) => between(input, "*", [/^(deal )?(value|amount|size)$/i], [/^(win )?probability/i]),
  },
  {
    target: /^(annual|yearly) (cost|price|fee|total)$/i,
    build: (input) => times(input, [/^monthly (cost|price|fee)$/i], 12),
  },
  {
    target: /^(gross pay|pay|wages?|earnings|total pay)$/i,
    build: (input) =>
      between(input, "*", [/^hours( worked)?$/i, /^(total )?hours/i], [/^(hourly )?(rate|wage|pay)\b/i]),
  },
  {
    target: /^net (pay|salary|wage)$/i,
    build: (input) => between(input, "-", [/^gross( pay| salary| wage)?$/i], [/^(deductions?|tax(es)?|withheld)$/i]),
  },
  { target: /^nights$|^(duration|days)( \(days\))?$/i, build: (input) => datesBetween(input) },
  { target: /^hours( worked)?$|^total hours$/i, build: (input) => hoursBetween(input) },
  {
    target: /^(click rate|click-through rate|ctr)$/i,
    build: (input) => between(input, "/", [/^clicks$/i], [/^impressions$/i]),
  },
  {
    target: /^conversion rate$/i,
    build: (input) => between(input, "/", [/^conversions$/i], [/^(visitors|visits|clicks|leads|sessions)$/i]),
  },
  {
    target: /^(cost per click|cpc)$/i,
    build: (input) => between(input, "/", [/^(spend|cost|costs)$/i], [/^clicks$/i]),
  },
  { target: /^total time\b/i, build: (input) => between(input, "+", [/^prep/i], [/^cook/i]) },
  { target: /^(running |account |closing )?balance$/i, build: (input) => balanceOf(input) },
  {
    target: /^(running total|cumulative( total| sum)?|running sum|total so far)$/i,
    build: (input) => runningTotal(input),
  },
  {
    target: /^commission( amount)?$/i,
    build: (input) => between(input, "*", revenue, [/^commission rate/i, /^commission %/i]),
  },
  { target: /^(net )?(vat|tax|gst|sales tax|mwst)( amount)?( ?\(?[\d.]+ ?%\)?)?$/i, build: (input) => taxOf(input) },
  {
    target: /^(gross( (total|amount|price))?|total (incl|including|with)\b.*|amount due)$/i,
    build: (input) => between(input, "+", net, tax),
  },
  {
    target: /^(total|grand total|total (price|cost|amount|due))$/i,
    build: (input) =>
      input.columns.some((column) => tax[0]?.test(column.name)) ? between(input, "+", net, tax) : null,
  },
  {
    target:
      /^(line |grand |sub)?total( price| cost| value| amount| revenue| sales)?$|^(revenue|sales|sales amount|amount|value|turnover|subtotal|stock value|inventory value|line amount|net amount|earnings)$/i,
    build: (input) => between(input, "*", quantity, price),
  },
  {
    target: /^(average|avg|mean|final (grade|score|mark)|overall)( score| grade| mark)?$/i,
    build: (input) => acrossOf(input, "AVERAGE"),
  },
  {
    target: /^(row )?total( hours| score| points| sales)?$|^sum$|^year total$|^annual total$/i,
    build: (input) => acrossOf(input, "SUM"),
  },
];

const net = [/^(net( (amount|price|total))?|subtotal|net total)$/i, /^(line total|amount|price|cost|revenue)$/i];
const tax = [/^(vat|tax|gst|sales tax|mwst)\b/i];

/** The formula that a column of that name has beside these columns; null when it is a value of its own. */
export function impliedFormula(input: RuleInput): Expression | null {
  for (const rule of rules) {
    if (!rule.target.test(input.target.name)) continue;
    const formula = rule.build(input);
    if (formula !== null) return formula;
  }
  return null;
}

/** The first column that fits the earliest pattern: "Unit price" is a better price than "Cost". */
function first(input: RuleInput, patterns: readonly RegExp[]): Column | null {
  for (const pattern of patterns) {
    const found = input.columns.find(
      (column) => column !== input.target && column.kind !== "text" && pattern.test(column.name),
    );
    if (found !== undefined) return found;
  }
  return null;
}

function between(
  input: RuleInput,
  operator: "+" | "-" | "*" | "/",
  left: readonly RegExp[],
  right: readonly RegExp[],
): Expression | null {
  const [one, other] = [first(input, left), first(input, right)];
  return one === null || other === null || one === other ? null : binary(operator, cell(one.id), cell(other.id));
}

function times(input: RuleInput, patterns: readonly RegExp[], factor: number): Expression | null {
  const one = first(input, patterns);
  return one === null ? null : binary("*", cell(one.id), { node: "number", value: factor, percent: false });
}

function marginOf(input: RuleInput): Expression | null {
  const [sold, spent] = [first(input, revenue), first(input, costs)];
  return sold === null || spent === null
    ? null
    : binary("/", binary("-", cell(sold.id), cell(spent.id)), cell(sold.id));
}

function datesBetween(input: RuleInput): Expression | null {
  const dates = input.columns.filter((column) => column.kind === "date");
  const [start, end] = dates;
  return start === undefined || end === undefined || dates.length !== 2
    ? null
    : binary("-", cell(end.id), cell(start.id));
}

function hoursBetween(input: RuleInput): Expression | null {
  const [start, end, more] = input.columns.filter((column) => column.kind === "time");
  if (start === undefined || end === undefined || more !== undefined) return null;
  return binary("*", binary("-", cell(end.id), cell(start.id)), { node: "number", value: 24, percent: false });
}

function balanceOf(input: RuleInput): Expression | null {
  const into = first(input, [/^(money in|credit|deposit|paid in|in|income)$/i]);
  const out = first(input, [/^(money out|debit|withdrawal|paid out|out|expenses?)$/i]);
  return into === null || out === null
    ? null
    : binary("-", { node: "running", column: into.id }, { node: "running", column: out.id });
}

function runningTotal(input: RuleInput): Expression | null {
  const summed = input.columns.findLast((column) => column !== input.target && column.additive);
  return summed === undefined ? null : { node: "running", column: summed.id };
}

function taxOf(input: RuleInput): Expression | null {
  const written = /([\d.]+) ?%/.exec(input.target.name);
  const rate = written === null ? input.taxRate : Number(written[1]) / 100;
  const base =
    first(input, net) ??
    input.columns.findLast(
      (column) =>
        column !== input.target &&
        column.kind === "currency" &&
        column.additive &&
        !/\b(gross|incl)/i.test(column.name),
    ) ??
    null;
  return rate === null || base === null ? null : binary("*", cell(base.id), percent(rate));
}

/** Over the number columns of one kind before it: exams, weekdays, quarters. */
function acrossOf(input: RuleInput, aggregate: "SUM" | "AVERAGE"): Expression | null {
  const before = input.columns
    .slice(0, input.columns.indexOf(input.target))
    .filter((column) => column.kind === "integer" || column.kind === "decimal" || column.kind === "currency")
    .filter((column) => column.formula === null && !/^(#|no\.?|id|age|year|rank)$/i.test(column.name));
  const kind = before.at(-1)?.kind;
  const alike = before.filter((column) => column.kind === kind);
  return alike.length < 2 ? null : { node: "across", aggregate, columns: alike.map((column) => column.id) };
}
