import type { Column } from "../../model/document.ts";
import { binary, cell, type Expression, number, percent } from "../../model/expression.ts";
import { always, type DerivedRule } from "./rule.ts";
import {
  alike,
  alone,
  between,
  costs,
  first,
  measures,
  quantityTimesPrice,
  revenue,
  salary,
  type TableView,
  unitCosts,
  unitPrices,
} from "./table-view.ts";
import { gross, hasDiscount, taxName, worth, worthAfterDiscounts, worthWithAdjustments } from "./worth.ts";

const rateInName = /(\d+(?:\.\d+)?)\s?%/;

/** Rates, taxes, totals and profits. */
export const moneyRules: readonly DerivedRule[] = [
  {
    name: /\b(?:discount|rebate|reduction|commission|vat|tax|gst|mwst|raise|increase|bonus|markup|mark-up|surcharge|fee|tip|gratuity|service charge|deductions?|withholding|interest|royalt(?:y|ies)|donation|savings?|deposit|down ?payment|share|cut|provision|contribution)\b.*\d\s?%|\d\s?%.*\b(?:discount|commission|vat|tax|gst|raise|bonus|fee|tip)\b/i,
    needs: "a column of money that the percentage is of",
    build: rateOfWorth,
  },
  {
    name: /^(?:net )?(?:vat|tax(?:es)?|gst|sales tax|mwst)(?: amount)?$/i,
    needs: "its rate, as in 'VAT 19%', and a column of money",
    build: taxOf,
  },
  {
    name: /^(?:interest|royalt(?:y|ies)|withholding)(?: amount| paid| due)?$/i,
    needs: "its rate, as in 'Interest 5%', and a column of money",
    build: () => null,
  },
  {
    name: /^(?:sales )?commissions?(?: amount| earned| due)?$/i,
    needs: "its rate, as in 'Commission 10%', and a column of sales",
    build: (view) => between(view, "*", [...revenue, /^(deal )?(value|amount|size)$/i], [/^commission (?:rate|%)/i]),
  },
  {
    name: /^(?:new|raised|increased|adjusted|updated|future) (?:salary|wage|pay|price|rent|rate|amount|cost)$|^(?:salary|price|pay) after (?:the )?(?:raise|increase)$/i,
    needs: "the present amount and a raise, as in 'Raise 3%'",
    build: (view) => withRaise(view),
  },
  {
    name: /^(?:discounted|reduced|promotional)(?: (?:price|total|amount))?$|\b(?:price|total|amount|revenue) (?:after|less|incl(?:uding|\.)?|with) (?:the )?discounts?\b|^(?:net total|net amount|net price|net sales|net revenue)$/i,
    needs: "a price or total, and a discount beside it, as in 'Discount 10%'",
    build: (view) => (hasDiscount(view) ? worthAfterDiscounts({ ...view, before: view.others }) : null),
    // "Net price, VAT 19%, gross price": the net is what the others start from.
    given: (view) =>
      view.others.some((column) => taxName.test(column.name) || /\bgross\b/i.test(column.name)) &&
      !measures(view.others).some((column) => /^(?:total|price|amount|revenue|sales)\b/i.test(column.name)),
  },
  {
    name: /^gross(?: (?:total|amount|price|sales))?$|\b(?:incl(?:uding|\.)?|with|plus|after) (?:vat|tax|gst)\b/i,
    needs: "a net amount and its tax, as in 'VAT 19%'",
    build: gross,
    given: (view) => alone(view),
  },
  {
    name: /^net (?:pay|salary|wage|income|earnings)$/i,
    needs: "a gross pay and what is deducted from it",
    build: netPay,
    given: (view) => alone(view),
  },
  {
    name: /^(?:gross pay|pay|wages?|earnings|total pay|labou?r cost)$/i,
    needs: "hours and an hourly rate",
    build: (view) => between(view, "*", [/^hours( worked)?$/i, /^(total )?hours/i], [/^(hourly )?(rate|wage|pay)\b/i]),
    given: always,
  },
  {
    name: /^(?:labou?r )?costs?$/i,
    needs: "hours and an hourly rate",
    build: (view) =>
      between(view, "*", [/\bhours\b/i], [/^(?:hourly|labou?r) (?:rate|cost)|^rate per hour/i]) ??
      // What is sold at a price makes a revenue; what is bought at one makes a cost.
      (first(view.others, revenue) === null
        ? between(
            view,
            "*",
            [/^(?:quantity|qty|units|pieces|lit(?:er|re)s?|gallons|kwh|kg|km|miles)\b/i],
            [/^(?:unit price|(?:price|rate|cost) (?:per|each)\b.*)/i],
          )
        : null),
    given: always,
  },
  {
    name: /\bdepreciation\b/i,
    needs: "a purchase price and a useful life in years",
    build: (view) =>
      between(
        view,
        "/",
        [/^(?:purchase |acquisition )?(?:price|cost|value)$/i],
        [/^(?:useful )?life(?:span|time)?\b|^years of use/i],
      ),
  },
  {
    name: /^total (?:compensation|pay|salary|earnings|income|remuneration)$/i,
    needs: "a salary and what comes on top of it, as a bonus",
    build: (view) => {
      const base = first(view.others, salary);
      const extra = view.others.find((column) => /\b(?:bonus|commission|allowance|overtime pay)\b/i.test(column.name));
      return base === null || extra?.kind !== "currency" ? null : binary("+", cell(base.id), cell(extra.id));
    },
    given: alone,
  },
  {
    name: /^(?:gross |net |operating )?profit(?: amount| per \w+| each)?$|^(?:net|operating) (?:income|result)$|^surplus$/i,
    needs: "a revenue and a cost",
    build: (view) => profitOf(view) ?? between(view, "-", revenue, costs) ?? between(view, "-", unitPrices, unitCosts),
    given: alone,
  },
  {
    // "Margin" beside "Margin %" is the amount.
    name: /^(?:gross |net |profit |contribution )*margin(?: amount| per \w+)?$/i,
    needs: "a revenue or price, and a cost",
    build: (view) =>
      view.others.some(isMarginRate)
        ? (profitOf(view) ?? between(view, "-", revenue, costs) ?? between(view, "-", unitPrices, unitCosts))
        : null,
    given: () => true,
  },
  {
    name: /\bmargin\b|^profit(?:ability)? ?(?:%|\(%\)|percent|rate)/i,
    needs: "a revenue or price, and a cost",
    build: (view) =>
      between(view, "/", [/^(gross |net )?profit$/i], revenue) ??
      shareLeft(view, revenue, costs) ??
      shareLeft(view, unitPrices, unitCosts),
  },
  {
    name: /^mark-?up\b/i,
    needs: "a price and a cost",
    build: (view) => {
      const [sold, spent] = [first(view.others, [...unitPrices, ...revenue]), first(view.others, unitCosts)];
      return sold === null || spent === null || sold === spent
        ? null
        : binary("/", binary("-", cell(sold.id), cell(spent.id)), cell(spent.id));
    },
  },
  {
    name: /^(?:annual|yearly)\b|\bper year$/i,
    needs: "a monthly amount",
    build: (view) => scaled(view, /^monthly\b|\bper month$/i, "*", 12),
    given: always,
  },
  {
    name: /^monthly\b|\bper month$/i,
    needs: "an annual amount",
    build: (view) => scaled(view, /^(?:annual|yearly)\b|\bper year$/i, "/", 12),
    given: always,
  },
  {
    name: /^(?:line |grand |order |invoice |sub-?)?total(?: (?:price|cost|costs|amount|due|value|payable|revenue|sales|net|gross))?$|^(?:amount|balance) due$|^final (?:price|amount|total|cost)$|^sub-?total$/i,
    needs: "columns to add up, or a quantity and a price",
    build: (view) => worthWithAdjustments(view) ?? quantityTimesPrice(view) ?? sumAcross(view),
    given: alone,
  },
  {
    name: /^(?:revenue|sales|sales amount|amount|value|turnover|stock value|inventory value|line amount)$/i,
    needs: "a quantity and a price",
    build: quantityTimesPrice,
    given: always,
  },
];

