import type { Column } from "../../model/document.ts";
import { type Aggregate, binary, cell, type Expression } from "../../model/expression.ts";
import { findColumn, keyOf } from "../../request/find-column.ts";
import { always, type DerivedRule } from "./rule.ts";
import { sumAcross } from "./rules-money.ts";
import {
  actual,
  alike,
  alone,
  between,
  first,
  measures,
  pair,
  planned,
  quantityTimesPrice,
  type TableView,
} from "./table-view.ts";
import { worthWithAdjustments } from "./worth.ts";

/** Differences, shares, running sums, averages and other comparisons of columns or rows. */
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
    name: /^(?:remaining|left|left over|budget left|available|outstanding|open amount|still (?:open|due)|amount left|balance due|unspent)(?: (?:budget|amount|balance|hours|units|quantity))?$/i,
    needs: "a whole and what of it is used, as 'Budget' and 'Spent'",
    build: (view) =>
      between(
        view,
        "-",
        [...planned, /^(?:total|amount|invoice amount|stock|quantity|goal amount|allowance)$/i],
        [
          ...actual,
          /^(?:paid|amount paid|used|saved|taken|consumed|sold|done|deposit(?: [\d.]+%)?|down payment(?: [\d.]+%)?)$/i,
        ],
      ),
    given: alone,
  },
  {
    name: /^(?:running|cumulative|accumulated)\b|\b(?:so far|to date|ytd)$/i,
    needs: "a column of amounts to add up row by row",
    build: (view) => balance(view) ?? running(view),
  },
  {
    name: /^(?:closing|end(?:ing)?|final|new) (?:balance|stock|inventory|cash|amount)$/i,
    needs: "an opening value, and what is added and taken in the row, or money in and money out",
    build: (view) => closing(view) ?? balance(view),
    given: alone,
  },
  {
    name: /^(?:distance|(?:km|miles|kilomet(?:er|re)s) (?:driven|run|travel+ed)|trip (?:distance|km)|consumption|usage)\b/i,
    needs: "a reading at the start and one at the end",
    build: (view) =>
      between(view, "-", [/^(?:end|closing|final|current|new)\b/i], [/^(?:start|opening|initial|previous|old)\b/i]),
    given: always,
  },
  {
    name: /^(?:account )?balance$/i,
    needs: "money in and money out, or an amount to add up row by row",
    build: (view) => balance(view) ?? running(view),
    given: alone,
  },
  {
    name: /\b(?:share|percent(?:age)?|%|portion|proportion) of (?:the )?\w+|^(?:share|proportion|portion|weight %|% share|market share|total %)(?: ?\(?%\)?| in percent)?$|^(?:revenue|sales|budget|cost|expense|spending) share\b/i,
    needs: "one column of amounts that it is a share of",
    build: (view) => (isOfTheWhole(view) ? share(view) : null),
  },
  {
    name: /^rank(?:ing)?\b/i,
    needs: "one column of numbers to rank by",
    build: (view) => {
      const column =
        first(measures(view.others), [/^(?:total|average|overall)\b/i, /^(?:points|score)\b/i]) ?? main(view);
      return column === null ? null : { node: "rank", column: column.id };
    },
    given: alone,
  },
  {
    name: /^(?:weighted|expected) (?:value|amount|revenue|score)$/i,
    needs: "a value and its probability",
    build: (view) =>
      between(view, "*", [/^(deal )?(value|amount|size|score|impact)$/i], [/^(win )?(probability|likelihood|weight)/i]),
  },
  {
    name: /^(?:click rate|click-through rate|ctr)$/i,
    needs: "clicks and impressions",
    build: (view) => between(view, "/", [/^clicks$/i], [/^(impressions|views)$/i]),
    given: alone,
  },
  {
    name: /^conversion rate$/i,
    needs: "conversions and visitors",
    build: (view) =>
      between(view, "/", [/^(conversions|orders|sales|won)$/i], [/^(visitors|visits|clicks|leads|sessions)$/i]),
    given: (view) => !view.others.some((column) => /^conversions$/i.test(column.name)),
  },
  {
    name: /^(?:revenue|sales|income|output|profit) per \S|^(?:cost|price) per (?:click|serving|km|mile|person|head|lead|conversion|acquisition|guest|attendee|portion|day|night)$|^cp[ca]$/i,
    needs: "a cost, and what it is divided by",
    build: perUnit,
    // "Price per night" beside nights is where a total starts from.
    given: (view) => numeratorOf(view) === null,
  },
  {
    name: /^pace\b/i,
    needs: "a duration and a distance",
    build: (view) => between(view, "/", [/^(?:duration|time|minutes)\b/i], [/^distance\b/i]),
  },
  {
    name: /^(?:average )?speed\b/i,
    needs: "a distance and hours",
    build: (view) => between(view, "/", [/^distance\b/i], [/^(?:hours|duration \(h|duration in hours)/i]),
    given: (view) => !view.others.some((column) => /^distance\b/i.test(column.name)),
  },
  {
    name: /^(?:total time|total duration)\b/i,
    needs: "times to add up",
    build: (view) => between(view, "+", [/^prep/i], [/^cook/i]) ?? sumAcross(view),
    given: alone,
  },
  {
    name: /^(?:daily|weekly|monthly|quarterly|yearly|annual) (?:average|avg\.?|mean)\b/i,
    needs: "a column for each day, week, month or quarter that it is the average of",
    build: (view) => across(view, "AVERAGE"),
  },
  {
    name: /^(?:(?:final|overall|class|grade|exam|test|score) )*(?:average|avg\.?|mean)\b|^(?:final|overall)(?: (?:score|grade|mark))?$/i,
    needs: "two number columns or more to its left",
    build: (view) => across(view, "AVERAGE"),
    given: alone,
  },
  {
    name: /^(?:min(?:imum)?|lowest|worst|smallest)(?: (?:value|score|mark|grade|result|price|amount))?$/i,
    needs: "two number columns or more to its left",
    build: (view) => across(view, "MIN"),
  },
  {
    name: /^(?:max(?:imum)?|highest|best|largest)(?: (?:value|score|mark|grade|result|price|amount))?$/i,
    needs: "two number columns or more to its left",
    build: (view) => across(view, "MAX"),
  },
  {
    name: /^(?:daily|weekly|monthly|quarterly|yearly|annual|year|week) (?:total|sum)s?\b/i,
    needs: "a column for each day, week, month or quarter that it adds up",
    build: sumAcross,
  },
  {
    name: /^(?:total|sum|average|avg\.?|mean|median|max(?:imum)?|min(?:imum)?|highest|lowest) (?:\S+ ){0,3}?(?:per|by|for each|each) \S/i,
    needs: "a row for each of what it is per, and columns to add up: the planner's formulas add up no groups of rows",
    build: (view) =>
      rowIs(view) && /^(?:total|sum)\b/i.test(view.target.name)
        ? (worthWithAdjustments(view) ?? sumAcross(view) ?? quantityTimesPrice(view))
        : null,
  },
  {
    name: /^(?:(?:row|line|overall|grand|combined|team) )*(?:total|sum)s?\b(?! (?:per|by|for|each)\b)/i,
    needs: "two number columns or more to its left",
    build: (view) => worthWithAdjustments(view) ?? sumAcross(view) ?? quantityTimesPrice(view),
    given: alone,
  },
  {
    name: /^(?:needs? )?re-?order(?:\?| needed| required| now| flag)?$|^(?:over|under|within) budget\??$|^(?:low stock|below minimum|in time|on time|late|overdue|passed|pass\/fail|result \(pass\/fail\))\??$/i,
    needs: "a comparison, which the planner's formulas do not have",
    build: () => null,
    given: (view) =>
      !/re-?order|budget|stock|minimum/i.test(view.target.name) &&
      alone(view) &&
      !view.others.some((column) => column.kind === "date"),
  },
];

