import type { Column } from "../../model/document.ts";
import { binary, cell, type Expression } from "../../model/expression.ts";
import { findColumn } from "../../request/find-column.ts";
import type { DerivedRule } from "./rule.ts";
import { main } from "./main-column.ts";
import { actual, alone, between, first, measures, pair, planned, type TableView } from "./table-view.ts";

/** Differences, shares and other comparisons of columns. */
export const compareRules: readonly DerivedRule[] = [
  {
    name: /\b(?:achievement|attainment|fulfil?lment)\b|^% (?:of )?(?:target|budget|plan|goal|quota)\b|^(?:target|budget|plan|goal) (?:reached|used|spent) ?%?$|% (?:achieved|reached|used|spent)$/i,
    needs: "a target and an actual value",
    build: (view) => between(view, "/", actual, planned),
  },
  {
    name: /^(?:variance|difference|deviation|change|delta|over\/under|gap)\b.*(?:%|percent)|^(?:%|percent(?:age)?) (?:variance|difference|deviation|change|over|under)\b/i,
    needs: "a planned and an actual column, or two columns to compare",
    build: (view) => relative(view, first(view.others, planned), difference(view)) ?? growth(view),
  },
  {
    name: /^(?:in )?(?:%|percent(?:age)?s?)$/i,
    needs: "a difference or a margin to its left that it is the percentage of",
    build: percentOfBefore,
  },
  {
    name: /\bgrowth\b|\b(?:change|increase|decrease) ?(?:%|\(%\)|in percent|rate)|\byoy\b|\bmom\b|\b(?:vs|versus|compared (?:to|with))\b/i,
    needs: "two columns to compare, as 'Last year' and 'This year'",
    build: growth,
  },
  {
    name: /^(?:difference|variance|deviation|over\/under|gap|delta|change|increase|decrease)(?: amount)?$/i,
    needs: "a planned and an actual column, or two columns to compare",
    build: (view) => difference(view),
    // A change log has changes of another kind.
    given: (view) => /^(?:change|gap)$/i.test(view.target.name) && alone(view),
  },
  {
    name: /\b(?:share|percent(?:age)?|%|portion|proportion) of (?:the )?\w+|^(?:share|proportion|portion|weight %|% share|market share|total %)(?: ?\(?%\)?| in percent)?$|^(?:revenue|sales|budget|cost|expense|spending) share\b/i,
    needs: "one column of amounts that it is a share of",
    build: (view) => (isOfTheWhole(view) ? share(view) : null),
  },
  {
    name: /^(?:weighted|expected) (?:value|amount|revenue|score)$/i,
    needs: "a value and its probability",
    build: (view) =>
      between(view, "*", [/^(deal )?(value|amount|size|score|impact)$/i], [/^(win )?(probability|likelihood|weight)/i]),
  },
];

function difference(view: TableView): Expression | null {
  const [plan, real] = [first(view.others, planned), first(view.others, actual)];
  if (plan !== null && real !== null && plan !== real) {
    // Of a budget what is left is good, of a target what is above it.
    return /\b(?:target|forecast|goal)\b/i.test(plan.name)
      ? binary("-", cell(real.id), cell(plan.id))
      : binary("-", cell(plan.id), cell(real.id));
  }
  const two = pair(view);
  return two === null ? null : binary("-", cell(two[1].id), cell(two[0].id));
}

function relative(view: TableView, base: Column | null, of: Expression | null): Expression | null {
  if (base === null || of === null) return null;
  const whole = view.others.find((column) =>
    /^(?:variance|difference|deviation|over\/under|gap|delta)$/i.test(column.name),
  );
  return binary("/", whole === undefined ? of : cell(whole.id), cell(base.id));
}

/** (later - earlier) / earlier. */
function growth(view: TableView): Expression | null {
  const two = pair(view);
  return two === null ? null : binary("/", binary("-", cell(two[1].id), cell(two[0].id)), cell(two[0].id));
}

/** A share of the total, of the year, of a column that is there; "percentage of women" would be of something else. */
function isOfTheWhole(view: TableView): boolean {
  const of = /\bof (?:the )?(.+)$/i.exec(view.target.name)?.[1];
  if (of === undefined || /\b(?:total|whole|sum|all|overall|year|annual|month|quarter|everything)\b/i.test(of))
    return true;
  return findColumn(measures(view.others), of).outcome === "found";
}

/** "margin in euros and percent", "variance and percent": the amount to the left through what it is measured by. */
function percentOfBefore(view: TableView): Expression | null {
  const amount = view.before.at(-1);
  if (amount?.formula?.node !== "binary" || amount.formula.operator !== "-") return null;
  const { left, right } = amount.formula;
  // Of a margin the price is the whole, of a growth the earlier value, of a variance what was planned.
  const whole =
    /\b(?:change|growth|increase|decrease|difference)\b/i.test(amount.name) && first(view.others, planned) === null
      ? right
      : left;
  const plan = first(view.others, planned);
  return binary("/", cell(amount.id), plan === null ? whole : cell(plan.id));
}

function share(view: TableView): Expression | null {
  const column = main(view, (one) => one.additive);
  return column === null
    ? null
    : binary("/", cell(column.id), { node: "column", aggregate: "SUM", column: column.id, sheet: null });
}