/** "Discount 10%": that share of what the row is worth. */
function rateOfWorth(view: TableView): Expression | null {
  const rate = Number(rateInName.exec(view.target.name)?.[1]) / 100;
  const base = taxName.test(view.target.name) ? worthAfterDiscounts(view) : worth(view);
  return base === null || !Number.isFinite(rate) ? null : binary("*", base, percent(rate));
}

function taxOf(view: TableView): Expression | null {
  const base = worthAfterDiscounts(view);
  if (base === null) return null;
  const rate = view.others.find((column) => /\b(?:tax|vat|gst) (?:rate|%)/i.test(column.name));
  if (rate !== undefined) return binary("*", base, cell(rate.id));
  return view.taxRate === null ? null : binary("*", base, percent(view.taxRate));
}

function withRaise(view: TableView): Expression | null {
  const raise = view.others.find((column) => /\b(?:raise|increase|bonus)\b/i.test(column.name));
  const base = worth(view);
  if (raise === undefined || base === null) return null;
  const amount = raise.kind === "percent" ? binary("*", base, cell(raise.id)) : cell(raise.id);
  return binary("+", base, amount);
}

function netPay(view: TableView): Expression | null {
  const base = first(view.others, [/^gross( pay| salary| wage)?$/i, ...salary]);
  const less = view.others.filter(
    (column) =>
      column.kind === "currency" &&
      /\b(?:deductions?|tax(?:es)?|withh\w+|insurance|contributions?)\b/i.test(column.name),
  );
  return base === null || less.length === 0
    ? null
    : less.reduce((rest: Expression, column) => binary("-", rest, cell(column.id)), cell(base.id));
}