/** Whether a row is one of what the name speaks of: "total per rep" beside Rep, "total per order" beside Order ID. */
function rowIs(view: TableView): boolean {
  const noun = keyOf(/\b(?:per|by|for each|for|each)\s+(?:the\s+)?(.+)$/i.exec(view.target.name)?.[1] ?? "");
  if (/^(?:row|line|item|entry|person)$/.test(noun)) return true;
  const [first] = view.others;
  const key = keyOf(first?.name ?? "");
  return (
    key === noun ||
    key.startsWith(`${noun} `) ||
    key.endsWith(` ${noun}`) ||
    (key === "name" && /^(?:employee|student|customer|player|member|rep)$/.test(noun))
  );
}

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

function balance(view: TableView): Expression | null {
  const into = first(view.others, [/^(money in|credit|deposits?|paid in|in|income|inflow|received)$/i]);
  const out = first(view.others, [/^(money out|debit|withdrawals?|paid out|out|expenses?|outflow|spent)$/i]);
  return into === null || out === null
    ? null
    : binary("-", { node: "running", column: into.id }, { node: "running", column: out.id });
}

/** What was there, what came and what went, in one row. */
function closing(view: TableView): Expression | null {
  const opening = first(view.others, [/^(?:opening|start(?:ing)?|initial|previous)\b/i]);
  const into = first(view.others, [
    /^(?:money in|credits?|deposits?|paid in|in|income|inflows?|received|purchases?|purchased|added|restocked)$/i,
  ]);
  const out = first(view.others, [
    /^(?:money out|debits?|withdrawals?|paid out|out|expenses?|outflows?|spent|sold|used|issued|sales)$/i,
  ]);
  return opening === null || into === null || out === null
    ? null
    : binary("-", binary("+", cell(opening.id), cell(into.id)), cell(out.id));
}

