import type { Aggregate, Expression } from "../../model/expression.ts";
import { keyOf } from "../../request/find-column.ts";
import type { DerivedRule } from "./rule.ts";
import { sumAcross } from "./rules-money.ts";
import { main } from "./main-column.ts";
import { alike, alone, first, measures, quantityTimesPrice, type TableView } from "./table-view.ts";
import { worthWithAdjustments } from "./worth.ts";

/** Sums, averages and places across the columns or among the rows. */
export const acrossRules: readonly DerivedRule[] = [
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

function across(view: TableView, aggregate: Aggregate): Expression | null {
  const columns = alike(view);
  return columns.length < 2 ? null : { node: "across", aggregate, columns: columns.map((column) => column.id) };
}