const spending = /\b(?:costs?|expenses?|cogs|spend(?:ing)?|outgoings|tax(?:es)?|interest|depreciation)\b/i;
const direct = /^cost of (?:goods|sales)|\bcogs\b/i;

/** The revenue less every kind of cost to its left; a gross profit less the direct ones alone. */
function profitOf(view: TableView): Expression | null {
  const { name } = view.target;
  const gross = /^gross\b/i.test(name);
  const spent = view.before.filter(
    (column) =>
      column.kind === "currency" &&
      spending.test(column.name) &&
      !/\b(?:per|unit|income|before|price)\b/i.test(column.name),
  );
  const grossProfit = gross ? null : first(view.before, [/^gross profit$/i]);
  const base = grossProfit ?? first(view.before, revenue);
  const total = spent.find((column) => /^total\b/i.test(column.name));
  const parts =
    gross && spent.some((column) => direct.test(column.name))
      ? spent.filter((column) => direct.test(column.name))
      : spent;
  const less =
    total !== undefined && grossProfit === null
      ? [total]
      : parts.filter((column) => grossProfit === null || !direct.test(column.name));
  return base === null || less.length === 0
    ? null
    : less.reduce((rest: Expression, column) => binary("-", rest, cell(column.id)), cell(base.id));
}

const isMarginRate = (column: Column): boolean => /\bmargin\b.*%|^(?:%|percent(?:age)?)$/i.test(column.name);

/** (sold - spent) / sold. */
function shareLeft(view: TableView, sold: readonly RegExp[], bought: readonly RegExp[]): Expression | null {
  const [whole, spent] = [first(view.others, sold), first(view.others, bought)];
  return whole === null || spent === null || whole === spent
    ? null
    : binary("/", binary("-", cell(whole.id), cell(spent.id)), cell(whole.id));
}

/** "Annual cost" beside "Monthly cost": the same noun at another rhythm. */
function scaled(view: TableView, other: RegExp, operator: "*" | "/", factor: number): Expression | null {
  const noun = (name: string): string =>
    name.replace(/^(?:annual|yearly|monthly)\s+|\s+per (?:year|month)$/gi, "").toLowerCase();
  const found = view.before.find(
    (column) => other.test(column.name) && noun(column.name) === noun(view.target.name) && column.kind !== "text",
  );
  return found === undefined ? null : binary(operator, cell(found.id), number(factor));
}

/** Over what can be summed. */
export function sumAcross(view: TableView): Expression | null {
  const summed = alike(view).filter((column) => column.additive);
  return summed.length < 2 ? null : { node: "across", aggregate: "SUM", columns: summed.map((column) => column.id) };
}