function running(view: TableView): Expression | null {
  const column = main(view, (one) => one.additive);
  return column === null ? null : { node: "running", column: column.id };
}

function share(view: TableView): Expression | null {
  const column = main(view, (one) => one.additive);
  return column === null
    ? null
    : binary("/", cell(column.id), { node: "column", aggregate: "SUM", column: column.id, sheet: null });
}

/** The column that a name speaks of, the only one there is, or the one that others are computed towards. */
function main(view: TableView, fits: (column: Column) => boolean = () => true): Column | null {
  const all = measures(view.others).filter(fits);
  const words = view.target.name
    .replace(
      /^.*?\b(?:of|by)\s+(?:the\s+)?|\b(?:running|cumulative|accumulated|total|sum|share|percent(?:age)?|%|to date|so far|rank(?:ing)?)\b/gi,
      " ",
    )
    .trim();
  const named = words === "" ? null : findColumn(all, words);
  if (named?.outcome === "found") return named.column;
  if (all.length < 2) return all[0] ?? null;
  const usual = first(all, [
    /^(?:planned|budget|revenue|sales|total(?: value| cost| price)?|amount|line total|points|score)$/i,
  ]);
  return (
    usual ??
    (view.before.length > 0
      ? (measures(view.before).findLast((one) => one.formula !== null && fits(one)) ?? null)
      : null)
  );
}

function across(view: TableView, aggregate: Aggregate): Expression | null {
  const columns = alike(view);
  return columns.length < 2 ? null : { node: "across", aggregate, columns: columns.map((column) => column.id) };
}

/** "Cost per click" beside Spend and Clicks. */
function perUnit(view: TableView): Expression | null {
  const unit = /^cp([ca])$/i.exec(view.target.name)?.[1];
  const noun =
    unit === undefined
      ? (/ per (.+)$/i.exec(view.target.name)?.[1] ?? "")
      : unit.toLowerCase() === "c"
        ? "clicks"
        : "conversions";
  const found = findColumn(measures(view.others), noun);
  const cost = numeratorOf(view);
  return found.outcome !== "found" || cost === null ? null : binary("/", cell(cost.id), cell(found.column.id));
}

/** What a name such as "revenue per employee" divides: a column to its left. */
function numeratorOf(view: TableView): Column | null {
  const what = /^(\w+) per /i.exec(view.target.name)?.[1] ?? "cost";
  if (/^(?:cost|price|cp[ca])$/i.test(what)) return first(view.before, [/^(?:total )?(?:spend|costs?|amount|total)$/i]);
  const named = findColumn(measures(view.before), what);
  return named.outcome === "found" ? named.column : null;
}
