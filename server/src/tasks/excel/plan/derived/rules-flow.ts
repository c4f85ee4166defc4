import type { Column } from "../../model/document.ts";
import { binary, cell, type Expression } from "../../model/expression.ts";
import { findColumn } from "../../request/find-column.ts";
import { always, type DerivedRule } from "./rule.ts";
import { sumAcross } from "./rules-money.ts";
import { main } from "./main-column.ts";
import { actual, alone, between, first, measures, planned, type TableView } from "./table-view.ts";

/** What comes and goes, row by row and in one row, and what one thing is per another. */
export const flowRules: readonly DerivedRule[] = [
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
];

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
